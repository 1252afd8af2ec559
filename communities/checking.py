"""Who stands twice in a list or in two of them, and who seems to have a letter already.

It asks and never decides: a row that is asked about waits until somebody has looked at it.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction

from communities.models import Batch, Row
from letters.names import person_keys

WAITS = 0  # in `letter_in`, where a scroll's number stands: paid, and no letter yet

# The first row of the list with the same name, else one of an earlier list that is still worked on.
_SAME_AS = """
WITH listed AS (
    SELECT id, exact_key, loose_key, same_as_id, clear AND given_name <> '' AS clear,
           first_value(id) OVER (PARTITION BY clear, exact_key ORDER BY position) AS first_id
    FROM (SELECT *, NOT left_out AND problems = '[]' AS clear FROM communities_row
          WHERE batch_id = %(batch)s) AS own
), found AS (
    SELECT listed.id, CASE
        WHEN NOT clear THEN NULL
        WHEN first_id <> id THEN first_id
        ELSE (
            SELECT min(other.id) FROM communities_row other
            JOIN communities_batch batch ON batch.id = other.batch_id
            WHERE other.loose_key = listed.loose_key AND other.exact_key = listed.exact_key
                AND NOT other.left_out AND other.inscription_id IS NULL AND batch.state = 'open'
                AND batch.id < %(batch)s AND batch.community_id = %(community)s
                AND batch.series_id = %(series)s
        )
    END AS same_as FROM listed
)
UPDATE communities_row AS own SET same_as_id = found.same_as
FROM found WHERE own.id = found.id AND own.same_as_id IS DISTINCT FROM found.same_as
"""
# By the loose key over its index, so that 5,000 names meet three million people in a moment.
_LETTER_IN = """
UPDATE communities_row AS own SET letter_in = coalesce(held.scrolls, '[]')
FROM (
    SELECT listed.id, (
        SELECT jsonb_agg(DISTINCT coalesce(scroll.number, 0)) FROM letters_person person
        JOIN letters_inscription inscription
            ON inscription.person_id = person.id AND inscription.series_id = %(series)s
        LEFT JOIN letters_letter letter ON letter.inscription_id = inscription.id
        LEFT JOIN letters_scroll scroll ON scroll.id = letter.scroll_id
        LEFT JOIN payments_orderline line ON line.inscription_id = inscription.id
        LEFT JOIN payments_order ordered ON ordered.id = line.order_id
        WHERE person.loose_key = listed.loose_key AND listed.given_name <> ''
            AND (scroll.id IS NOT NULL OR ordered.state IN ('processing', 'waiting'))
    ) AS scrolls
    FROM communities_row listed
    WHERE listed.batch_id = %(batch)s AND listed.inscription_id IS NULL
        AND (%(only)s::bigint IS NULL OR listed.id = %(only)s)
) AS held
WHERE own.id = held.id AND own.letter_in IS DISTINCT FROM coalesce(held.scrolls, '[]')
"""


def look_again(batch: Batch, *, only: int | None = None) -> None:
    """Ask about every row of the list, or whether a letter is held only about one; two statements.

    In the caller's transaction, if there is one.
    """
    values = {
        "batch": batch.pk,
        "series": batch.series_id,
        "community": batch.community_id,
        "only": only,
    }
    with transaction.atomic(), connection.cursor() as cursor:
        hold(batch)
        cursor.execute(_SAME_AS, values)
        cursor.execute(_LETTER_IN, values)


def hold(batch: Batch) -> None:
    """Keep the list until the transaction ends: an order, or another hand on its rows, waits.

    Whoever changes rows takes the list first and its rows then, so that nobody waits in a circle.
    """
    Batch.objects.select_for_update(no_key=True, of=("self",)).get(pk=batch.pk)


def fix(*, row: Row, name: dict[str, Any]) -> Row:
    """Write a name of the list anew, as judged by the form; it is looked at again.

    Raises Row.DoesNotExist where it was ordered meanwhile.
    """
    with transaction.atomic():
        hold(row.batch)
        held = row.batch.rows.get(pk=row.pk, inscription=None)
        for field, value in name.items():
            setattr(held, field, value)
        held.problems, held.confirmed, held.by_hand = [], False, True
        held.exact_key, held.loose_key = person_keys(held.typed)
        held.save()
        look_again(row.batch, only=held.pk)
    held.refresh_from_db()
    return held


def confirm(batch: Batch, rows: Sequence[int]) -> int:
    """Say of rows that were asked about that they are to have a letter; how many."""
    return batch.rows.filter(pk__in=rows, inscription=None, problems=[]).update(confirmed=True)


def leave_out(batch: Batch, rows: Sequence[int], *, out: bool) -> int:
    """Leave rows out of the list, or take them in again; how many."""
    with transaction.atomic():
        hold(batch)
        changed = batch.rows.filter(pk__in=rows, inscription=None).update(left_out=out)
        look_again(batch)
    return changed
