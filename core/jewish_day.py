"""A Jewish day begins in the evening: an hour after nightfall is of the next day's date."""

from datetime import date, datetime, timedelta

from core.quiet_hours import nightfall
from core.zone_coordinates import place_of


def is_eve(moment: datetime) -> bool:
    """Whether night has fallen at an hour in its IANA time zone; never, where that is no place."""
    place = place_of(str(moment.tzinfo))
    return place is not None and moment >= nightfall(place, moment.date())


def jewish_day(moment: datetime) -> date:
    """The civil day whose daylight has the Jewish date of an hour in its IANA time zone."""
    return moment.date() + timedelta(days=1) if is_eve(moment) else moment.date()
