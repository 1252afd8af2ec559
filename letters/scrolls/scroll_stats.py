"""How many letters of a scroll are in each country and each community."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.db import connection

from core.cache import StaleWhileRevalidateCache
from letters.models import Community, Scroll

CACHE_SECONDS = 60  # seconds: a whole scroll takes about half a second to count
MAX_ROWS = 40
# Fewer people than this are counted with the others: of one family in a country everybody there
# would know whether it has a letter.
MIN_SHOWN = 5

_COUNT_BY_PLACE = """
SELECT person.country, person.community_id, count(*) FROM letters_letter letter
JOIN letters_inscription inscription ON inscription.id = letter.inscription_id
JOIN letters_person person ON person.id = inscription.person_id
WHERE letter.scroll_id = %s
GROUP BY person.country, person.community_id
ORDER BY person.country, person.community_id
"""

Key = TypeVar("Key")


def shown_count(people: int) -> int | None:
    """How many people of a place may be told in public; None for fewer than MIN_SHOWN, even 0."""
    return people if people >= MIN_SHOWN else None


@dataclass(frozen=True)
class ScrollStats:
    """Assigned letters by country (ISO 3166-1) and community, most letters first."""

    assigned: int
    countries: Sequence[tuple[str, int]]
    communities: Sequence[tuple[Community, int]]

    @property
    def other_countries(self) -> int:
        """Letters of the other countries, and of people whose country is unknown."""
        return self.assigned - sum(count for _, count in self.countries)

    @property
    def other_communities(self) -> int:
        """Letters of people in no community, or in one that is not listed."""
        return self.assigned - sum(count for _, count in self.communities)


_stats_cache = StaleWhileRevalidateCache[ScrollStats](CACHE_SECONDS)


def scroll_stats(scroll: Scroll) -> ScrollStats:
    """The numbers of a scroll, at most a minute old; new ones when its state changed."""
    found = _stats_cache.get((scroll.pk, scroll.state), lambda: compute_scroll_stats(scroll))
    assert found is not None  # noqa: S101 - compute_scroll_stats never returns None
    return found


def compute_scroll_stats(scroll: Scroll) -> ScrollStats:
    """Count now: half a second for a whole scroll."""
    by_country: Counter[str] = Counter()
    by_community: Counter[int | None] = Counter()
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_BY_PLACE, [scroll.pk])
        for country, community, count in cursor.fetchall():
            by_country[country] += count
            by_community[community] += count
    assigned = by_country.total()
    del by_country[""]
    listed = Community.objects.listed().in_bulk([pk for pk in by_community if pk])
    communities = Counter({listed[pk]: n for pk, n in by_community.items() if pk in listed})
    return ScrollStats(
        assigned=assigned,
        countries=_shown(by_country),
        communities=_shown(communities),
    )


def _shown(counts: Counter[Key]) -> list[tuple[Key, int]]:
    return [(key, count) for key, count in counts.most_common(MAX_ROWS) if count >= MIN_SHOWN]
