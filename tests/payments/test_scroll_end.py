"""The last letters of a scroll with 16 concurrent buyers."""

from collections.abc import Callable, Iterator, Sequence
from itertools import count
from typing import Any, cast

import pytest

from letters.models import Letter, Scroll, Series
from letters.scrolls import scrolls
from letters.scrolls.draw import DrawnLetter, draw_from_series
from letters.scrolls.scrolls import open_next_scroll
from payments import fulfilment
from payments.audit.orders import findings
from payments.fulfilment import IncomingPayment, record_and_apply
from payments.models import Order
from payments.tasks import fulfil_waiting_orders
from tests.conftest import NAMES
from tests.races import at_once, meet_after

BUYERS = 16
# 400 names; the orders of the first 16 buyers have more than the 100 letters of the 12th scroll.
SIZES = sorted([1, 8, 3, 5, 2, 8, 4, 1, 6, 2] * 10, reverse=True)
State = Order.State


@pytest.fixture
def orders(make_scroll: Callable[..., Scroll], make_order: Callable[..., Order]) -> list[Order]:
    """Unpaid orders of 400 names; the 12th scroll has 100 letters left."""
    return [
        make_order(names=[NAMES[0]] * size, form_token=str(number))
        for number, size in enumerate(SIZES)
    ]


@pytest.fixture
def scroll(make_scroll: Callable[..., Scroll]) -> Scroll:
    """The 12th scroll, with its last 100 letters."""
    return make_scroll(12, letters=100)


@pytest.fixture(autouse=True)
def _small_scrolls(monkeypatch: pytest.MonkeyPatch) -> None:
    """An automatically prepared scroll has 400 letters."""
    whole = scrolls.prepare_scroll
    monkeypatch.setattr(scrolls, "prepare_scroll", lambda **new: whole(**{"letters": 400, **new}))


@pytest.fixture(autouse=True)
def _buyers_meet(monkeypatch: pytest.MonkeyPatch) -> None:
    """No buyer's first order is committed before all have drawn: nobody waits for another."""
    first, met = count(1), meet_after(draw_from_series, BUYERS)

    def draw(series_id: int, inscriptions: Sequence[int]) -> list[DrawnLetter]:
        if next(first) > BUYERS:
            return draw_from_series(series_id, inscriptions)
        return cast("list[DrawnLetter]", met(series_id, inscriptions))

    monkeypatch.setattr(fulfilment, "draw_from_series", draw)


def pay_all(orders: list[Order]) -> list[Exception]:
    """Pay all orders by 16 concurrent buyers; returns the errors."""
    left = iter(orders)

    def buyer() -> None:
        while order := next(left, None):
            record_and_apply(
                order_id=order.pk,
                incoming=IncomingPayment(f"pi_{order.pk}", "cs", order.total, "usd"),
            )

    return at_once(BUYERS, buyer)


def letters_by_scroll() -> dict[int, int]:
    """The number of assigned letters by scroll number."""
    numbers = Letter.objects.assigned().values_list("scroll__number", flat=True)
    return {number: list(numbers).count(number) for number in set(numbers)}


def states() -> dict[int, str]:
    return dict(Scroll.objects.values_list("number", "state"))


def test_record_and_apply_across_the_end_of_a_scroll(
    make_scroll: Callable[..., Scroll], orders: list[Order]
) -> None:
    make_scroll(13, letters=400, opened=False)
    errors = pay_all(orders)
    assert errors == []
    assert letters_by_scroll() == {12: 100, 13: 300}
    assert states() == {12: "full", 13: "open"}
    assert Order.objects.exclude(state=State.FULFILLED).count() == 0
    assert list(findings()) == []


def test_record_and_apply_prepares_the_next_scroll(orders: list[Order], series: Series) -> None:
    errors = pay_all(orders)
    assert errors == []
    assert not Order.objects.exclude(state__in=[State.FULFILLED, State.WAITING]).exists()
    open_next_scroll(series)
    fulfil_waiting_orders()
    open_next_scroll(series)
    assert letters_by_scroll() == {12: 100, 13: 300}
    assert states() == {12: "full", 13: "open", 14: "prepared"}
    assert list(findings()) == []


@pytest.fixture
def _crash_before_mark_full(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The process crashes after its commit, before `mark_full`."""

    def die(*arguments: Any) -> bool:
        raise ConnectionError

    with monkeypatch.context() as patched:
        patched.setattr(fulfilment, "mark_full", die)
        yield


@pytest.mark.usefixtures("_crash_before_mark_full")
def test_scroll_is_marked_full_after_a_crash(
    make_scroll: Callable[..., Scroll], orders: list[Order], series: Series
) -> None:
    make_scroll(13, letters=400, opened=False)
    errors = pay_all(orders)
    assert errors == []
    assert states() == {12: "open", 13: "prepared"}
    open_next_scroll(series)
    assert states() == {12: "full", 13: "open", 14: "prepared"}
    assert letters_by_scroll() == {12: 100, 13: 300}
    assert list(findings()) == []
