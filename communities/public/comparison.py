"""Communities compared by how many of their people have a letter, never by money.

One of fewer than MIN_SHOWN people is in no number at all: from a total, and the numbers of the
others, anybody could compute its own.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from communities.models import CommunityCount
from letters.models import Scroll
from letters.scrolls.scroll_stats import MIN_SHOWN
from letters.series import series_q

NAMED_LIMIT = 50  # of all countries; a single country shows all of its own


@dataclass(frozen=True)
class Country:
    """All communities of a country; `code` is ISO 3166-1 alpha-2."""

    code: str
    communities: int
    people: int


@dataclass(frozen=True)
class Comparison:
    """Communities by people, descending; those that opted out are in the totals only."""

    named: Sequence[CommunityCount]
    countries: Sequence[Country]  # empty for a single country
    communities: int
    people: int
    unnamed: int  # communities that opted out
    more: bool  # whether others are named on the pages of their countries only


def compare(scroll: Scroll | None, *, country: str = "") -> Comparison:
    """Compare by people in one scroll, or in all; of one country, or of all.

    One query over the counts of `community_counts`.
    """
    counts = list(_counts(scroll, country))
    named = [each for each in counts if each.community.listed]
    return Comparison(
        named=named if country else named[:NAMED_LIMIT],
        countries=[] if country else _by_country(counts),
        communities=len(counts),
        people=sum(each.people for each in counts),
        unnamed=len(counts) - len(named),
        more=not country and len(named) > NAMED_LIMIT,
    )


def scrolls_compared() -> list[Scroll]:
    """The scrolls that can be compared, the open one first."""
    scrolls = Scroll.objects.filter(series_q(prefix="series__"), registered_here=True)
    giving = Scroll.objects.drawable().filter(series_q(prefix="series__")).first()
    before = scrolls.filter(state__in=[Scroll.State.FULL, Scroll.State.COMPLETED])
    return [*([giving] if giving else []), *before.order_by("-number")]


def _counts(scroll: Scroll | None, country: str) -> QuerySet[CommunityCount]:
    counts = CommunityCount.objects.filter(
        scroll=scroll, community__approved_at__isnull=False, people__gte=MIN_SHOWN
    )
    if country:
        counts = counts.filter(community__country=country)
    return counts.select_related("community").order_by("-people", "community__name")


def _by_country(counts: Sequence[CommunityCount]) -> list[Country]:
    communities = Counter(each.community.country for each in counts)
    people: Counter[str] = Counter()
    for each in counts:
        people[each.community.country] += each.people
    return [Country(code, communities[code], count) for code, count in people.most_common()]
