"""Checkout sessions and the return from Stripe, with the real library against the simulator."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from dev.stripe_simulator.server import Simulator
from letters.models import Letter, Scroll, Series
from payments import gateway
from payments.checkout.sessions import start_checkout
from payments.models import Checkout, Order
from payments.orders.place import NotPayable
from tests.races import at_once

State = Order.State


@pytest.fixture
def stripe_page(tmp_path: Path, settings: Any) -> Iterator[Simulator]:
    """A Stripe simulator without a webhook endpoint."""
    simulator = Simulator(state=tmp_path / "stripe.sqlite3")
    simulator.start()
    settings.STRIPE_API_BASE = simulator.url
    gateway.client.cache_clear()
    yield simulator
    simulator.stop()
    gateway.client.cache_clear()


def act(simulator: Simulator, session_id: str, action: str) -> None:
    """Perform an action of the buyer or the bank on a session."""
    request = Request(f"{simulator.url}/simulator/sessions/{session_id}/{action}", method="POST")  # noqa: S310
    with urlopen(request, timeout=60) as answer:  # noqa: S310
        json.load(answer)


def page(order: Order, query: str = "") -> str:
    """The HTML of the order's page."""
    return Client().get(f"/orders/{order.public_id}/{query}", follow=True).content.decode()


def session_of(order: Order) -> str:
    """The id of the order's last session."""
    session_id = order.checkouts.order_by("number").last().session_id  # type: ignore[union-attr]
    assert session_id
    return session_id


def test_checkout_session_has_the_orders_total(
    stripe_page: Simulator, make_order: Callable[..., Order]
) -> None:
    order = make_order(cover_fee=True, gift=180)
    start_checkout(order=order)
    session = gateway.retrieve_session(session_of(order))
    assert (session.amount, session.currency) == (order.total, "usd")
    assert session.order == order.public_id


def test_start_checkout_concurrently_opens_one_session(
    stripe_page: Simulator, order: Order
) -> None:
    addresses: list[str] = []
    assert at_once(5, lambda: addresses.append(start_checkout(order=order))) == []
    assert len(set(addresses)) == 1
    assert Checkout.objects.count() == 1


def test_start_checkout_replaces_an_expired_attempt(stripe_page: Simulator, order: Order) -> None:
    first = start_checkout(order=order)
    Checkout.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    assert start_checkout(order=order) != first
    assert Checkout.objects.count() == 2


def test_return_fulfils_order_when_webhook_is_lost(stripe_page: Simulator, order: Order) -> None:
    start_checkout(order=order)
    act(stripe_page, session_of(order), "pay")
    shown = page(order, f"?session_id={session_of(order)}")
    assert "Your letters have been drawn" in shown
    assert Letter.objects.assigned().count() == 3


def test_order_page_fulfils_order_without_return_or_webhook(
    stripe_page: Simulator, order: Order
) -> None:
    start_checkout(order=order)
    act(stripe_page, session_of(order), "pay")
    assert "Your letters have been drawn" in page(order)


def test_older_session_of_order_is_expired_at_stripe(stripe_page: Simulator, order: Order) -> None:
    start_checkout(order=order)
    older = session_of(order)
    Checkout.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    start_checkout(order=order)
    assert gateway.retrieve_session(older).status == "expired"


def test_older_session_that_was_paid_just_before_gives_the_letters(
    stripe_page: Simulator, order: Order
) -> None:
    start_checkout(order=order)
    older = session_of(order)
    act(stripe_page, older, "pay")
    Checkout.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    with pytest.raises(NotPayable):
        start_checkout(order=order)
    assert "Your letters have been drawn" in page(order, f"?session_id={older}")


def test_return_without_payment_shows_nothing_was_charged(
    stripe_page: Simulator, order: Order
) -> None:
    start_checkout(order=order)
    shown = page(order, f"?session_id={session_of(order)}")
    order.refresh_from_db()
    assert order.state == State.AWAITING
    assert "Nothing has been charged" in shown


