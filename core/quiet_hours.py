"""Shabbos and Yom Tov: no mail is sent then.

Quiet hours last from candle lighting to nightfall at the principal place of the recipient's time
zone, and MARGIN longer on both sides, because a zone is wide. Chol hamoed has none.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from astral import Observer
from astral.sun import elevation
from pyluach.dates import HebrewDate

from core.local_day import local_day
from core.zone_coordinates import Place, place_of

ISRAEL: Final = "Asia/Jerusalem"
# Where the recipient's zone is unknown, the quiet hours of both apply.
UNKNOWN_ZONE: Final = (ISRAEL, "America/New_York")

MARGIN: Final = timedelta(minutes=45)
CANDLES_BEFORE_SUNSET: Final = timedelta(minutes=18)
CANDLES_BEFORE_SUNSET_IN_JERUSALEM: Final = timedelta(minutes=40)
# Degrees of the sun's centre below the horizon. Sunset: its upper edge, with refraction.
SUNSET: Final = 0.833
NIGHTFALL: Final = 8.5  # three small stars

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
    today = local_day(moment, place.zone)
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


@lru_cache(maxsize=2048)
def candle_lighting(place: Place, eve: date) -> datetime:
    """When candles are lit on this civil day (UTC).

    Where the sun doesn't set or doesn't rise that day, before solar noon: the earliest possible
    sunset, so that no mail is sent after quiet hours have begun.
    """
    before = CANDLES_BEFORE_SUNSET_IN_JERUSALEM if place.zone == ISRAEL else CANDLES_BEFORE_SUNSET
    return (_time_below_horizon(SUNSET, place, eve) or _solar_noon(place, eve)) - before


@lru_cache(maxsize=2048)
def nightfall(place: Place, day: date) -> datetime:
    """When this civil day ends at nightfall (UTC).

    Where the sun doesn't sink so low, or never rises above it, at solar midnight.
    """
    return _time_below_horizon(NIGHTFALL, place, day) or _solar_noon(place, day) + _DAY / 2


def _time_below_horizon(degrees: float, place: Place, day: date) -> datetime | None:
    """When, after noon of the day, the sun is so many degrees below the horizon (bisection)."""
    high = _solar_noon(place, day)
    low = high + _DAY / 2
    height = _elevation_at(place)
    if not height(low) < -degrees < height(high):
        return None
    while low - high > timedelta(seconds=1):
        middle = high + (low - high) / 2
        high, low = (middle, low) if height(middle) > -degrees else (high, middle)
    return low


def _elevation_at(place: Place) -> Callable[[datetime], float]:
    """The sun's elevation in degrees at a moment, without refraction: SUNSET includes it."""
    observer = Observer(place.latitude, place.longitude)
    return lambda moment: elevation(observer, moment, with_refraction=False)


def _solar_noon(place: Place, day: date) -> datetime:
    """Mean solar noon of this civil day (UTC); the true one is within 17 minutes of it."""
    clock = datetime.combine(day, time(12), ZoneInfo(place.zone)).astimezone(UTC)
    by_longitude = datetime.combine(day, time(12), UTC) - _DAY * (place.longitude / 360)
    # Near the date line the zone's day differs from the meridian's.
    return by_longitude + _DAY * round((clock - by_longitude) / _DAY)
