"""How many paid orders a second become letters, through the real webhook on the real server."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from statistics import quantiles
from typing import Any

from django.conf import settings
from django.db import connection

from dev.bench.measure import Measure
from dev.bench.tools.pgbench import draw_script, pgbench
from dev.bench.tools.temporary_database import temporary_database
from dev.bench.tools.web_server import web_server
from dev.factories.orders import unpaid_orders, waiting_inscriptions
from dev.factories.stripe_event import EVENT
from letters.models import Letter
from letters.scrolls.scrolls import open_scroll, prepare_scroll
from payments.models import Order

SENDERS = 16
WARM_UP = 400
ORDERS = 4_000
NAMES = 3  # a family's order
SECRET = "whsec_bench"  # noqa: S105 - of a server that lives for this measure only


def run() -> Iterator[Measure]:
    """Measure in a temporary database with the server's durability settings."""
    with temporary_database() as series:
        scroll = open_scroll(scroll=prepare_scroll(series=series, number=1))
        orders = unpaid_orders(series, WARM_UP + ORDERS, names=NAMES)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
            cursor.execute("SELECT max(id) FROM letters_inscription")
            last = cursor.fetchone()[0]
        waiting_inscriptions(series, 60_000)
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE SEQUENCE bench_next START {last + 1}")
        bare = pgbench(draw_script(scroll), SENDERS)
        yield Measure("draw_pgbench", round(bare), "/s", "itself: pgbench, 16 clients", 1.0)
        with web_server(STRIPE_WEBHOOK_SECRET=SECRET) as server:
            webhook = f"{server.url}/stripe/webhook/"
            _send(webhook, orders[:WARM_UP])
            done = _send(webhook, orders[WARM_UP:])
        _check_all_fulfilled(len(orders))
    rate = ORDERS / done["seconds"]
    times = quantiles([milliseconds for _, milliseconds in done["answers"]], n=100)
    baseline = "pgbench, 16 clients: the bare draw of one letter"
    yield Measure("fulfil_http", round(rate), "/s", baseline, round(rate / bare, 3))
    baseline = "the median of the same run"
    yield Measure(
        "fulfil_http_p99", round(times[98]), "ms", baseline, round(times[98] / times[49], 1)
    )


def body(order: Order) -> str:
    """The webhook that Stripe sends when the order is paid."""
    filled = EVENT.replace('"AMOUNT"', str(order.total))
    for placeholder, value in (
        ("EVENT", f"evt_bench_{order.pk}"),
        ("SESSION", f"cs_bench_{order.pk}"),
        ("INTENT", f"pi_bench_{order.pk}"),
        ("ORDER", order.public_id),
    ):
        filled = filled.replace(f'"{placeholder}"', f'"{value}"')
    return filled


def _send(url: str, orders: list[Order]) -> dict[str, Any]:
    """Post the webhook of each order; return the senders' report."""
    done = subprocess.run(
        [sys.executable, "-m", "dev.bench.tools.webhook_senders", url, str(SENDERS)],
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


def _check_all_fulfilled(count: int) -> None:
    """Every order must have its letters: otherwise the figure means nothing."""
    fulfilled = Order.objects.filter(state=Order.State.FULFILLED).count()
    letters = Letter.objects.assigned().filter(inscription__line__isnull=False).count()
    if fulfilled != count or letters != count * NAMES:
        raise SystemExit(f"{fulfilled} orders and {letters} letters, not {count}")
