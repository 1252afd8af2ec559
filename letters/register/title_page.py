"""What stands before the names: the title page, and the totals by place."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.hebrew_calendar import civil_date, hebrew_date, ordinal
from letters.models import RegisterExport, Scroll
from letters.register.totals import Totals
from letters.siyum.siyum import siyum_of

_IN_A_GROUP = 8  # digits of the checksum, so that two of them can be compared by eye


@dataclass(frozen=True)
class Wish:
    """What is asked for: a scroll's register in an order; the language is the one that is on."""

    scroll: Scroll
    order: str
    number: int  # of the export
    at: datetime


def title_of(scroll: Scroll) -> str:
    """The scroll's name: the 12th Sefer Torah Haklali."""
    return _("The %(number)s %(series)s") % {
        "number": ordinal(scroll.number, _language()),
        "series": scroll.series.title,
    }


def feet(wish: Wish) -> tuple[str, str]:
    """What stands below every page: which scroll, and which export of what day."""
    day = _both(timezone.localtime(wish.at).date())
    return title_of(wish.scroll), f"{_('Register')} {wish.number} · {day}"


def front(wish: Wish, totals: Totals) -> dict[str, Any]:
    """The part of the book that is set by title_page.typ."""
    order = RegisterExport.Order(wish.order).label
    return {
        "language": _language(),
        "title": title_of(wish.scroll),
        "kind": _("Register of names, %(order)s") % {"order": order},
        "dedication": wish.scroll.dedication,
        "siyum": _siyum(wish.scroll),
        "facts": _facts(wish, totals),
        "checksum": _in_groups(totals.checksum),
        "explained": _(
            "The checksum is that of the names and their places. It is the same in every order, "
            "on paper and in the table, and another as soon as one letter of one name is changed."
        ),
        "tables": [
            {
                "title": _("By country and city"),
                "rows": [
                    [level, words, f"{count:,}"] for level, words, count in _countries(totals)
                ],
            },
            {
                "title": _("By community"),
                "rows": [
                    [1, name or _("In no community"), f"{count:,}"]
                    for (_slug, name), count in totals.by_community()
                ],
            },
        ],
    }


def _siyum(scroll: Scroll) -> list[str]:
    siyum = siyum_of(scroll)
    if siyum.day is None or siyum.jewish_day is None:
        return []
    language = _language()
    day = _("Siyum: %(hebrew)s · %(civil)s") % {
        "hebrew": hebrew_date(siyum.jewish_day, language),
        "civil": civil_date(siyum.day, language),
    }
    place = (language == "he" and siyum.place_he) or siyum.place
    return [day, place] if place else [day]


def _facts(wish: Wish, totals: Totals) -> list[tuple[str, str]]:
    told = [
        (_("Names"), totals.names),
        (_("Countries"), sum(1 for (code, _name), *_rest in totals.by_country() if code)),
        (_("Cities"), sum(1 for _country, city in totals.cities if city)),
        (_("Communities"), sum(1 for slug, _name in totals.communities if slug)),
    ]
    return [
        *((label, f"{count:,}") for label, count in told),
        (_("As of"), _both(timezone.localtime(wish.at).date())),
    ]


def _countries(totals: Totals) -> list[tuple[int, str, int]]:
    """Each country, and below it its cities where one was told."""
    told = []
    for (_code, name), count, cities in totals.by_country():
        told.append((0, name or _("Country not told"), count))
        if any(city for city, _count in cities):
            told += [(1, city or _("City not told"), each) for city, each in cities]
    return told


def _both(day: Any) -> str:
    return f"{hebrew_date(day, _language())} · {civil_date(day, _language())}"


def _in_groups(checksum: str) -> list[str]:
    starts = range(0, len(checksum), _IN_A_GROUP)
    return [checksum[start : start + _IN_A_GROUP] for start in starts]


def _language() -> str:
    return get_language() or "en"
