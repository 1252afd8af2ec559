"""The draw: letters leave the lottery in one statement, and no two draws meet."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from letters.models import Scroll, Series

# A draw passes over the letters that another is taking at this moment and takes the next in turn:
# nobody waits, nobody gets the same letter. Without this clause two buyers pick the same one.
LOCK = "FOR UPDATE SKIP LOCKED"

DRAW = """
WITH turn AS (
    SELECT ordinal, row_number() OVER (ORDER BY draw_rank) AS n
    FROM (
        SELECT ordinal, draw_rank FROM letters_letter
        WHERE scroll_id = %(scroll)s AND inscription_id IS NULL
        ORDER BY draw_rank LIMIT cardinality(%(inscriptions)s::bigint[])
        {lock}
    ) AS free
)
UPDATE letters_letter AS letter
SET inscription_id = waiting.inscription
FROM turn JOIN unnest(%(inscriptions)s::bigint[]) WITH ORDINALITY AS waiting(inscription, n)
USING (n)
WHERE letter.scroll_id = %(scroll)s AND letter.ordinal = turn.ordinal
RETURNING waiting.inscription, letter.ordinal
"""


@dataclass(frozen=True)
class Drawn:
    """One letter of a draw: whose it is, and which."""

    inscription: int
    scroll: Scroll
    ordinal: int


class NoLettersLeft(Exception):
    """The series has fewer free letters than were asked for; nothing was drawn."""


def draw(scroll: Scroll, inscriptions: Sequence[int]) -> list[Drawn]:
    """Give each inscription the next free letter of the scroll, in the order of the lottery.

    One statement, inside the caller's transaction. Returns fewer than asked when the scroll runs
    out: the first of the inscriptions are served.
    """
    if not inscriptions:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            DRAW.format(lock=LOCK), {"scroll": scroll.pk, "inscriptions": list(inscriptions)}
        )
        return [Drawn(inscription, scroll, ordinal) for inscription, ordinal in cursor.fetchall()]


def draw_from_series(series: Series, inscriptions: Sequence[int]) -> list[Drawn]:
    """Draw from the open scroll, and what it lacks from the next prepared one.

    Runs inside the caller's transaction and raises NoLettersLeft, so that it is rolled back,
    when the series can't serve all.
    """
    drawn: list[Drawn] = []
    for scroll in Scroll.objects.giving().filter(series=series):
        drawn += draw(scroll, inscriptions[len(drawn) :])
        if len(drawn) == len(inscriptions):
            return drawn
    raise NoLettersLeft
