"""The day of a moment at a place, in the civil and in the Jewish calendar.

The only place where a moment becomes a day: everything else asks `day_at`, or `civil_day` where a
Jewish date is never shown.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from core.calendar.sun import nightfall
from core.calendar.zone_coordinates import place_of

_A_DAY = timedelta(days=1)


@dataclass(frozen=True, order=True)
class LocalDay:
    """A day where somebody is.

    `civil` changes at midnight. `jewish` is the civil day whose daylight has the Jewish date of the
    moment: from nightfall on the next day's. The two also differ after midnight, where in a
    northern summer the day before has not ended yet.
    """

    civil: date
    jewish: date

    @classmethod
    def daylight(cls, day: date) -> "LocalDay":
        """A day of which the hour is not known."""
        return cls(day, day)

    @property
    def after_nightfall(self) -> bool:
        """Whether the Jewish date is already that of the next civil day."""
        return self.jewish > self.civil


def day_at(moment: datetime, zone: str) -> LocalDay:
    """The day of a moment in an IANA time zone.

    By the principal place of the zone; in one of no place (UTC, Etc/GMT+5) there is no nightfall
    and both days change at midnight. Where the sun does not sink far enough for nightfall, the
    Jewish day ends at solar midnight.
    """
    civil = civil_day(moment, zone)
    place = place_of(zone)
    if place is None:
        return LocalDay.daylight(civil)
    if moment < nightfall(place, civil - _A_DAY):
        return LocalDay(civil, civil - _A_DAY)
    return LocalDay(civil, civil + _A_DAY if moment >= nightfall(place, civil) else civil)


def civil_day(moment: datetime, zone: str) -> date:
    """The date of a moment in an IANA time zone, by midnight."""
    return moment.astimezone(ZoneInfo(zone)).date()


def today(zone: str = "") -> LocalDay:
    """The day now in a zone; without one, where the organisation is."""
    return day_at(timezone.now(), zone or str(settings.HOME_ZONE))


def home_time(moment: datetime) -> datetime:
    """A moment in the organisation's time zone."""
    return moment.astimezone(ZoneInfo(str(settings.HOME_ZONE)))
