"""Finding people of one scroll who may be one person, for a report to the committee.

Strangers' names are compared here only: nobody outside the committee learns of it.
"""

from collections.abc import Sequence
from typing import NamedTuple

from django.contrib.auth.models import User
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from letters.lookup.doubles.pairs import searched_if_rare, shared_namesakes
from letters.matching.compare import NameFacts
from letters.matching.same import facts_of
from letters.models import DoublesProgress, LikelyDouble
from letters.names import TypedName

BATCH = 2_000  # certificates of one transaction

_NAME = """
{0}.given_name, {0}.relation, {0}.mother_name, {0}.father_name, {0}.family_name, {0}.departed
"""
_NEW = f"""
SELECT certificate.id, letter.scroll_id, person.id, {_NAME.format("person")}
FROM letters_certificate certificate
JOIN letters_letter letter ON letter.inscription_id = certificate.inscription_id
JOIN letters_inscription inscription ON inscription.id = certificate.inscription_id
JOIN letters_person person ON person.id = inscription.person_id
WHERE certificate.id > %s AND certificate.id <= %s AND person.given_name <> ''
"""  # noqa: S608 - our own columns
# The keys of each person as text: PostgreSQL has no arrays of arrays of different lengths.
_OTHERS = f"""
SELECT searched.certificate, other.id, {_NAME.format("other")}
FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::text[])
    AS searched(certificate, scroll, person, keys)
JOIN letters_person other
    ON other.match_keys && searched.keys::bigint[] AND other.id <> searched.person
JOIN letters_inscription inscription ON inscription.person_id = other.id
JOIN letters_letter letter
    ON letter.inscription_id = inscription.id AND letter.scroll_id = searched.scroll
JOIN letters_certificate certificate
    ON certificate.inscription_id = inscription.id AND certificate.id < searched.certificate
"""  # noqa: S608 - our own columns
_UPTO = """
SELECT max(id) FROM (
    SELECT id FROM letters_certificate WHERE id > %s ORDER BY id LIMIT %s
) AS next
"""


class _New(NamedTuple):
    """A person whose certificate is new."""

    certificate: int
    scroll: int
    person: int
    name: NameFacts


def find_doubles() -> int:
    """Compare the people whose certificates are new; how many pairs were found.

    Periodic, and safe to run concurrently: the second waits for nothing and does nothing.
    """
    DoublesProgress.objects.get_or_create(pk=DoublesProgress.WITHIN_SCROLL)
    found = 0
    while (batch := _find_batch()) is not None:
        found += batch
    return found


@transaction.atomic
def _find_batch() -> int | None:
    progress = (
        DoublesProgress.objects.select_for_update(skip_locked=True)
        .filter(pk=DoublesProgress.WITHIN_SCROLL)
        .first()
    )
    if progress is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(_UPTO, [progress.last_certificate, BATCH])
        (upto,) = cursor.fetchone()
        if upto is None:
            return None
        cursor.execute(_NEW, [progress.last_certificate, upto])
        new = [
            _New(row[0], row[1], row[2], facts_of(TypedName(*row[3:]))) for row in cursor.fetchall()
        ]
        pairs = _pairs(cursor, new)
    LikelyDouble.objects.bulk_create(pairs, ignore_conflicts=True)
    progress.last_certificate = upto
    progress.save()
    return len(pairs)


def _pairs(cursor: CursorWrapper, new: Sequence[_New]) -> list[LikelyDouble]:
    """The pairs of these people with others of their scroll whose certificates are older."""
    searched = {one.certificate: one for one in new if searched_if_rare(one.name)}
    columns = [(one.certificate, one.scroll, one.person) for one in searched.values()]
    keys = [f"{{{','.join(map(str, searched_if_rare(one.name)))}}}" for one in searched.values()]
    # The planner doesn't know how few people have one of the keys.
    cursor.execute("SET LOCAL enable_seqscan = off")
    cursor.execute(_OTHERS, [*([row[place] for row in columns] for place in range(3)), keys])
    found: dict[tuple[int, int, int], LikelyDouble] = {}
    for certificate, other, *name in cursor.fetchall():
        one = searched[certificate]
        expected = shared_namesakes(one.name, facts_of(TypedName(*name)))
        if expected is not None:
            first, second = sorted((one.person, other))
            found[one.scroll, first, second] = LikelyDouble(
                scroll_id=one.scroll, first_id=first, second_id=second, namesakes=expected
            )
    return list(found.values())


def dismiss(doubles: Sequence[int], by: User) -> int:
    """Record that these pairs are two people each; they leave the report. Returns how many."""
    pairs = LikelyDouble.objects.filter(pk__in=doubles, dismissed_at=None)
    return pairs.update(dismissed_at=timezone.now(), dismissed_by=by)
