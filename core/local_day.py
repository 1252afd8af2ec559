"""The civil day of a moment in a time zone."""

from datetime import date, datetime
from zoneinfo import ZoneInfo


def local_day(moment: datetime, zone: str) -> date:
    """The date at `moment` in the IANA time zone `zone`, by midnight and not by sunset."""
    return moment.astimezone(ZoneInfo(zone)).date()
