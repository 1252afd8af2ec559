"""What is owed by post: how many, since when, and to which countries."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min

from core.countries import country_name
from families.postal.postings import to_post, to_print


@dataclass(frozen=True)
class Owed:
    """Envelopes that are paid for: in no batch yet, and printed but not posted."""

    to_print: int
    to_post: int
    oldest: datetime | None  # when the letters of the oldest were drawn
    countries: tuple[tuple[str, int], ...]  # of those in no batch, the most first


def what_is_owed() -> Owed:
    """The figures of the committee's page, in the active language."""
    waiting, printed = to_print().order_by(), to_post().order_by()
    counted = waiting.values_list("country").annotate(count=Count("pk")).order_by("-count")
    countries = tuple((country_name(code), count) for code, count in counted)
    oldest = [
        rows.aggregate(oldest=Min("order__fulfilled_at"))["oldest"] for rows in (waiting, printed)
    ]
    return Owed(
        to_print=sum(count for _country, count in countries),
        to_post=printed.count(),
        oldest=min(filter(None, oldest), default=None),
        countries=countries,
    )
