"""The Jewish day begins in the evening: after nightfall the next day's date applies."""

from datetime import date, datetime, timedelta

from core.quiet_hours import nightfall
from core.zone_coordinates import place_of


def is_after_nightfall(moment: datetime) -> bool:
    """Whether it is after nightfall at a moment in its IANA zone; False for a zone of no place."""
    place = place_of(str(moment.tzinfo))
    return place is not None and moment >= nightfall(place, moment.date())


def jewish_day(moment: datetime) -> date:
    """The civil day whose daylight has the Jewish date of a moment in its IANA zone."""
    return moment.date() + timedelta(days=1) if is_after_nightfall(moment) else moment.date()
