"""Disputes."""

import json
from typing import Any

import pytest
import stripe

from tests.stripe_simulator.conftest import TOTAL
from tests.stripe_simulator.receiver import Browser, Page, Receiver


@pytest.fixture
def disputed(paid: Any, browser: Browser) -> dict[str, Any]:
    """A dispute of a paid session, as the control path returns it."""
    return opened(browser, paid)


def opened(browser: Browser, session: Any, **form: str) -> dict[str, Any]:
    dispute: dict[str, Any] = json.loads(
        post(browser, f"sessions/{session.id}/dispute", **form).text
    )
    return dispute


def post(browser: Browser, path: str, **form: str) -> Page:
    return browser.post(f"/simulator/{path}", accept="application/json", **form)


def test_dispute_amount_and_charge(disputed: dict[str, Any], paid: Any) -> None:
    assert (disputed["object"], disputed["amount"], disputed["currency"]) == (
        "dispute",
        TOTAL,
        "usd",
    )
    assert (disputed["reason"], disputed["status"]) == ("fraudulent", "needs_response")
    assert disputed["payment_intent"] == paid.payment_intent
    assert disputed["evidence_details"]["due_by"] > disputed["created"]


def test_dispute_expands_its_charge(disputed: dict[str, Any], client: stripe.StripeClient) -> None:
    read: Any = client.v1.disputes.retrieve(disputed["id"], {"expand": ["charge"]})
    assert (read.charge.id, read.charge.disputed) == (disputed["charge"], True)


def test_dispute_leaves_the_session_paid(
    disputed: dict[str, Any], paid: Any, client: stripe.StripeClient
) -> None:
    assert client.v1.checkout.sessions.retrieve(paid.id).payment_status == "paid"


def test_dispute_sends_created_and_funds_withdrawn(
    disputed: dict[str, Any], receiver: Receiver
) -> None:
    for kind in ("charge.dispute.created", "charge.dispute.funds_withdrawn"):
        (delivery,) = receiver.wait_for(kind)
        assert delivery.event["data"]["object"]["id"] == disputed["id"]


def test_dispute_amount_after_a_partial_refund(
    paid: Any, client: stripe.StripeClient, browser: Browser
) -> None:
    client.v1.refunds.create({"payment_intent": paid.payment_intent, "amount": 100})
    assert opened(browser, paid)["amount"] == TOTAL - 100


def test_disputed_charge_refuses_a_refund(
    disputed: dict[str, Any], client: stripe.StripeClient
) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.refunds.create({"payment_intent": disputed["payment_intent"]})
    assert (refused.value.http_status, refused.value.code) == (400, "charge_disputed")


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        ("won", {"charge.dispute.funds_reinstated", "charge.dispute.closed"}),
        ("lost", {"charge.dispute.closed"}),
        ("warning_closed", {"charge.dispute.closed"}),
    ],
)
def test_dispute_closes(
    disputed: dict[str, Any],
    browser: Browser,
    client: stripe.StripeClient,
    end: str,
    expected: set[str],
) -> None:
    before = {event.id for event in client.v1.events.list().data}
    closed = post(browser, f"disputes/{disputed['id']}/close", status=end)
    assert json.loads(closed.text)["status"] == end
    assert client.v1.disputes.retrieve(disputed["id"]).status == end
    after = client.v1.events.list().data
    assert {event.type for event in after if event.id not in before} == expected


@pytest.mark.parametrize(("end", "refundable"), [("won", True), ("lost", False)])
def test_won_dispute_allows_a_refund(
    disputed: dict[str, Any],
    browser: Browser,
    client: stripe.StripeClient,
    end: str,
    refundable: bool,
) -> None:
    post(browser, f"disputes/{disputed['id']}/close", status=end)
    try:
        client.v1.refunds.create({"payment_intent": disputed["payment_intent"]})
    except stripe.InvalidRequestError:
        assert not refundable
    else:
        assert refundable


def test_inquiry_withdraws_nothing_and_allows_a_refund(
    paid: Any, browser: Browser, client: stripe.StripeClient, receiver: Receiver
) -> None:
    dispute = opened(browser, paid, inquiry="true", reason="unrecognized")
    assert (dispute["status"], dispute["is_charge_refundable"]) == ("warning_needs_response", True)
    assert client.v1.refunds.create({"payment_intent": paid.payment_intent}).amount == TOTAL
    assert receiver.wait_for("charge.dispute.created")
    assert not client.v1.events.list({"type": "charge.dispute.funds_withdrawn"}).data


def test_dispute_review_sends_updated(
    disputed: dict[str, Any], browser: Browser, receiver: Receiver
) -> None:
    post(browser, f"disputes/{disputed['id']}/review")
    (delivery,) = receiver.wait_for("charge.dispute.updated")
    assert delivery.event["data"]["object"]["status"] == "under_review"
    assert delivery.event["data"]["previous_attributes"] == {"status": "needs_response"}


def test_dispute_close_through_the_api(
    disputed: dict[str, Any], client: stripe.StripeClient
) -> None:
    assert client.v1.disputes.close(disputed["id"]).status == "lost"


def test_dispute_metadata(disputed: dict[str, Any], client: stripe.StripeClient) -> None:
    changed = client.v1.disputes.update(disputed["id"], {"metadata": {"order": "o1"}})
    assert changed.metadata.to_dict() == {"order": "o1"}


@pytest.mark.parametrize("path", ["close", "review"])
def test_closed_dispute_is_final(
    disputed: dict[str, Any], browser: Browser, client: stripe.StripeClient, path: str
) -> None:
    post(browser, f"disputes/{disputed['id']}/close", status="won")
    assert post(browser, f"disputes/{disputed['id']}/{path}").status == 400
    assert client.v1.disputes.retrieve(disputed["id"]).status == "won"


def test_unpaid_session_refuses_a_dispute(session: Any, browser: Browser) -> None:
    assert post(browser, f"sessions/{session.id}/dispute").status == 400


def test_second_dispute_needs_the_first_closed(
    disputed: dict[str, Any], paid: Any, browser: Browser
) -> None:
    assert post(browser, f"sessions/{paid.id}/dispute").status == 400


def test_unknown_dispute_reason_is_refused(paid: Any, browser: Browser) -> None:
    assert post(browser, f"sessions/{paid.id}/dispute", reason="whim").status == 400


def test_disputes_list_by_charge(
    disputed: dict[str, Any], client: stripe.StripeClient, create: Any, browser: Browser
) -> None:
    other = create()
    browser.post(f"/simulator/sessions/{other.id}/pay")
    second = opened(browser, other)
    everything = client.v1.disputes.list({"limit": 1, "created": {"gte": disputed["created"]}})
    assert [one.id for one in everything.auto_paging_iter()] == [second["id"], disputed["id"]]
    for name in ("charge", "payment_intent"):
        wanted: Any = {name: disputed[name]}
        assert [one.id for one in client.v1.disputes.list(wanted).data] == [disputed["id"]]
