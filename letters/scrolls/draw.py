"""The draw: assigns letters in one statement; concurrent draws never collide."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from letters.models import Letter, Scroll

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
WHERE letter.scroll_id = drawn.scroll_id AND letter.ordinal = drawn.ordinal
RETURNING waiting.inscription, letter.scroll_id, letter.ordinal
"""
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
    drawn = _draw(_OPEN_SCROLL, inscriptions, series=series_id)
    if len(drawn) < len(inscriptions):
        drawn += _draw_from_next_scrolls(series_id, inscriptions, drawn)
    return drawn


def _draw_from_next_scrolls(
    series_id: int, inscriptions: Sequence[int], drawn: Sequence[DrawnLetter]
) -> list[DrawnLetter]:
    """Draw the missing letters from the next scrolls; all or nothing."""
    more: list[DrawnLetter] = []
    scrolls = Scroll.objects.drawable().filter(series=series_id)
    for scroll_id in scrolls.values_list("pk", flat=True):
        more += draw(scroll_id, inscriptions[len(drawn) + len(more) :])
    if len(drawn) + len(more) == len(inscriptions):
        return more
    # Undone explicitly: a savepoint would slow down every draw for the sake of the last one.
    inscribed = [letter.inscription for letter in [*drawn, *more]]
    Letter.objects.filter(inscription__in=inscribed).update(inscription=None)
    raise NoLettersLeft


def _draw(source: str, inscriptions: Sequence[int], **values: int) -> list[DrawnLetter]:
    if not inscriptions:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            DRAW.format(lock=LOCK_CLAUSE, scroll=source),
            {"inscriptions": list(inscriptions), **values},
        )
        return [DrawnLetter(*row) for row in cursor.fetchall()]
