"""The comparison: communities by how many of their people have a letter, never by money."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from communities.models import CommunityCount
from letters.models import Scroll
from letters.siyum.pages import SERIES

SHOWN = 50  # communities of all countries together; a country shows all of its own


@dataclass(frozen=True)
class Country:
    """The communities of a country (ISO 3166-1 alpha-2) together."""

    code: str
    communities: int
    people: int


@dataclass(frozen=True)
class Comparison:
    """Communities by people, the most first; who stays out is in the sums alone."""

    named: Sequence[CommunityCount]
    countries: Sequence[Country]  # none within a single country
    communities: int
    people: int
    unnamed: int  # communities that stay out
    more: bool  # whether others are named in their countries only


def compare(scroll: Scroll | None, *, country: str = "") -> Comparison:
    """The communities in a scroll, or in all of them; of a country, or of all.

    One query over the counts that a task keeps (see counting.py).
    """
    counts = list(_counts(scroll, country))
    named = [each for each in counts if each.community.compared]
    return Comparison(
        named=named if country else named[:SHOWN],
        countries=[] if country else _by_country(counts),
        communities=len(counts),
        people=sum(each.people for each in counts),
        unnamed=len(counts) - len(named),
        more=not country and len(named) > SHOWN,
    )


def scrolls_compared() -> list[Scroll]:
    """The scrolls one can ask for, the one whose letters are given now first."""
    scrolls = Scroll.objects.filter(series__slug=SERIES, registered_here=True)
    giving = Scroll.objects.allocating().filter(series__slug=SERIES).first()
    before = scrolls.filter(state__in=[Scroll.State.FULL, Scroll.State.COMPLETED])
    return [*([giving] if giving else []), *before.order_by("-number")]


def _counts(scroll: Scroll | None, country: str) -> QuerySet[CommunityCount]:
    counts = CommunityCount.objects.filter(scroll=scroll, community__approved_at__isnull=False)
    if country:
        counts = counts.filter(community__country=country)
    return counts.select_related("community").order_by("-people", "community__name")


def _by_country(counts: Sequence[CommunityCount]) -> list[Country]:
    communities = Counter(each.community.country for each in counts)
    people: Counter[str] = Counter()
    for each in counts:
        people[each.community.country] += each.people
    return [Country(code, communities[code], count) for code, count in people.most_common()]
