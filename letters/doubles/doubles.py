"""Finding people of one scroll who may be one person, for a report to the committee.

Strangers' names are compared here only: nobody outside the committee learns of it.
"""

from collections.abc import Sequence

from django.contrib.auth.models import User
from django.db import connection, transaction
from django.utils import timezone

from letters import torah
from letters.matching.rarity import share_of
from letters.matching.same import agree, facts_of
from letters.models import DoublesProgress, LikelyDouble
from letters.names import TypedName

BATCH = 2_000  # certificates of one transaction
# A name of which more people are expected in a scroll says nothing about two of them.
MAX_NAMESAKES = 1.0

# By the index of the loose key. Two family names are compared as written; one may be missing.
_PAIRS = """
SELECT letter.scroll_id, other.id, person.id,
       person.given_name, person.relation, person.mother_name, person.father_name,
       person.family_name, person.departed,
       other.given_name, other.relation, other.mother_name, other.father_name,
       other.family_name, other.departed
FROM letters_certificate certificate
JOIN letters_letter letter ON letter.inscription_id = certificate.inscription_id
JOIN letters_inscription inscription ON inscription.id = certificate.inscription_id
JOIN letters_person person ON person.id = inscription.person_id
JOIN letters_person other
    ON other.loose_match_key = person.loose_match_key AND other.id < person.id
        AND (
            split_part(other.exact_match_key, '|', 3) = split_part(person.exact_match_key, '|', 3)
            OR other.family_name = '' OR person.family_name = ''
        )
JOIN letters_inscription other_inscription ON other_inscription.person_id = other.id
JOIN letters_letter other_letter
    ON other_letter.inscription_id = other_inscription.id
        AND other_letter.scroll_id = letter.scroll_id
WHERE certificate.id > %(after)s AND certificate.id <= %(upto)s AND person.given_name <> ''
"""
_UPTO = """
SELECT max(id) FROM (
    SELECT id FROM letters_certificate WHERE id > %s ORDER BY id LIMIT %s
) AS next
"""


def find_doubles() -> int:
    """Compare the people whose certificates are new; how many pairs were found.

    Periodic, and safe to run concurrently: the second waits for nothing and does nothing.
    """
    DoublesProgress.objects.get_or_create(pk=1)
    found = 0
    while (batch := _find_batch()) is not None:
        found += batch
    return found


@transaction.atomic
def _find_batch() -> int | None:
    progress = DoublesProgress.objects.select_for_update(skip_locked=True).first()
    if progress is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(_UPTO, [progress.last_certificate, BATCH])
        (upto,) = cursor.fetchone()
        if upto is None:
            return None
        cursor.execute(_PAIRS, {"after": progress.last_certificate, "upto": upto})
        pairs = [pair for row in cursor.fetchall() if (pair := _pair(*row))]
    LikelyDouble.objects.bulk_create(pairs, ignore_conflicts=True)
    progress.last_certificate = upto
    progress.save()
    return len(pairs)


def _pair(scroll: int, first: int, second: int, *names: str | bool) -> LikelyDouble | None:
    person, other = (facts_of(TypedName(*part)) for part in (names[:6], names[6:]))  # type: ignore[arg-type]
    if not agree(person, other):
        return None
    # By what both have: a missing family name may be any.
    share = max(share_of(person), share_of(other))
    namesakes = share * torah.TOTAL_LETTERS
    if namesakes > MAX_NAMESAKES:
        return None
    return LikelyDouble(scroll_id=scroll, first_id=first, second_id=second, namesakes=namesakes)


def dismiss(doubles: Sequence[int], by: User) -> int:
    """Record that these pairs are two people each; they leave the report. Returns how many."""
    pairs = LikelyDouble.objects.filter(pk__in=doubles, dismissed_at=None)
    return pairs.update(dismissed_at=timezone.now(), dismissed_by=by)
