"""The draw: assigns letters in one statement; concurrent draws never collide."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection, transaction

from letters.models import Scroll

# Skips the letters that another draw has locked and takes the next ones: nobody waits, and no
# letter is assigned twice. Without this clause two buyers pick the same letter.
LOCK_CLAUSE = "FOR UPDATE SKIP LOCKED"

DRAW = """
WITH drawn AS (
    SELECT scroll_id, ordinal, row_number() OVER (ORDER BY draw_rank) AS n
    FROM (
        SELECT scroll_id, ordinal, draw_rank FROM letters_letter
        WHERE scroll_id = ({scroll}) AND inscription_id IS NULL AND NOT reserved
        ORDER BY draw_rank LIMIT cardinality(%(inscriptions)s::bigint[])
        {lock}
    ) AS free
)
UPDATE letters_letter AS letter
SET inscription_id = waiting.inscription
FROM drawn JOIN unnest(%(inscriptions)s::bigint[]) WITH ORDINALITY AS waiting(inscription, n)
USING (n)
WHERE letter.scroll_id = drawn.scroll_id AND letter.ordinal = drawn.ordinal {condition}
RETURNING waiting.inscription, letter.scroll_id, letter.ordinal
"""
_ALL_OR_NONE = "AND (SELECT count(*) FROM drawn) = cardinality(%(inscriptions)s::bigint[])"
_OPEN_SCROLL = "SELECT id FROM letters_scroll WHERE series_id = %(series)s AND state = 'open'"


@dataclass(frozen=True)
class DrawnLetter:
    inscription: int
    scroll: int
    ordinal: int


class NoLettersLeft(Exception):
    """The series has fewer free letters than requested; nothing was drawn."""


def draw(scroll_id: int, inscriptions: Sequence[int]) -> list[DrawnLetter]:
    """Assign each inscription the next free letter of the scroll, by draw rank.

    One statement, inside the caller's transaction. Returns fewer than requested when the scroll
    runs out: the first inscriptions get theirs.
    """
    return _draw("%(scroll)s", inscriptions, scroll=scroll_id)


def draw_from_series(series_id: int, inscriptions: Sequence[int]) -> list[DrawnLetter]:
    """Draw from the open scroll, and the rest from the next prepared one.

    Runs inside the caller's transaction. Raises NoLettersLeft when the series has too few; then
    nothing is drawn.
    """
    drawn = _draw(_OPEN_SCROLL, inscriptions, _ALL_OR_NONE, series=series_id)
    return drawn or _draw_across_scrolls(series_id, inscriptions)


def _draw_across_scrolls(series_id: int, inscriptions: Sequence[int]) -> list[DrawnLetter]:
    """Draw what the open scroll has left and the rest from the next ones; all or nothing.

    In a savepoint: letters released by a statement would go behind all others.
    """
    drawn: list[DrawnLetter] = []
    scrolls = Scroll.objects.drawable().filter(series=series_id)
    with transaction.atomic():
        for scroll_id in scrolls.values_list("pk", flat=True):
            drawn += draw(scroll_id, inscriptions[len(drawn) :])
        if len(drawn) < len(inscriptions):
            raise NoLettersLeft
    return drawn


def _draw(
    source: str, inscriptions: Sequence[int], condition: str = "", **values: int
) -> list[DrawnLetter]:
    if not inscriptions:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            DRAW.format(lock=LOCK_CLAUSE, scroll=source, condition=condition),
            {"inscriptions": list(inscriptions), **values},
        )
        return [DrawnLetter(*row) for row in cursor.fetchall()]
