"""The plans of statements that run for every visitor, with one, two and ten scrolls.

With one scroll a statement may use an index by luck: what it looks for is near the beginning of
the table. A second one showed that the check for a free letter read a whole scroll.
"""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.test import Client

from communities.public.community_stats import _compute as community_stats
from communities.public.comparison import compare
from dev.factories.register import NAMES, fill_register
from letters.holders.inscriptions import release_letters
from letters.models import Certificate, Community, Person, Price, Scroll, Series
from letters.scrolls import scrolls
from letters.scrolls.draw import draw_from_series
from letters.scrolls.glance import draw_glances
from letters.scrolls.home_stats import home_stats
from letters.scrolls.scroll_stats import compute_scroll_stats
from letters.scrolls.scrolls import mark_full, open_scroll, prepare_scroll
from payments.fulfilment import IncomingPayment, record_and_apply
from payments.models import Method, Order
from payments.orders.consent import FAMILY, version_of
from payments.orders.letter_locations import line_details
from payments.orders.place import Name, place_order

LETTERS = {1: 3_000, 2: 3_000, 10: 900}  # of each scroll, by how many there are
LARGE = {
    *("letters_letter", "letters_inscription", "letters_person", "letters_certificate"),
    *("letters_purchaser", "payments_order", "payments_orderline", "payments_payment"),
    *("payments_receipt", "payments_checkout", "messaging_message"),
}
_PLANNED = re.compile(r"\s*(SELECT|WITH|INSERT|UPDATE|DELETE)\b", re.IGNORECASE)

pytestmark = pytest.mark.long


@dataclass
class Plans:
    """The large tables that a block's statements read from end to end, with the statement."""

    sequential: list[tuple[str, str]] = field(default_factory=list)
    statements: int = 0


@contextmanager
def plans() -> Iterator[Plans]:
    """Explain each statement of the block before it runs."""
    seen = Plans()

    def explain(
        execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        cursor = context["cursor"]
        if _PLANNED.match(sql) and not many and isinstance(cursor, CursorWrapper):
            with connection.connection.cursor() as own:
                own.execute(f"EXPLAIN (FORMAT JSON) {sql}", params or None)
                (plan,) = own.fetchone()
            seen.statements += 1
            tree = plan if isinstance(plan, list) else json.loads(plan)
            seen.sequential += [(table, sql) for table in _read_whole(tree[0]["Plan"])]
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explain):
        yield seen


def _read_whole(node: dict[str, Any]) -> Iterator[str]:
    if node["Node Type"] == "Seq Scan" and node["Relation Name"] in LARGE:
        yield node["Relation Name"]
    for child in node.get("Plans", ()):
        yield from _read_whole(child)


@pytest.fixture
def register(transactional_db: None, series: Series, scrolls_made: int) -> Scroll:
    """So many scrolls, all full but the last, which is open and half full; analyzed."""
    for number in range(1, scrolls_made + 1):
        scroll = open_scroll(
            scroll=prepare_scroll(series=series, number=number, letters=LETTERS[scrolls_made])
        )
        last = number == scrolls_made
        fill_register(scroll=scroll, orders=LETTERS[scrolls_made] // NAMES // (2 if last else 1))
        mark_full(scroll.pk)
    community = Community.objects.create(
        slug="one", name="One", city="", country="GB", approved_at="2026-01-01T00:00Z"
    )
    Person.objects.filter(pk__in=Person.objects.values("pk")[:3]).update(community=community)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return scroll


def _place_and_pay(series: Series) -> Order:
    name = Name("adult", "יוסף", "ben", "חנה", "", "לוי", False, "", "self")
    order = place_order(
        price=Price.objects.get(series=series, currency="usd"),
        names=[name] * 3,
        email="new@example.org",
        language="en",
        zone="Europe/London",
        cover_fee=False,
        gift=0,
        form_token="hot",
        consent=version_of(FAMILY),
    )
    incoming = IncomingPayment("ref", "", order.total, order.currency, Method.CASH)
    return record_and_apply(order_id=order.pk, incoming=incoming)


def _visit(register: Scroll) -> None:
    """All that buyers and readers of public pages cause."""
    series = register.series
    order = _place_and_pay(series)
    mark_full(register.pk)
    line_details(Order.objects.get(pk=order.pk))
    client = Client()
    token = Certificate.objects.latest("pk").check_token
    for url in ("/", f"/orders/{order.public_id}/", f"/c/{token}/", "/letters/new/"):
        assert client.get(url).status_code == 200, url
    scrolls.current_scroll(series)
    community_stats("one")
    compare(register)
    with transaction.atomic():
        release_letters([order.lines.order_by("position")[0].inscription_id])
        draw_from_series(series.pk, [order.lines.order_by("position")[0].inscription_id])


@pytest.mark.parametrize("scrolls_made", [1, 2])
def test_hot_statements_read_no_large_table_from_end_to_end(register: Scroll) -> None:
    home_stats()  # counts a whole scroll, every five seconds
    draw_glances()  # reads a whole scroll, every minute
    with plans() as seen:
        _visit(register)
    assert seen.statements > 30
    assert seen.sequential == []


@pytest.mark.parametrize("scrolls_made", [10])
def test_statements_read_none_of_ten_scrolls_but_their_own(register: Scroll) -> None:
    with plans() as seen:
        scrolls._few_letters_left(register.series)
        home_stats()
        draw_glances()
        compute_scroll_stats(register)
    assert seen.statements > 3
    assert [sql for table, sql in seen.sequential if table == "letters_letter"] == []
    with plans() as seen:
        _visit(register)
    assert seen.sequential == []


@pytest.mark.parametrize("scrolls_made", [2])
def test_negative_control_a_free_letter_without_order_is_found(
    register: Scroll, monkeypatch: pytest.MonkeyPatch
) -> None:
    unordered = scrolls._FREE_LETTER.replace("ORDER BY draw_rank", "")
    monkeypatch.setattr(scrolls, "_FREE_LETTER", unordered)
    with plans() as seen:
        mark_full(register.pk)
    assert [table for table, _ in seen.sequential] == ["letters_letter"]
