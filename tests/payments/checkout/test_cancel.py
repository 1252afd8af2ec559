"""Canceling an unpaid order while its payment pages keep being opened."""

import pytest

from dev.stripe_simulator.server import Simulator
from payments import gateway
from payments.checkout import cancel
from payments.checkout.sessions import start_checkout
from payments.models import Order
from tests.payments.checkout import test_checkout
from tests.payments.checkout.test_checkout import session_of

stripe_page = test_checkout.stripe_page


def open_after_expiry(monkeypatch: pytest.MonkeyPatch, times: int) -> None:
    """Let another window open a new page each time that the pages were expired, so many times."""
    expire = cancel.expire_sessions
    left = iter(range(times))

    def expire_and_open(order: Order) -> None:
        expire(order)
        if next(left, None) is not None:
            start_checkout(order=order)

    monkeypatch.setattr(cancel, "expire_sessions", expire_and_open)


def test_page_opened_while_its_order_is_canceled_is_expired_too(
    stripe_page: Simulator, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    start_checkout(order=order)
    open_after_expiry(monkeypatch, times=2)
    cancel.cancel_unpaid(order)
    order.refresh_from_db()
    assert order.state == Order.State.CANCELED
    assert list(order.checkouts.values_list("state", flat=True)) == ["expired"] * 3
    assert gateway.retrieve_session(session_of(order)).status == "expired"


def test_order_is_not_canceled_when_new_pages_keep_being_opened(
    stripe_page: Simulator, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    canceled: list[Order] = []
    start_checkout(order=order)
    open_after_expiry(monkeypatch, times=3)
    with pytest.raises(gateway.StripeUnavailable, match="keep being opened"):
        cancel.cancel_unpaid(order, also=canceled.append)
    order.refresh_from_db()
    assert (order.state, canceled) == (Order.State.AWAITING, [])
    states = order.checkouts.order_by("number").values_list("state", flat=True)
    assert list(states) == ["expired", "expired", "expired", "open"]
    assert gateway.retrieve_session(session_of(order)).status == "open"
