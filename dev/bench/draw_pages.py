"""How many pages of the database a draw reads while a whole scroll is drawn in one go.

Drawn letters leave dead entries in front of the index of free letters; a draw reads over them
until autovacuum has removed them.
"""

from collections.abc import Iterator
from time import monotonic

from django.db import connection, transaction

from dev.bench.measure import Measure
from dev.factories.orders import waiting_inscriptions
from letters import torah
from letters.models import Scroll, Series
from letters.scrolls.draw import draw
from letters.scrolls.scrolls import open_scroll, prepare_scroll

BATCH = 16
EVERY = 10_000  # letters between two readings
# The part of a draw that looks for letters.
_LOOK = """
EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON)
SELECT ordinal FROM letters_letter WHERE scroll_id = %s AND inscription_id IS NULL AND NOT reserved
ORDER BY draw_rank LIMIT 1 FOR UPDATE SKIP LOCKED
"""


def measure_pages(series: Series, number: int = 200) -> Iterator[Measure]:
    """Draw all 304,805 letters of a scroll and read the pages of a draw on the way."""
    scroll = open_scroll(scroll=prepare_scroll(series=series, number=number))
    first, *later = (pages for _, _, pages in read_pages(scroll))
    yield Measure("draw_pages", max(later), "pages", "the first draw", round(max(later) / first, 1))


def read_pages(scroll: Scroll) -> Iterator[tuple[int, float, int]]:
    """Letters drawn, seconds since the beginning, and the pages that the next draw reads."""
    start = monotonic()
    yield 0, 0.0, _pages(scroll)
    for drawn in range(0, torah.TOTAL_LETTERS, EVERY):
        left = min(EVERY, torah.TOTAL_LETTERS - drawn)
        inscriptions = waiting_inscriptions(scroll.series, left)
        for at in range(0, left, BATCH):
            with transaction.atomic():
                draw(scroll.pk, inscriptions[at : at + BATCH])
        yield drawn + left, monotonic() - start, _pages(scroll)


def _pages(scroll: Scroll) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_LOOK, [scroll.pk])
        plan = cursor.fetchone()[0][0]["Plan"]
        return int(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])
