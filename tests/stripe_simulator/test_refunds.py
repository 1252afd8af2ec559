"""Refunds."""

import json
from typing import Any

import pytest
import stripe

from tests.stripe_simulator.conftest import TOTAL
from tests.stripe_simulator.receiver import Browser, Receiver


def charge_of(client: stripe.StripeClient, paid: Any) -> stripe.Charge:
    return client.v1.charges.list({"payment_intent": paid.payment_intent}).data[0]


def test_refund_without_amount_is_full(paid: Any, client: stripe.StripeClient) -> None:
    refund = client.v1.refunds.create({"payment_intent": paid.payment_intent})
    assert (refund.amount, refund.status, refund.currency) == (TOTAL, "succeeded", "usd")
    charge = charge_of(client, paid)
    assert (charge.amount_refunded, charge.refunded) == (TOTAL, True)


def test_partial_refund(paid: Any, client: stripe.StripeClient) -> None:
    refund = client.v1.refunds.create(
        {
            "charge": charge_of(client, paid).id,
            "amount": 100,
            "reason": "requested_by_customer",
            "metadata": {"line": "7"},
        }
    )
    assert refund.metadata is not None
    assert (refund.reason, refund.metadata["line"]) == ("requested_by_customer", "7")
    charge = charge_of(client, paid)
    assert (charge.amount_refunded, charge.refunded) == (100, False)


def test_refund_leaves_the_session_unchanged(paid: Any, client: stripe.StripeClient) -> None:
    client.v1.refunds.create({"payment_intent": paid.payment_intent})
    session = client.v1.checkout.sessions.retrieve(paid.id)
    assert (session.status, session.payment_status) == ("complete", "paid")


def test_refund_above_the_rest_is_refused(paid: Any, client: stripe.StripeClient) -> None:
    client.v1.refunds.create({"payment_intent": paid.payment_intent, "amount": 300})
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.refunds.create({"payment_intent": paid.payment_intent, "amount": 42})
    assert (refused.value.http_status, refused.value.param) == (400, "amount")


def test_refund_of_a_refunded_charge_is_refused(paid: Any, client: stripe.StripeClient) -> None:
    client.v1.refunds.create({"payment_intent": paid.payment_intent})
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.refunds.create({"payment_intent": paid.payment_intent})
    assert refused.value.code == "charge_already_refunded"


def test_refund_needs_an_intent_or_charge(client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.refunds.create({"amount": 100})
    assert refused.value.code == "parameter_missing"


def test_refund_of_a_pending_debit_is_refused(
    session: Any, browser: Browser, client: stripe.StripeClient
) -> None:
    browser.post(f"/simulator/sessions/{session.id}/debit")
    intent = client.v1.checkout.sessions.retrieve(session.id).payment_intent
    with pytest.raises(stripe.InvalidRequestError, match="successful charge"):
        client.v1.refunds.create({"payment_intent": str(intent)})


def test_refund_is_idempotent(paid: Any, client: stripe.StripeClient) -> None:
    for _ in range(2):
        client.v1.refunds.create(
            {"payment_intent": paid.payment_intent, "amount": 100},
            {"idempotency_key": "refund-1"},
        )
    assert charge_of(client, paid).amount_refunded == 100


def test_refund_events_have_the_charge_as_it_was(
    paid: Any, client: stripe.StripeClient, receiver: Receiver
) -> None:
    for _ in range(2):
        client.v1.refunds.create({"payment_intent": paid.payment_intent, "amount": 100})
    charges = [delivery.event["data"] for delivery in receiver.wait_for("charge.refunded", 2)]
    charges.sort(key=lambda data: int(data["object"]["amount_refunded"]))
    assert [data["object"]["amount_refunded"] for data in charges] == [100, 200]
    assert charges[1]["previous_attributes"] == {"amount_refunded": 100}
    assert "refunds" not in charges[0]["object"]
    assert len(receiver.wait_for("refund.created", 2)) == 2


def test_refund_metadata(paid: Any, client: stripe.StripeClient, receiver: Receiver) -> None:
    refund = client.v1.refunds.create(
        {"payment_intent": paid.payment_intent, "metadata": {"line": "7", "by": "committee"}}
    )
    changed = client.v1.refunds.update(refund.id, {"metadata": {"line": "8", "by": ""}})
    assert changed.metadata is not None
    assert changed.metadata.to_dict() == {"line": "8"}
    (delivery,) = receiver.wait_for("refund.updated")
    assert delivery.event["data"]["previous_attributes"]["metadata"]["line"] == "7"


def test_refunds_list_by_intent_and_expand(paid: Any, client: stripe.StripeClient) -> None:
    refund = client.v1.refunds.create({"payment_intent": paid.payment_intent, "amount": 1})
    listed = client.v1.refunds.list({"payment_intent": paid.payment_intent})
    assert [one.id for one in listed.data] == [refund.id]
    charge = client.v1.charges.retrieve(str(refund.charge), {"expand": ["refunds"]})
    assert charge.refunds is not None
    assert [one.id for one in charge.refunds.data] == [refund.id]


def test_dashboard_refund_has_no_metadata(
    paid: Any, browser: Browser, client: stripe.StripeClient
) -> None:
    path = f"/simulator/sessions/{paid.id}/refund"
    refund = json.loads(browser.post(path, accept="application/json", amount="100").text)
    assert (refund["amount"], refund["metadata"]) == (100, {})
    browser.post(path)
    assert charge_of(client, paid).refunded is True


def test_dashboard_refund_of_an_open_session_is_refused(session: Any, browser: Browser) -> None:
    assert browser.post(f"/simulator/sessions/{session.id}/refund").status == 400


def test_succeeded_refund_can_fail(
    paid: Any, browser: Browser, client: stripe.StripeClient, receiver: Receiver
) -> None:
    client.v1.refunds.create({"payment_intent": paid.payment_intent, "amount": 41})
    refund = client.v1.refunds.create({"payment_intent": paid.payment_intent})
    browser.post(f"/simulator/refunds/{refund.id}/fail")
    failed = client.v1.refunds.retrieve(refund.id)
    assert (failed.status, failed.failure_reason) == ("failed", "expired_or_canceled_card")
    charge = charge_of(client, paid)
    assert (charge.amount_refunded, charge.refunded) == (41, False)
    for kind in ("refund.failed", "refund.updated"):
        (delivery,) = receiver.wait_for(kind)
        assert delivery.event["data"]["object"]["status"] == "failed"


def test_failed_refund_can_be_repeated(
    paid: Any, browser: Browser, client: stripe.StripeClient
) -> None:
    first = client.v1.refunds.create({"payment_intent": paid.payment_intent})
    browser.post(f"/simulator/refunds/{first.id}/fail")
    assert client.v1.refunds.create({"payment_intent": paid.payment_intent}).amount == TOTAL


@pytest.mark.parametrize("end", ["succeed", "fail"])
def test_ended_refund_is_final(
    paid: Any, browser: Browser, client: stripe.StripeClient, end: str
) -> None:
    refund = client.v1.refunds.create({"payment_intent": paid.payment_intent})
    browser.post(f"/simulator/refunds/{refund.id}/fail")
    assert browser.post(f"/simulator/refunds/{refund.id}/{end}").status == 400
    assert charge_of(client, paid).amount_refunded == 0
