"""How long a list of 5,000 waits for its letters while others buy, and how long they wait."""

import threading
from collections.abc import Iterator
from itertools import count
from statistics import median
from time import perf_counter, sleep

from django.db import connection, transaction

from dev.bench.measure import Measure
from dev.bench.payments import paid_orders
from dev.bench.scratch import scratch_database, waiting_inscriptions
from letters.models import Letter, Series
from letters.scrolls.draw import draw
from letters.scrolls.scrolls import open_scroll, prepare_scroll
from payments.fulfilment import Paid, fulfil
from payments.models import Order

NAMES = 5_000
ROUNDS = 3
BUYERS = 4
ORDERS = 1_500  # families' orders waiting to be bought: more than are, while the lists are served


def measure_draw() -> Iterator[Measure]:
    """Measure in a database of its own, with its durability as the server has it."""
    with scratch_database() as series:
        scroll = open_scroll(scroll=prepare_scroll(series=series, number=1))
        bare = [waiting_inscriptions(series, NAMES) for _ in range(ROUNDS)]
        lists = paid_orders(series, ROUNDS, names=NAMES)
        families = Families(series)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        barely = min(_draw_barely(scroll.pk, inscriptions) for inscriptions in bare)
        with families:
            sleep(1)  # so that they are at it
            began = perf_counter()
            took = [_fulfil(order) for order in lists]
            ended = perf_counter()
        _all_served(lists)
    waits = [wait for start, wait in families.bought if start < ended and start + wait > began]
    baseline = "the bare statement that draws 5,000 letters, alone, with its commit"
    yield Measure("batch_draw_5000_s", round(max(took), 2), "s", baseline, _ratio(took, barely))
    baseline = f"the median of the {len(waits)} orders that 4 others bought in that time"
    longest = max(waits) * 1000
    yield Measure(
        "batch_draw_5000_others_ms",
        round(longest),
        "ms",
        baseline,
        round(max(waits) / median(waits), 1),
    )


class Families:
    """Four who buy letters for three names, one order after the other, while it lasts."""

    def __init__(self, series: Series) -> None:
        self.orders = paid_orders(series, ORDERS)
        self.bought: list[tuple[float, float]] = []
        self._next = count()
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._buy) for _ in range(BUYERS)]

    def __enter__(self) -> "Families":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _buy(self) -> None:
        try:
            while not self._over.is_set() and (turn := next(self._next)) < ORDERS:
                began = perf_counter()
                self.bought.append((began, _fulfil(self.orders[turn])))
                sleep(0.01)  # a buyer is somewhere else in the meantime
        finally:
            connection.close()


def _fulfil(order: Order) -> float:
    """Seconds from the money to the commit of all its letters."""
    paid = Paid(f"pi_bench_{order.pk}", f"cs_bench_{order.pk}", order.total, order.currency)
    began = perf_counter()
    fulfil(order_id=order.pk, paid=paid)
    return perf_counter() - began


def _draw_barely(scroll: int, inscriptions: list[int]) -> float:
    began = perf_counter()
    with transaction.atomic():
        draw(scroll, inscriptions)
    return perf_counter() - began


def _ratio(took: list[float], barely: float) -> float:
    return round(max(took) / barely, 2)


def _all_served(lists: list[Order]) -> None:
    """What was measured is the real thing: every name has its letter."""
    letters = Letter.objects.filter(inscription__line__order__in=lists).count()
    if letters != ROUNDS * NAMES:
        raise SystemExit(f"{letters} letters, not {ROUNDS * NAMES}")
