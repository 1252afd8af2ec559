"""The draw: letters leave the lottery in one statement, and no two draws meet."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from letters.models import Letter, Scroll

# A draw passes over the letters that another is taking at this moment and takes the next in turn:
# nobody waits, nobody gets the same letter. Without this clause two buyers pick the same one.
LOCK_CLAUSE = "FOR UPDATE SKIP LOCKED"

DRAW = """
WITH turn AS (
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
FROM turn JOIN unnest(%(inscriptions)s::bigint[]) WITH ORDINALITY AS waiting(inscription, n)
USING (n)
WHERE letter.scroll_id = turn.scroll_id AND letter.ordinal = turn.ordinal
RETURNING waiting.inscription, letter.scroll_id, letter.ordinal
"""
_OPEN_SCROLL = "SELECT id FROM letters_scroll WHERE series_id = %(series)s AND state = 'open'"


@dataclass(frozen=True)
class DrawnLetter:
    """One letter of a draw: whose it is, and which."""

    inscription: int
    scroll: int
    ordinal: int


class NoLettersLeft(Exception):
    """The series has fewer free letters than were asked for; nothing was drawn."""


def draw(scroll_id: int, inscriptions: Sequence[int]) -> list[DrawnLetter]:
    """Give each inscription the next free letter of the scroll, in the order of the lottery.

    One statement, inside the caller's transaction. Returns fewer than asked when the scroll runs
    out: the first of the inscriptions are served.
    """
    return _draw("%(scroll)s", inscriptions, scroll=scroll_id)


def draw_from_series(series_id: int, inscriptions: Sequence[int]) -> list[DrawnLetter]:
    """Draw from the open scroll, and what it lacks from the next prepared one.

    Runs inside the caller's transaction. Raises NoLettersLeft when the series can't serve all;
    then nothing is drawn.
    """
    drawn = _draw(_OPEN_SCROLL, inscriptions, series=series_id)
    if len(drawn) < len(inscriptions):
        drawn += _draw_from_next_scrolls(series_id, inscriptions, drawn)
    return drawn


def _draw_from_next_scrolls(
    series_id: int, inscriptions: Sequence[int], drawn: Sequence[DrawnLetter]
) -> list[DrawnLetter]:
    """What the open scroll lacked, from those that give after it; all or nothing."""
    more: list[DrawnLetter] = []
    giving = Scroll.objects.allocating().filter(series=series_id)
    for scroll_id in giving.values_list("pk", flat=True):
        more += draw(scroll_id, inscriptions[len(drawn) + len(more) :])
    if len(drawn) + len(more) == len(inscriptions):
        return more
    # Given back by hand: a savepoint would cost every buyer what only the last one needs.
    given = [letter.inscription for letter in [*drawn, *more]]
    Letter.objects.filter(inscription__in=given).update(inscription=None)
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
