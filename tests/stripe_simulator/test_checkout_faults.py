"""Faults of amounts, declines and refunds."""

import json
from typing import Any

import pytest
import stripe

from dev.stripe_simulator.server import Simulator
from tests.stripe_simulator.conftest import TOTAL
from tests.stripe_simulator.receiver import Browser, Receiver


def plan(simulator: Simulator, name: str, **options: Any) -> None:
    simulator.account.faults.replace({name: options})


def everything_taken(client: stripe.StripeClient, session: Any) -> list[tuple[int, str]]:
    """Amount and currency of the session, its intent and its charge."""
    now: Any = client.v1.checkout.sessions.retrieve(
        session.id, {"expand": ["payment_intent.latest_charge"]}
    )
    intent = now.payment_intent
    charge = intent.latest_charge
    return [(now.amount_total, now.currency)] + [
        (thing.amount, thing.currency) for thing in (intent, charge)
    ]


@pytest.mark.parametrize("act", ["pay", "debit"])
def test_amount_changed(
    simulator: Simulator, session: Any, browser: Browser, client: stripe.StripeClient, act: str
) -> None:
    plan(simulator, "amount_changed")
    browser.post(f"/simulator/sessions/{session.id}/{act}")
    taken = everything_taken(client, session)
    assert len(set(taken)) == 1
    assert taken[0][0] != TOTAL


def test_amount_changed_after_a_declined_card(
    simulator: Simulator, session: Any, browser: Browser, client: stripe.StripeClient
) -> None:
    browser.post(f"/simulator/sessions/{session.id}/decline")
    plan(simulator, "amount_changed")
    browser.post(f"/simulator/sessions/{session.id}/pay")
    taken = everything_taken(client, session)
    assert len(set(taken)) == 1
    assert taken[0][0] != TOTAL


def test_currency_changed(
    simulator: Simulator, session: Any, browser: Browser, client: stripe.StripeClient
) -> None:
    plan(simulator, "currency_changed")
    browser.post(f"/simulator/sessions/{session.id}/pay")
    assert everything_taken(client, session) == [(TOTAL, "eur")] * 3


def test_event_has_the_changed_amount(
    simulator: Simulator, session: Any, browser: Browser, receiver: Receiver
) -> None:
    plan(simulator, "currency_changed")
    browser.post(f"/simulator/sessions/{session.id}/pay")
    (delivery,) = receiver.wait_for("checkout.session.completed")
    assert delivery.event["data"]["object"]["currency"] == "eur"


def test_decline_fault(
    simulator: Simulator,
    session: Any,
    browser: Browser,
    client: stripe.StripeClient,
    receiver: Receiver,
) -> None:
    plan(simulator, "decline", times=1)
    path = f"/simulator/sessions/{session.id}/pay"
    assert json.loads(browser.post(path, accept="application/json").text)["status"] == "open"
    assert receiver.wait_for("charge.failed")
    assert json.loads(browser.post(path, accept="application/json").text)["status"] == "complete"


@pytest.mark.parametrize("act", ["pay", "secure-complete"])
def test_checkout_page_shows_a_decline(
    simulator: Simulator, session: Any, browser: Browser, act: str
) -> None:
    browser.post(session.url, act="secure")
    plan(simulator, "decline")
    page = browser.post(session.url, act=act)
    assert (page.status, 'id="pay"' in page.text) == (402, True)


@pytest.mark.parametrize(("end", "refunded"), [("succeed", TOTAL), ("fail", 0)])
def test_refund_pending(
    simulator: Simulator,
    paid: Any,
    browser: Browser,
    client: stripe.StripeClient,
    receiver: Receiver,
    end: str,
    refunded: int,
) -> None:
    plan(simulator, "refund_pending")
    refund = client.v1.refunds.create({"payment_intent": paid.payment_intent})
    assert refund.status == "pending"
    browser.post(f"/simulator/refunds/{refund.id}/{end}")
    assert (
        client.v1.refunds.retrieve(refund.id).status == "succeeded"
        if end == "succeed"
        else "failed"
    )
    assert client.v1.charges.retrieve(str(refund.charge)).amount_refunded == refunded
    (delivery,) = receiver.wait_for("refund.updated")
    assert delivery.event["data"]["previous_attributes"] == {"status": "pending"}


def test_refund_late_failure(
    simulator: Simulator, paid: Any, browser: Browser, client: stripe.StripeClient
) -> None:
    plan(simulator, "refund_late_failure", seconds=5000)
    refund = client.v1.refunds.create({"payment_intent": paid.payment_intent})
    browser.post("/simulator/clock", advance="4000")
    assert client.v1.refunds.retrieve(refund.id).status == "succeeded"
    browser.post("/simulator/clock", advance="1001")
    assert client.v1.refunds.retrieve(refund.id).status == "failed"
