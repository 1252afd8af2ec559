"""Candle lighting and nightfall at the principal place of a time zone."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from astral import Observer
from astral.sun import elevation

from core.calendar.zone_coordinates import Place

ISRAEL: Final = "Asia/Jerusalem"

CANDLES_BEFORE_SUNSET: Final = timedelta(minutes=18)
CANDLES_BEFORE_SUNSET_IN_JERUSALEM: Final = timedelta(minutes=40)
# Degrees of the sun's centre below the horizon. Sunset: its upper edge, with refraction.
SUNSET: Final = 0.833
NIGHTFALL: Final = 8.5  # three small stars

_DAY: Final = timedelta(days=1)


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
