"""How many paid orders a second become letters, through the real webhook on the real server."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from pathlib import Path
from statistics import quantiles
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from dev.bench.measure import Measure
from dev.bench.pgbench import draw_script, pgbench
from dev.bench.scratch import scratch_database, waiting_inscriptions
from dev.bench.web import web
from letters.models import Letter, Series
from letters.scrolls.scrolls import open_scroll, prepare_scroll
from payments.models import Checkout, Order, OrderLine

SENDERS = 16
WARM_UP = 400
ORDERS = 4_000
NAMES = 3  # a family's order
SECRET = "whsec_bench"  # noqa: S105 - of a server that lives for this measure only
# An event as Stripe sends it, with what differs from one order to the next written in capitals.
EVENT = json.dumps(
    json.loads(Path(__file__).with_name("session_completed.json").read_text()),
    separators=(",", ": "),
)


def run() -> Iterator[Measure]:
    """Measure in a database of its own, with its durability as the server has it."""
    with scratch_database() as series:
        scroll = open_scroll(scroll=prepare_scroll(series=series, number=1))
        orders = paid_orders(series, WARM_UP + ORDERS)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
            cursor.execute("SELECT max(id) FROM letters_inscription")
            last = cursor.fetchone()[0]
        waiting_inscriptions(series, 60_000)
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE SEQUENCE bench_next START {last + 1}")
        bare = pgbench(draw_script(scroll), SENDERS)
        yield Measure("draw_pgbench", round(bare), "/s", "itself: pgbench, 16 clients", 1.0)
        with web(STRIPE_WEBHOOK_SECRET=SECRET) as server:
            webhook = f"{server.url}/stripe/webhook/"
            _send(webhook, orders[:WARM_UP])
            done = _send(webhook, orders[WARM_UP:])
        _all_fulfilled(len(orders))
    rate = ORDERS / done["seconds"]
    times = quantiles([milliseconds for _, milliseconds in done["answers"]], n=100)
    baseline = "pgbench, 16 clients: the bare draw of one letter"
    yield Measure("fulfil_http", round(rate), "/s", baseline, round(rate / bare, 3))
    baseline = "the median of the same run"
    yield Measure(
        "fulfil_http_p99", round(times[98]), "ms", baseline, round(times[98] / times[49], 1)
    )


def paid_orders(series: Series, count: int, names: int = NAMES) -> list[Order]:
    """So many unpaid orders of so many names, each with its session at Stripe."""
    inscriptions = iter(waiting_inscriptions(series, count * names))
    payer = series.inscriptions.select_related("person").latest("pk").person.purchaser
    total = names * 100
    orders = Order.objects.bulk_create(
        Order(
            series=series,
            purchaser=payer,
            email=payer.email,
            language="en",
            zone="Europe/London",
            currency="usd",
            letters_amount=total,
            total=total,
        )
        for _ in range(count)
    )
    OrderLine.objects.bulk_create(
        OrderLine(order=order, position=position, inscription_id=inscription, price=100)
        for order in orders
        for position, inscription in enumerate(islice(inscriptions, names), 1)
    )
    later = timezone.now() + timedelta(hours=23)
    Checkout.objects.bulk_create(
        Checkout(order=order, number=1, session_id=f"cs_bench_{order.pk}", expires_at=later)
        for order in orders
    )
    return orders


def body(order: Order) -> str:
    """What Stripe sends when the order was paid."""
    filled = EVENT.replace('"AMOUNT"', str(order.total))
    for word, value in (
        ("EVENT", f"evt_bench_{order.pk}"),
        ("SESSION", f"cs_bench_{order.pk}"),
        ("INTENT", f"pi_bench_{order.pk}"),
        ("ORDER", order.public_id),
    ):
        filled = filled.replace(f'"{word}"', f'"{value}"')
    return filled


def _send(url: str, orders: list[Order]) -> dict[str, Any]:
    """Post the webhook of each order; what the senders report."""
    done = subprocess.run(
        [sys.executable, "-m", "dev.bench.senders", url, str(SENDERS)],
        input="\n".join(map(body, orders)),
        env={**os.environ, "STRIPE_WEBHOOK_SECRET": SECRET},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    report: dict[str, Any] = json.loads(done.stdout)
    refused = [status for status, _ in report["answers"] if status != 204]
    if refused:
        raise SystemExit(f"{len(refused)} of {len(orders)} webhooks were refused: {refused[0]}")
    return report


def _all_fulfilled(count: int) -> None:
    """What was measured is the real thing: every order has its letters."""
    fulfilled = Order.objects.filter(state=Order.State.FULFILLED).count()
    letters = Letter.objects.assigned().filter(inscription__line__isnull=False).count()
    if fulfilled != count or letters != count * NAMES:
        raise SystemExit(f"{fulfilled} orders and {letters} letters, not {count}")
