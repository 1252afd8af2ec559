"""The title page of the printed register, with the totals by place."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from core.calendar.hebrew_calendar import civil_date, hebrew_date, ordinal
from core.calendar.local_day import LocalDay, day_at
from core.languages import active_language, is_right_to_left
from letters.models import RegisterExport, Scroll
from letters.register.totals import Totals
from letters.siyum.siyum import siyum_details

_CHECKSUM_GROUP = 8  # digits, so that two checksums can be compared by eye


@dataclass(frozen=True)
class ExportOptions:
    """What to export. The language is the active one."""

    scroll: Scroll
    order: str
    export_id: int
    created_at: datetime


def scroll_title(scroll: Scroll) -> str:
    """The scroll's name: the 12th Sefer Torah Haklali."""
    return _("The %(number)s %(series)s") % {
        "number": ordinal(scroll.number, _language()),
        "series": scroll.series.title,
    }


def page_footer(options: ExportOptions) -> tuple[str, str]:
    """The footer of every page: the scroll, and the number and day of the export."""
    day = _date_text(day_at(options.created_at, str(settings.HOME_ZONE)))
    return scroll_title(options.scroll), f"{_('Register')} {options.export_id} · {day}"


def title_page(options: ExportOptions, totals: Totals) -> dict[str, Any]:
    """The data of title_page.typ."""
    order = RegisterExport.Order(options.order).label
    return {
        "language": _language(),
        "rtl": is_right_to_left(_language()),
        "title": scroll_title(options.scroll),
        "kind": _("Register of names, %(order)s") % {"order": order},
        "dedication": options.scroll.dedication,
        "siyum": _siyum(options.scroll),
        "facts": _facts(options, totals),
        "checksum": _in_groups(totals.checksum),
        "explained": _(
            "The checksum covers the names and their places. It is the same in every order, on "
            "paper and in the table, and changes if a single letter of a single name is changed."
        ),
        "tables": [
            {
                "title": _("By country and city"),
                "rows": [[level, text, f"{count:,}"] for level, text, count in _countries(totals)],
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
    siyum = siyum_details(scroll)
    if siyum.day is None:
        return []
    language = _language()
    day = _("Siyum: %(hebrew)s · %(civil)s") % {
        "hebrew": hebrew_date(siyum.day.jewish, language),
        "civil": civil_date(siyum.day.civil, language),
    }
    return [day, siyum.place] if siyum.place else [day]


def _facts(options: ExportOptions, totals: Totals) -> list[tuple[str, str]]:
    counts = [
        (_("Names"), totals.names),
        (_("Countries"), sum(1 for (code, _name), *_rest in totals.by_country() if code)),
        (_("Cities"), sum(1 for _country, city in totals.cities if city)),
        (_("Communities"), sum(1 for slug, _name in totals.communities if slug)),
    ]
    return [
        *((label, f"{count:,}") for label, count in counts),
        (_("As of"), _date_text(day_at(options.created_at, str(settings.HOME_ZONE)))),
    ]


def _countries(totals: Totals) -> list[tuple[int, str, int]]:
    """Each country, followed by its cities where at least one is known."""
    rows = []
    for (_code, name), count, cities in totals.by_country():
        rows.append((0, name or _("Country not stated"), count))
        if any(city for city, _count in cities):
            rows += [(1, city or _("City not stated"), each) for city, each in cities]
    return rows


def _date_text(day: LocalDay) -> str:
    return f"{hebrew_date(day.jewish, _language())} · {civil_date(day.civil, _language())}"


def _in_groups(checksum: str) -> list[str]:
    starts = range(0, len(checksum), _CHECKSUM_GROUP)
    return [checksum[start : start + _CHECKSUM_GROUP] for start in starts]


def _language() -> str:
    return active_language()
