"""The names of time zones."""

from functools import cache
from zoneinfo import available_timezones


@cache
def time_zones() -> frozenset[str]:
    """The IANA names that this machine knows; `zoneinfo` reads folders of files for them."""
    return frozenset(available_timezones())
