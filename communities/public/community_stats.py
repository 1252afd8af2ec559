"""The public data of a community: name, place and how many people have a letter; no names."""

from dataclasses import dataclass, replace

from django.conf import settings
from django.db import connection

from core.cache import StaleWhileRevalidateCache
from core.http.language_paths import reverse_bare
from core.printing.paper import paper_of_country
from letters.models import Community, Scroll
from letters.scrolls.scroll_stats import shown_count
from letters.series import series_q

# Its own people by the partial index person_community, then two index look-ups each: 0.03 s for a
# community of 500, 0.13 s for 6,000, 2.6 s for 54,000 (cold), among 3 million people of 3,000.
_PEOPLE = """
SELECT count(DISTINCT person.id),
       count(DISTINCT person.id) FILTER (WHERE letter.scroll_id = %(scroll)s)
FROM letters_person person
JOIN letters_inscription inscription ON inscription.person_id = person.id
JOIN letters_letter letter ON letter.inscription_id = inscription.id
WHERE person.community_id = %(community)s
"""


@dataclass(frozen=True)
class PublicCommunity:
    """An approved community with its numbers, at most FRESH_FOR seconds old."""

    community: Community
    people: int | None  # with a letter in any scroll; None if that is not told
    in_scroll: int | None  # of them in the open scroll
    scroll_number: int | None  # of the open scroll

    @property
    def goal(self) -> int:
        """How many people should have a letter; 0 if no goal was set."""
        return self.community.goal

    @property
    def reached(self) -> bool:
        return self.people is not None and 0 < self.goal <= self.people

    @property
    def percent(self) -> float:
        """Progress towards the goal, 0 to 100."""
        return min(100.0, 100 * (self.people or 0) / self.goal) if self.goal else 0.0

    @property
    def paper(self) -> str:
        """ "a4" or "letter", by country."""
        return paper_of_country(self.community.country)

    @property
    def url(self) -> str:
        """The absolute URL of its page."""
        return community_url(self.community)


def community_url(community: Community) -> str:
    """The absolute URL of a community's page."""
    return str(settings.SITE_URL) + reverse_bare("community", community.slug)


FRESH_FOR = 15  # seconds
_cache = StaleWhileRevalidateCache["PublicCommunity | None"](FRESH_FOR)


def public_community(slug: str) -> PublicCommunity | None:
    """The approved community of a slug as anybody may see it, or None.

    A number of fewer than five is None, so that no family is singled out.
    """
    found = community_with_numbers(slug)
    if found is None or found.people is None or found.in_scroll is None:
        return found
    return replace(found, people=shown_count(found.people), in_scroll=shown_count(found.in_scroll))


def community_with_numbers(slug: str) -> PublicCommunity | None:
    """The same with all its numbers, for its members. Cached for FRESH_FOR seconds."""
    return _cache.get(slug, lambda: _compute(slug))


def _compute(slug: str) -> PublicCommunity | None:
    community = Community.objects.approved().filter(slug=slug).first()
    if community is None:
        return None
    giving = Scroll.objects.drawable().filter(series_q(prefix="series__")).first()
    with connection.cursor() as cursor:
        cursor.execute(
            _PEOPLE, {"community": community.pk, "scroll": giving.pk if giving else None}
        )
        people, in_scroll = cursor.fetchone()
    return PublicCommunity(community, people, in_scroll, giving.number if giving else None)
