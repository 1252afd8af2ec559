"""Shabbos and Yom Tov: when nobody is written to.

From candle lighting to nightfall where the recipient is, as his time zone tells: at the zone's
principal place, and MARGIN longer on both sides, for a zone is wide. Chol hamoed is no rest.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from astral import Observer
from astral.sun import elevation
from pyluach.dates import HebrewDate

from core.zone_coordinates import Place, place_of

ISRAEL: Final = "Asia/Jerusalem"
# A recipient whose zone is not known rests with both.
ANYWHERE: Final = (ISRAEL, "America/New_York")

MARGIN: Final = timedelta(minutes=45)
LIGHTING_BEFORE_SUNSET: Final = timedelta(minutes=18)
LIGHTING_IN_JERUSALEM: Final = timedelta(minutes=40)
# Degrees of the sun's middle below the horizon. Sunset: its upper edge with the air's refraction.
SUNSET: Final = 0.833
NIGHTFALL: Final = 8.5  # three small stars

_DAY: Final = timedelta(days=1)
_SATURDAY: Final = 5


def resting_until(zone: str, moment: datetime) -> datetime | None:
    """When the rest ends (UTC) that a recipient in this IANA zone keeps at this moment, or None.

    Days that touch are one rest: Yom Tov before Shabbos, two days of Yom Tov. Yom Tov is one day
    in the zone of Israel and two elsewhere. An unknown zone ("" or one of no place) rests with
    Jerusalem and New York together.
    """
    known = place_of(zone)
    places = [known] if known else [place for name in ANYWHERE if (place := place_of(name))]
    until = None
    while ends := [end for place in places if (end := _end_at(place, until or moment))]:
        until = max(ends)
    return until


def _end_at(place: Place, moment: datetime) -> datetime | None:
    """When the rest kept at a place at this moment ends."""
    today = moment.astimezone(ZoneInfo(place.zone)).date()
    # Tomorrow's begins today; yesterday's may end after midnight in a northern summer.
    for day in (today - _DAY, today, today + _DAY):
        if is_holy(day, place.zone):
            first = _last_while(day, -_DAY, place.zone)
            end = nightfall(place, _last_while(day, _DAY, place.zone)) + MARGIN
            if lighting(place, first - _DAY) - MARGIN <= moment < end:
                return end
    return None


def _last_while(day: date, step: timedelta, zone: str) -> date:
    """The last of the holy days that follow one another in this direction."""
    while is_holy(day + step, zone):
        day += step
    return day


@lru_cache(maxsize=2048)
def is_holy(day: date, zone: str) -> bool:
    """Whether no work is done on this day's daylight, in this zone."""
    if day.weekday() == _SATURDAY:
        return True
    jewish = HebrewDate.from_pydate(day)
    israel = zone == ISRAEL
    return jewish.festival(israel=israel, include_working_days=False) is not None


@lru_cache(maxsize=2048)
def lighting(place: Place, eve: date) -> datetime:
    """When the candles are lit on this civil day (UTC).

    Where the sun doesn't set or doesn't rise that day, before noon by the sun: the earliest that
    a sunset can be, so that nobody is written to whose rest has begun.
    """
    before = LIGHTING_IN_JERUSALEM if place.zone == ISRAEL else LIGHTING_BEFORE_SUNSET
    return (_sinks_to(SUNSET, place, eve) or _solar_noon(place, eve)) - before


@lru_cache(maxsize=2048)
def nightfall(place: Place, day: date) -> datetime:
    """When this civil day is over at nightfall (UTC).

    Where the sun doesn't sink so low, or never rises above it, at midnight by the sun.
    """
    return _sinks_to(NIGHTFALL, place, day) or _solar_noon(place, day) + _DAY / 2


def _sinks_to(degrees: float, place: Place, day: date) -> datetime | None:
    """When, after noon of the day, the sun stands so many degrees below the horizon; by halves."""
    high = _solar_noon(place, day)
    low = high + _DAY / 2
    height = _height_at(place)
    if not height(low) < -degrees < height(high):
        return None
    while low - high > timedelta(seconds=1):
        middle = high + (low - high) / 2
        high, low = (middle, low) if height(middle) > -degrees else (high, middle)
    return low


def _height_at(place: Place) -> Callable[[datetime], float]:
    """The sun's height in degrees at a moment, by geometry: refraction is in SUNSET."""
    observer = Observer(place.latitude, place.longitude)
    return lambda moment: elevation(observer, moment, with_refraction=False)


def _solar_noon(place: Place, day: date) -> datetime:
    """Mean noon by the sun of this civil day (UTC); the true one is within 17 minutes of it."""
    clock = datetime.combine(day, time(12), ZoneInfo(place.zone)).astimezone(UTC)
    by_longitude = datetime.combine(day, time(12), UTC) - _DAY * (place.longitude / 360)
    # Beside the date line the zone's day is not the meridian's.
    return by_longitude + _DAY * round((clock - by_longitude) / _DAY)
