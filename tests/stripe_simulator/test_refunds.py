"""Money given back."""

import json
from typing import Any

import pytest
import stripe

from tests.stripe_simulator.conftest import TOTAL
from tests.stripe_simulator.receiver import Browser, Receiver


def charge_of(client: stripe.StripeClient, paid: Any) -> stripe.Charge:
    return client.v1.charges.list({"payment_intent": paid.payment_intent}).data[0]


def test_without_an_amount_the_rest_goes_back(paid: Any, client: stripe.StripeClient) -> None:
    refund = client.v1.refunds.create({"payment_intent": paid.payment_intent})
    assert (refund.amount, refund.status, refund.currency) == (TOTAL, "succeeded", "usd")
    charge = charge_of(client, paid)
    assert (charge.amount_refunded, charge.refunded) == (TOTAL, True)


def test_a_part_leaves_the_charge_not_refunded(paid: Any, client: stripe.StripeClient) -> None:
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


def test_a_refund_changes_nothing_of_the_session(paid: Any, client: stripe.StripeClient) -> None:
    client.v1.refunds.create({"payment_intent": paid.payment_intent})
    session = client.v1.checkout.sessions.retrieve(paid.id)
    assert (session.status, session.payment_status) == ("complete", "paid")


def test_more_than_the_rest_is_refused(paid: Any, client: stripe.StripeClient) -> None:
    client.v1.refunds.create({"payment_intent": paid.payment_intent, "amount": 300})
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.refunds.create({"payment_intent": paid.payment_intent, "amount": 42})
    assert (refused.value.http_status, refused.value.param) == (400, "amount")


def test_a_charge_is_used_up(paid: Any, client: stripe.StripeClient) -> None:
    client.v1.refunds.create({"payment_intent": paid.payment_intent})
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.refunds.create({"payment_intent": paid.payment_intent})
    assert refused.value.code == "charge_already_refunded"


def test_it_must_be_said_of_what(client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.refunds.create({"amount": 100})
    assert refused.value.code == "parameter_missing"


def test_a_debit_on_its_way_cant_be_refunded(
    session: Any, browser: Browser, client: stripe.StripeClient
) -> None:
    browser.post(f"/simulator/sessions/{session.id}/debit")
    intent = client.v1.checkout.sessions.retrieve(session.id).payment_intent
    with pytest.raises(stripe.InvalidRequestError, match="successful charge"):
        client.v1.refunds.create({"payment_intent": str(intent)})


def test_the_same_key_refunds_once(paid: Any, client: stripe.StripeClient) -> None:
    for _ in range(2):
        client.v1.refunds.create(
            {"payment_intent": paid.payment_intent, "amount": 100},
            {"idempotency_key": "refund-1"},
        )
    assert charge_of(client, paid).amount_refunded == 100


def test_each_refund_is_told_with_the_charge_as_it_is_then(
    paid: Any, client: stripe.StripeClient, receiver: Receiver
) -> None:
    for _ in range(2):
        client.v1.refunds.create({"payment_intent": paid.payment_intent, "amount": 100})
    told = [delivery.event["data"] for delivery in receiver.wait_for("charge.refunded", 2)]
    told.sort(key=lambda data: int(data["object"]["amount_refunded"]))
    assert [data["object"]["amount_refunded"] for data in told] == [100, 200]
    assert told[1]["previous_attributes"] == {"amount_refunded": 100}
    assert "refunds" not in told[0]["object"]
    assert len(receiver.wait_for("refund.created", 2)) == 2


def test_metadata_of_a_refund_can_be_changed(
    paid: Any, client: stripe.StripeClient, receiver: Receiver
) -> None:
    refund = client.v1.refunds.create(
        {"payment_intent": paid.payment_intent, "metadata": {"line": "7", "by": "committee"}}
    )
    changed = client.v1.refunds.update(refund.id, {"metadata": {"line": "8", "by": ""}})
    assert changed.metadata is not None
    assert changed.metadata.to_dict() == {"line": "8"}
    (delivery,) = receiver.wait_for("refund.updated")
    assert delivery.event["data"]["previous_attributes"]["metadata"]["line"] == "7"


def test_refunds_are_listed_by_intent_and_expanded_in_the_charge(
    paid: Any, client: stripe.StripeClient
) -> None:
    refund = client.v1.refunds.create({"payment_intent": paid.payment_intent, "amount": 1})
    listed = client.v1.refunds.list({"payment_intent": paid.payment_intent})
    assert [one.id for one in listed.data] == [refund.id]
    charge = client.v1.charges.retrieve(str(refund.charge), {"expand": ["refunds"]})
    assert charge.refunds is not None
    assert [one.id for one in charge.refunds.data] == [refund.id]


def test_the_dashboard_knows_nothing_of_our_metadata(
    paid: Any, browser: Browser, client: stripe.StripeClient
) -> None:
    door = f"/simulator/sessions/{paid.id}/refund"
    refund = json.loads(browser.post(door, accept="application/json", amount="100").text)
    assert (refund["amount"], refund["metadata"]) == (100, {})
    browser.post(door)
    assert charge_of(client, paid).refunded is True


def test_the_dashboard_refunds_no_open_session(session: Any, browser: Browser) -> None:
    assert browser.post(f"/simulator/sessions/{session.id}/refund").status == 400


def test_a_refund_that_succeeded_can_still_fail(
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


def test_what_failed_can_be_refunded_again(
    paid: Any, browser: Browser, client: stripe.StripeClient
) -> None:
    first = client.v1.refunds.create({"payment_intent": paid.payment_intent})
    browser.post(f"/simulator/refunds/{first.id}/fail")
    assert client.v1.refunds.create({"payment_intent": paid.payment_intent}).amount == TOTAL


@pytest.mark.parametrize("end", ["succeed", "fail"])
def test_an_ended_refund_stays_as_it_is(
    paid: Any, browser: Browser, client: stripe.StripeClient, end: str
) -> None:
    refund = client.v1.refunds.create({"payment_intent": paid.payment_intent})
    browser.post(f"/simulator/refunds/{refund.id}/fail")
    assert browser.post(f"/simulator/refunds/{refund.id}/{end}").status == 400
    assert charge_of(client, paid).amount_refunded == 0
