"""Shabbos and Yom Tov: no mail is sent then.

Quiet hours last from candle lighting to nightfall at the principal place of the recipient's time
zone, and MARGIN longer on both sides, because a zone is wide. Chol hamoed has none.
"""

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final

from pyluach.dates import HebrewDate

from core.calendar.local_day import civil_day
from core.calendar.sun import ISRAEL, candle_lighting, nightfall
from core.calendar.zone_coordinates import Place, place_of

# Where the recipient's zone is unknown, the quiet hours of both apply.
UNKNOWN_ZONE: Final = (ISRAEL, "America/New_York")

MARGIN: Final = timedelta(minutes=45)
_DAY: Final = timedelta(days=1)
_SATURDAY: Final = 5


def quiet_until(zone: str, moment: datetime) -> datetime | None:
    """When the quiet hours of this moment in an IANA zone end (UTC); None outside them.

    Adjacent days are one period: Yom Tov before Shabbos, two days of Yom Tov. Yom Tov is one day
    in the zone of Israel and two elsewhere. For an unknown zone ("" or one without a place) the
    quiet hours of Jerusalem and New York apply together.
    """
    known = place_of(zone)
    places = [known] if known else [place for name in UNKNOWN_ZONE if (place := place_of(name))]
    until = None
    while ends := [end for place in places if (end := _end_of_quiet_hours(place, until or moment))]:
        until = max(ends)
    return until


def _end_of_quiet_hours(place: Place, moment: datetime) -> datetime | None:
    """When the quiet hours of this moment at a place end."""
    today = civil_day(moment, place.zone)
    # Tomorrow's begins today; yesterday's may end after midnight in a northern summer.
    for day in (today - _DAY, today, today + _DAY):
        if is_holy_day(day, place.zone):
            first = _last_holy_day(day, -_DAY, place.zone)
            end = nightfall(place, _last_holy_day(day, _DAY, place.zone)) + MARGIN
            if candle_lighting(place, first - _DAY) - MARGIN <= moment < end:
                return end
    return None


def _last_holy_day(day: date, step: timedelta, zone: str) -> date:
    """The last of the consecutive holy days in this direction."""
    while is_holy_day(day + step, zone):
        day += step
    return day


@lru_cache(maxsize=2048)
def is_holy_day(day: date, zone: str) -> bool:
    """Whether this civil day's daylight is Shabbos or Yom Tov in this zone."""
    if day.weekday() == _SATURDAY:
        return True
    jewish = HebrewDate.from_pydate(day)
    israel = zone == ISRAEL
    return jewish.festival(israel=israel, include_working_days=False) is not None
