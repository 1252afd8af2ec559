"""How long a list of 5,000 names waits for its letters while others buy, and how long they wait."""

import threading
from collections.abc import Iterator
from itertools import count
from statistics import median
from time import perf_counter, sleep

from django.db import connection, transaction

from dev.bench.measure import Measure
from dev.bench.tools.temporary_database import temporary_database
from dev.factories.orders import unpaid_orders, waiting_inscriptions
from letters.models import Letter, Series
from letters.scrolls.draw import draw
from letters.scrolls.scrolls import open_scroll, prepare_scroll
from payments.fulfilment import IncomingPayment, record_and_apply
from payments.models import Order

NAMES = 5_000
ROUNDS = 3
BUYERS = 4
ORDERS = 1_500  # more than are bought while the lists get their letters


def measure_draw() -> Iterator[Measure]:
    """Measure in a temporary database with the server's durability settings."""
    with temporary_database() as series:
        scroll = open_scroll(scroll=prepare_scroll(series=series, number=1))
        bare = [waiting_inscriptions(series, NAMES) for _ in range(ROUNDS)]
        lists = unpaid_orders(series, ROUNDS, names=NAMES)
        families = FamilyBuyers(series)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        baseline_seconds = min(_baseline_draw(scroll.pk, inscriptions) for inscriptions in bare)
        with families:
            sleep(1)  # until they are buying
            start = perf_counter()
            seconds = [_fulfil(order) for order in lists]
            ended = perf_counter()
        _check_all_served(lists)
    waits = [wait for at, wait in families.bought if at < ended and at + wait > start]
    baseline = "the bare statement that draws 5,000 letters, alone, with its commit"
    yield Measure(
        "batch_draw_5000_s",
        round(max(seconds), 2),
        "s",
        baseline,
        round(max(seconds) / baseline_seconds, 2),
    )
    baseline = f"the median of the {len(waits)} orders that 4 others bought in that time"
    longest = max(waits) * 1000
    yield Measure(
        "batch_draw_5000_others_ms",
        round(longest),
        "ms",
        baseline,
        round(max(waits) / median(waits), 1),
    )


class FamilyBuyers:
    """Four threads that buy letters for three names, one order after another, inside the block."""

    def __init__(self, series: Series) -> None:
        self.orders = unpaid_orders(series, ORDERS, names=3)
        self.bought: list[tuple[float, float]] = []
        self._next = count()
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._buy) for _ in range(BUYERS)]

    def __enter__(self) -> "FamilyBuyers":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _buy(self) -> None:
        try:
            while not self._over.is_set() and (number := next(self._next)) < ORDERS:
                start = perf_counter()
                self.bought.append((start, _fulfil(self.orders[number])))
                sleep(0.01)  # a buyer's pause
        finally:
            connection.close()


def _fulfil(order: Order) -> float:
    """Seconds from the payment to the commit of all its letters."""
    paid = IncomingPayment(
        f"pi_bench_{order.pk}", f"cs_bench_{order.pk}", order.total, order.currency
    )
    start = perf_counter()
    record_and_apply(order_id=order.pk, incoming=paid)
    return perf_counter() - start


def _baseline_draw(scroll: int, inscriptions: list[int]) -> float:
    start = perf_counter()
    with transaction.atomic():
        draw(scroll, inscriptions)
    return perf_counter() - start


def _check_all_served(lists: list[Order]) -> None:
    """Every name must have its letter: otherwise the figure means nothing."""
    letters = Letter.objects.filter(inscription__line__order__in=lists).count()
    if letters != ROUNDS * NAMES:
        raise SystemExit(f"{letters} letters, not {ROUNDS * NAMES}")
