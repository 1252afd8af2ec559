"""Counts of the people of all communities, for the comparison; computed by a task.

Among 3 million people of 3,000 communities with 3 million letters (PostgreSQL 18, two cores that
others used too) a scroll takes 2.2 s and all scrolls together 10.4 s; reading the counts of a
scroll with their communities takes 0.1 s.
"""

from django.db import connection, transaction

from core.locks import Lock, try_hold
from letters.models import Scroll

_IN_SCROLL = """
SELECT person.community_id, %(scroll)s::bigint AS scroll_id, count(DISTINCT person.id) AS people
FROM letters_letter letter
JOIN letters_inscription inscription ON inscription.id = letter.inscription_id
JOIN letters_person person ON person.id = inscription.person_id
WHERE letter.scroll_id = %(scroll)s AND person.community_id IS NOT NULL
GROUP BY person.community_id
"""
_IN_ANY = """
SELECT person.community_id, NULL::bigint AS scroll_id, count(*) AS people
FROM letters_person person
WHERE person.community_id IS NOT NULL AND EXISTS (
    SELECT FROM letters_inscription inscription
    JOIN letters_letter letter ON letter.inscription_id = inscription.id
    WHERE inscription.person_id = person.id
)
GROUP BY person.community_id
"""
_UPSERT = """
WITH counted AS MATERIALIZED ({count}),
gone AS (
    DELETE FROM communities_communitycount
    WHERE scroll_id IS NOT DISTINCT FROM %(scroll)s::bigint
        AND community_id NOT IN (SELECT community_id FROM counted)
)
INSERT INTO communities_communitycount AS kept (community_id, scroll_id, people)
SELECT community_id, scroll_id, people FROM counted
ON CONFLICT (scroll_id, community_id) DO UPDATE SET people = EXCLUDED.people
WHERE kept.people <> EXCLUDED.people
"""


@transaction.atomic
def count_people(scroll: Scroll | None) -> bool:
    """Count and store each community's people in a scroll, or (None) in any.

    Returns False if another process is counting at the moment.
    """
    if not try_hold(Lock.COMMUNITY_COUNTS, scroll.pk if scroll else 0):
        return False
    with connection.cursor() as cursor:
        count = _IN_SCROLL if scroll else _IN_ANY
        cursor.execute(_UPSERT.format(count=count), {"scroll": scroll.pk if scroll else None})
    return True
