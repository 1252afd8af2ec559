"""Sessions that must not be paid any more are expired at Stripe."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from dev.stripe_simulator.server import Simulator
from payments import gateway
from payments.checkout.sessions import start_checkout
from payments.checkout.superseded import end_superseded_checkouts
from payments.methods.fund import grant, record_entry
from payments.models import Checkout, Order
from payments.orders import place
from tests.conftest import NAMES
from tests.payments.checkout import test_checkout
from tests.payments.checkout.basket_orders import at_stripe, states
from tests.payments.checkout.test_checkout import act, session_of
from tests.payments.refunds import test_refunds
from tests.payments.stripe_actions import pay_at_stripe

State = Order.State
stripe_page = test_checkout.stripe_page
committee = test_refunds.committee


def test_start_checkout_expires_an_attempt_that_is_about_to_end(
    stripe_page: Simulator, order: Order
) -> None:
    start_checkout(order=order)
    ending = session_of(order)
    Checkout.objects.update(expires_at=timezone.now() + timedelta(minutes=3))
    start_checkout(order=order)
    assert session_of(order) != ending
    assert gateway.retrieve_session(ending).status == "expired"


def test_start_checkout_finds_that_the_ending_attempt_was_paid(
    stripe_page: Simulator, order: Order
) -> None:
    start_checkout(order=order)
    act(stripe_page, session_of(order), "pay")
    Checkout.objects.update(expires_at=timezone.now() + timedelta(minutes=3))
    with pytest.raises(place.NotPayable):
        start_checkout(order=order)
    assert states() == [State.FULFILLED]


def test_page_of_an_order_paid_by_the_fund_is_expired(
    stripe_page: Simulator, order: Order, committee: Any
) -> None:
    start_checkout(order=order)
    record_entry(currency="usd", amount=900, note="a cheque", by=committee)
    grant(order=order, by=committee)
    end_superseded_checkouts()
    assert at_stripe(order) == "expired"
    assert Checkout.objects.get().state == "expired"


def test_unpaid_order_is_canceled_when_its_names_are_paid_in_a_new_basket(
    stripe_page: Simulator, make_order: Callable[..., Order]
) -> None:
    abandoned = make_order(NAMES[:2], form_token="a")
    other_names = make_order(NAMES[2:], form_token="b")
    for order in (abandoned, other_names):
        start_checkout(order=order)
    pay_at_stripe(stripe_page, make_order(NAMES[:2], form_token="c"))
    end_superseded_checkouts()
    assert states() == [State.CANCELED, State.AWAITING, State.FULFILLED]
    assert (at_stripe(abandoned), at_stripe(other_names)) == ("expired", "open")


def test_order_paid_while_it_is_ended_is_logged(
    stripe_page: Simulator,
    make_order: Callable[..., Order],
    caplog: pytest.LogCaptureFixture,
) -> None:
    unpaid = make_order(form_token="a")
    start_checkout(order=unpaid)
    act(stripe_page, session_of(unpaid), "pay")
    pay_at_stripe(stripe_page, make_order(form_token="b"))
    end_superseded_checkouts()
    assert "although its names were paid for" in caplog.text


def test_superseded_pages_stay_open_while_stripe_is_unavailable(
    stripe_page: Simulator,
    make_order: Callable[..., Order],
    caplog: pytest.LogCaptureFixture,
) -> None:
    unpaid = make_order(form_token="a")
    start_checkout(order=unpaid)
    pay_at_stripe(stripe_page, make_order(form_token="b"))
    stripe_page.stop()
    end_superseded_checkouts()
    assert "Stripe can't be reached" in caplog.text
    assert states() == [State.AWAITING, State.FULFILLED]
