"""Stripe refuses a session's parameters, or answers in a form that we did not ask for."""

from collections.abc import Callable
from typing import Any

import pytest
import stripe

from dev.stripe_simulator.server import Simulator
from letters.models import Letter
from payments import gateway
from payments.checkout.sessions import poll_stripe, start_checkout
from payments.gateway import connection, disputes, refunds, sessions
from payments.models import Checkout, Order
from payments.orders.place import NotPayable
from tests.payments.checkout import test_checkout
from tests.payments.checkout.test_checkout import act, session_of

stripe_page = test_checkout.stripe_page
Parameters = list[dict[str, Any]]


@pytest.fixture
def refuse(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Parameters]:
    """Let Stripe refuse sessions with a parameter; returns the parameters of all that it gets."""
    requests: Parameters = []

    def begin(refused: str) -> Parameters:
        def call(method: Any, parameters: dict[str, Any], *options: Any) -> Any:
            requests.append(dict(parameters))
            if refused in parameters:
                raise stripe.InvalidRequestError("invalid", refused)  # type: ignore[no-untyped-call]
            return connection.call_api(method, parameters, *options)

        monkeypatch.setattr(sessions, "call_api", call)
        return requests

    return begin


def test_start_checkout_lets_the_buyer_type_an_address_that_stripe_refuses(
    stripe_page: Simulator, order: Order, refuse: Callable[[str], Parameters]
) -> None:
    requests = refuse("customer_email")
    assert start_checkout(order=order).startswith(stripe_page.url)
    assert ["customer_email" in parameters for parameters in requests] == [True, False]


def test_start_checkout_is_unavailable_when_stripe_refuses_the_session(
    stripe_page: Simulator,
    order: Order,
    refuse: Callable[[str], Parameters],
    caplog: pytest.LogCaptureFixture,
) -> None:
    requests = refuse("line_items")
    with pytest.raises(gateway.StripeUnavailable, match="refused"):
        start_checkout(order=order)
    assert len(requests) == 1
    assert "Stripe refused a session: None line_items" in caplog.text


def test_start_checkout_allows_only_the_configured_payment_methods(
    stripe_page: Simulator, order: Order, refuse: Callable[[str], Parameters], settings: Any
) -> None:
    settings.STRIPE_PAYMENT_METHODS = ["card"]
    (parameters,) = _parameters_of(order, refuse("allowed_payment_method_types"))
    assert parameters["allowed_payment_method_types"] == ["card"]


def _parameters_of(order: Order, requests: Parameters) -> Parameters:
    """The parameters of a session that Stripe refuses."""
    with pytest.raises(gateway.StripeUnavailable):
        start_checkout(order=order)
    return requests


def test_start_checkout_applies_a_session_paid_meanwhile(
    stripe_page: Simulator, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    start_checkout(order=order)
    act(stripe_page, session_of(order), "pay")
    paid = gateway.retrieve_session(session_of(order))
    Checkout.objects.update(session_id=None, url="")
    monkeypatch.setattr(gateway, "create_session", lambda new, idempotency_key: paid)
    with pytest.raises(NotPayable):
        start_checkout(order=order)
    assert Letter.objects.assigned().count() == 3


def test_poll_stripe_asks_once_in_an_interval(
    stripe_page: Simulator, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    start_checkout(order=order)
    asked: list[str] = []
    retrieve = gateway.retrieve_session

    def ask(session_id: str) -> gateway.Session:
        asked.append(session_id)
        return retrieve(session_id)

    monkeypatch.setattr(gateway, "retrieve_session", ask)
    for _ in range(2):
        poll_stripe(order=order)
    assert asked == [session_of(order)]


@pytest.mark.parametrize("read", [refunds._read, disputes._read])
def test_gateway_refuses_an_object_whose_payment_was_not_expanded(
    read: Callable[[dict[str, Any]], Any],
) -> None:
    with pytest.raises(gateway.StripeUnavailable, match="was not expanded"):
        read({"payment_intent": "pi_1"})
