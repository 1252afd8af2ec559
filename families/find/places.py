"""Where letters are, as far as the series discloses it, in words of the active language."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from core.calendar.hebrew_calendar import ordinal
from core.languages import active_language
from letters import torah
from letters.certificates.contents import discloses_parsha, parsha_of
from letters.models import EarlierRegister, Letter, Scroll


@dataclass(frozen=True)
class Place:
    """A scroll, and the parsha of the letter where it is known and disclosed."""

    series: str
    scroll: int | None  # unknown while a letter is waited for
    parsha: torah.Parsha | None = None
    note: str = ""


def place_of(letter: Letter) -> Place:
    """The place of a letter; `scroll__series` should be selected with it."""
    scroll = letter.scroll
    parsha = parsha_of(letter) if discloses_parsha(scroll) else None
    return Place(scroll.series.title, scroll.number, parsha)


def place_line(place: Place) -> str:
    """The place in words."""
    if place.scroll is None:
        return f"{place.series}: {place.note}"
    scroll = {"series": place.series, "scroll": ordinal(place.scroll, active_language())}
    if place.note:
        return _("%(series)s, the %(scroll)s scroll: %(note)s") % {**scroll, "note": place.note}
    if place.parsha is None:
        return _("%(series)s, the %(scroll)s scroll") % scroll
    return _("%(series)s, the %(scroll)s scroll, Parshas %(parsha)s (%(hebrew)s)") % {
        **scroll,
        "parsha": place.parsha.name,
        "hebrew": place.parsha.hebrew_name,
    }


def known_scrolls() -> list[str]:
    """The scrolls whose names are in the register."""
    scrolls = Scroll.objects.exclude(state=Scroll.State.PREPARED).select_related("series")
    earlier = EarlierRegister.objects.exclude(imported_at=None).select_related("series")
    known = {
        *((each.series_id, each.scroll_number, each.series.title) for each in earlier),
        *((each.series_id, each.number, each.series.title) for each in scrolls),
    }
    return [place_line(Place(title, number)) for _series, number, title in sorted(known)]


def site_address(name: str, *args: object) -> str:
    """The absolute URL of a page."""
    return f"{settings.SITE_URL}{reverse(name, args=args)}"