def test_return_while_stripe_is_unavailable_shows_pending(
    stripe_page: Simulator, order: Order, settings: Any
) -> None:
    start_checkout(order=order)
    act(stripe_page, session_of(order), "pay")
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    gateway.client.cache_clear()
    shown = page(order, f"?session_id={session_of(order)}")
    assert "Your payment is on its way" in shown
    assert "every 2s" in shown
    settings.STRIPE_API_BASE = stripe_page.url
    gateway.client.cache_clear()
    Checkout.objects.update(asked_at=None)
    assert "Your letters have been drawn" in page(order, "status/?returned=1")


def test_return_with_another_orders_session_is_refused(
    stripe_page: Simulator, make_order: Callable[..., Order]
) -> None:
    mine, other = make_order(form_token="mine"), make_order(form_token="other")
    start_checkout(order=other)
    act(stripe_page, session_of(other), "pay")
    answer = Client().get(f"/orders/{mine.public_id}/?session_id={session_of(other)}")
    assert answer.status_code == 400
    assert "returned from a different order" in answer.content.decode()
    mine.refresh_from_db()
    assert mine.state == State.AWAITING


@pytest.mark.parametrize("session_id", ["cs_test_nothing", "../../etc", "%00", "x" * 300])
def test_return_with_unknown_session_is_refused(
    stripe_page: Simulator, order: Order, session_id: str
) -> None:
    answer = Client().get(f"/orders/{order.public_id}/", {"session_id": session_id})
    assert answer.status_code == 400


def test_start_checkout_reuses_attempt_after_stripe_was_unavailable(
    stripe_page: Simulator, order: Order, settings: Any
) -> None:
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    gateway.client.cache_clear()
    answer = Client().post(f"/orders/{order.public_id}/pay/", follow=True)
    assert "can’t reach the payment page right now" in answer.content.decode()
    settings.STRIPE_API_BASE = stripe_page.url
    gateway.client.cache_clear()
    assert start_checkout(order=order).startswith(stripe_page.url)
    assert Checkout.objects.count() == 1


def test_start_checkout_replaces_an_ended_attempt_that_stripe_never_answered(
    stripe_page: Simulator, order: Order, settings: Any
) -> None:
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    gateway.client.cache_clear()
    with pytest.raises(gateway.StripeUnavailable):
        start_checkout(order=order)
    Checkout.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    settings.STRIPE_API_BASE = stripe_page.url
    gateway.client.cache_clear()
    assert start_checkout(order=order).startswith(stripe_page.url)
    lost, opened = order.checkouts.order_by("number")
    assert (lost.number, lost.state, lost.session_id) == (1, "expired", None)
    assert (opened.number, opened.state) == (2, "open")
    assert gateway.retrieve_session(session_of(order)).status == "open"


def test_start_checkout_refuses_a_paid_order(stripe_page: Simulator, order: Order) -> None:
    start_checkout(order=order)
    act(stripe_page, session_of(order), "pay")
    page(order)
    with pytest.raises(NotPayable):
        start_checkout(order=order)
    answer = Client().post(f"/orders/{order.public_id}/pay/")
    assert answer["Location"] == f"/orders/{order.public_id}/"


def test_start_payment_refuses_a_closed_series(stripe_page: Simulator, order: Order) -> None:
    Scroll.objects.update(state="full")
    Series.objects.update(closed=True)
    answer = Client().post(f"/orders/{order.public_id}/pay/")
    assert answer.status_code == 409
    assert not Checkout.objects.exists()


def test_gateway_refuses_calls_inside_a_transaction(
    stripe_page: Simulator, transactional_db: None
) -> None:
    with pytest.raises(RuntimeError, match="transaction"), transaction.atomic():
        gateway.retrieve_session("cs_test_1")


def test_letter_location_is_shown_for_adults_only(stripe_page: Simulator, order: Order) -> None:
    start_checkout(order=order)
    act(stripe_page, session_of(order), "pay")
    page(order)
    places = [Client().get(f"/orders/{order.public_id}/place/{n}/").status_code for n in (1, 2, 9)]
    assert places == [200, 404, 404]


def test_letter_location_is_not_shown_before_payment(stripe_page: Simulator, order: Order) -> None:
    assert Client().get(f"/orders/{order.public_id}/place/1/").status_code == 404


def test_order_page_needs_the_public_id(db: None) -> None:
    assert Client().get("/orders/1/").status_code == 404
