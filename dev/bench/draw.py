"""How long a scroll takes to prepare, how fast letters are drawn and a certificate rendered."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from time import perf_counter

import typst
from django.db import connection, transaction

from core.calendar.local_day import LocalDay
from dev.bench.draw_pages import measure_pages
from dev.bench.measure import Measure, best_of, median_of
from dev.bench.tools.pgbench import draw_script, pgbench
from dev.bench.tools.temporary_database import temporary_database
from dev.factories.certificates import SAMPLE
from dev.factories.orders import waiting_inscriptions
from letters import torah
from letters.certificates import render_pdf
from letters.models import Scroll, Series
from letters.scrolls.draw import draw
from letters.scrolls.scrolls import (
    PLACE_LETTERS,
    commitment,
    open_scroll,
    place_letters,
    prepare_scroll,
)

DRAWS = 4_000
ROUNDS = 4
BUYERS = 16
# The draw scatters the ranks over their index; so does the first bare statement, by a
# multiplication. The second, in order, fills the index of free letters from its end.
BARE_SCATTERED = """
INSERT INTO letters_letter (scroll_id, ordinal, draw_rank)
SELECT %(scroll)s, ordinal, ordinal::bigint * 100003 %% %(letters)s + 1
FROM generate_series(1, %(letters)s) AS ordinal
"""
BARE_IN_ORDER = """
INSERT INTO letters_letter (scroll_id, ordinal, draw_rank)
SELECT %(scroll)s, ordinal, ordinal FROM generate_series(1, %(letters)s) AS ordinal
"""
BARE_UPDATE = """
\\set ordinal random(1, 304805)
UPDATE letters_letter SET draw_rank = draw_rank WHERE scroll_id = {scroll} AND ordinal = :ordinal;
"""


def run() -> Iterator[Measure]:
    """Measure in a temporary database with the server's durability settings."""
    with temporary_database() as series:
        yield from measure_preparing(series)
        scroll = open_scroll(scroll=prepare_scroll(series=series, number=100))
        inscriptions = iter(waiting_inscriptions(series, 90_000))
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
            cursor.execute("CREATE SEQUENCE bench_next START 20001")
        for clients in (1, BUYERS):
            yield from _draws(scroll, inscriptions, clients)
        yield from measure_pages(series)
    yield _certificate()


def measure_preparing(series: Series) -> Iterator[Measure]:
    """Place the letters with the draw, and with bare statements, in turns; the best of each."""
    statements = (PLACE_LETTERS, BARE_SCATTERED, BARE_IN_ORDER)
    numbers = iter(range(1, 100))
    times = [
        [_time_placing(series, next(numbers), each) for each in statements] for _ in range(ROUNDS)
    ]
    drawn, scattered, in_order = (min(taken) for taken in zip(*times, strict=True))
    value = round(drawn, 2)
    baseline = "bare INSERT … SELECT, ranks scattered"
    yield Measure("prepare_scroll_s", value, "s", baseline, round(drawn / scattered, 2))
    baseline = "bare INSERT … SELECT, ranks in order"
    yield Measure("prepare_scroll_s", value, "s", baseline, round(drawn / in_order, 2))


def _time_placing(series: Series, number: int, statement: str) -> float:
    """Seconds to place the letters of a scroll, commit included."""
    seed = "0" * 64
    scroll = Scroll.objects.create(
        series=series, number=number, seed=seed, commitment=commitment(seed)
    )
    start = perf_counter()
    with transaction.atomic():
        place_letters(statement, scroll)
    return perf_counter() - start


def _draws(scroll: Scroll, inscriptions: Iterator[int], clients: int) -> Iterator[Measure]:
    """Draws of one letter per transaction: in pgbench, and through our code."""
    bare = pgbench(draw_script(scroll), clients)
    if clients == BUYERS:
        update = pgbench(BARE_UPDATE.format(scroll=scroll.pk), clients)
        baseline = "pgbench, 16 clients: UPDATE of one letter by its key"
        yield Measure("draw_pgbench", round(bare), "/s", baseline, round(bare / update, 2))
    rate = _draw_rate(scroll, inscriptions, clients)
    baseline = f"pgbench, {clients} clients: the same statement"
    yield Measure(f"draw_{clients}", round(rate), "/s", baseline, round(rate / bare, 2))


def _draw_rate(scroll: Scroll, inscriptions: Iterator[int], clients: int) -> float:
    """Draws per second through `letters.scrolls.draw` from `clients` threads."""
    batches = [[next(inscriptions) for _ in range(DRAWS // clients)] for _ in range(clients)]
    barrier = threading.Barrier(clients + 1)

    def buyer(batch: list[int]) -> None:
        connection.ensure_connection()
        barrier.wait()
        for inscription in batch:
            with transaction.atomic():
                draw(scroll.pk, [inscription])
        connection.close()

    threads = [threading.Thread(target=buyer, args=[batch]) for batch in batches]
    connection.close()
    for thread in threads:
        thread.start()
    barrier.wait()
    start = perf_counter()
    for thread in threads:
        thread.join()
    return sum(map(len, batches)) / (perf_counter() - start)


def _certificate() -> Measure:
    sheet = replace(
        SAMPLE,
        line="מנחם מענדל בן שרה לוי",
        parsha=torah.edition("alter_rebbe").parshiyot[0],
        day=LocalDay.daylight(date(2026, 11, 22)),
    )
    render_pdf(sheet)
    value = median_of(50, lambda: render_pdf(sheet))
    bare = best_of(20, lambda: typst.compile(b"Shalom"))
    baseline = "typst: a page of one word"
    return Measure("certificate_ms", round(value * 1000, 1), "ms", baseline, round(value / bare, 1))
