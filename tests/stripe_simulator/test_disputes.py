"""Money that the buyer's bank takes back."""

import json
from typing import Any

import pytest
import stripe

from tests.stripe_simulator.conftest import TOTAL
from tests.stripe_simulator.receiver import Browser, Page, Receiver


@pytest.fixture
def disputed(paid: Any, browser: Browser) -> dict[str, Any]:
    """A dispute of a paid session, as the door answers it."""
    return opened(browser, paid)


def opened(browser: Browser, session: Any, **form: str) -> dict[str, Any]:
    dispute: dict[str, Any] = json.loads(
        door(browser, f"sessions/{session.id}/dispute", **form).text
    )
    return dispute


def door(browser: Browser, path: str, **form: str) -> Page:
    return browser.post(f"/simulator/{path}", accept="application/json", **form)


def test_it_holds_what_was_paid(disputed: dict[str, Any], paid: Any) -> None:
    assert (disputed["object"], disputed["amount"], disputed["currency"]) == (
        "dispute",
        TOTAL,
        "usd",
    )
    assert (disputed["reason"], disputed["status"]) == ("fraudulent", "needs_response")
    assert disputed["payment_intent"] == paid.payment_intent
    assert disputed["evidence_details"]["due_by"] > disputed["created"]


def test_the_library_reads_it_with_its_charge(
    disputed: dict[str, Any], client: stripe.StripeClient
) -> None:
    read: Any = client.v1.disputes.retrieve(disputed["id"], {"expand": ["charge"]})
    assert (read.charge.id, read.charge.disputed) == (disputed["charge"], True)


def test_the_session_stays_paid(
    disputed: dict[str, Any], paid: Any, client: stripe.StripeClient
) -> None:
    assert client.v1.checkout.sessions.retrieve(paid.id).payment_status == "paid"


def test_it_is_told_with_the_money_withdrawn(disputed: dict[str, Any], receiver: Receiver) -> None:
    for kind in ("charge.dispute.created", "charge.dispute.funds_withdrawn"):
        (delivery,) = receiver.wait_for(kind)
        assert delivery.event["data"]["object"]["id"] == disputed["id"]


def test_only_what_is_left_of_a_charge_is_disputed(
    paid: Any, client: stripe.StripeClient, browser: Browser
) -> None:
    client.v1.refunds.create({"payment_intent": paid.payment_intent, "amount": 100})
    assert opened(browser, paid)["amount"] == TOTAL - 100


def test_a_disputed_charge_cant_be_refunded(
    disputed: dict[str, Any], client: stripe.StripeClient
) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.refunds.create({"payment_intent": disputed["payment_intent"]})
    assert (refused.value.http_status, refused.value.code) == (400, "charge_disputed")


@pytest.mark.parametrize(
    ("end", "told"),
    [
        ("won", {"charge.dispute.funds_reinstated", "charge.dispute.closed"}),
        ("lost", {"charge.dispute.closed"}),
        ("warning_closed", {"charge.dispute.closed"}),
    ],
)
def test_it_closes(
    disputed: dict[str, Any],
    browser: Browser,
    client: stripe.StripeClient,
    end: str,
    told: set[str],
) -> None:
    before = {event.id for event in client.v1.events.list().data}
    closed = door(browser, f"disputes/{disputed['id']}/close", status=end)
    assert json.loads(closed.text)["status"] == end
    assert client.v1.disputes.retrieve(disputed["id"]).status == end
    after = client.v1.events.list().data
    assert {event.type for event in after if event.id not in before} == told


@pytest.mark.parametrize(("end", "refundable"), [("won", True), ("lost", False)])
def test_money_won_back_can_be_refunded(
    disputed: dict[str, Any],
    browser: Browser,
    client: stripe.StripeClient,
    end: str,
    refundable: bool,
) -> None:
    door(browser, f"disputes/{disputed['id']}/close", status=end)
    try:
        client.v1.refunds.create({"payment_intent": disputed["payment_intent"]})
    except stripe.InvalidRequestError:
        assert not refundable
    else:
        assert refundable


def test_an_inquiry_takes_nothing_and_can_be_refunded(
    paid: Any, browser: Browser, client: stripe.StripeClient, receiver: Receiver
) -> None:
    dispute = opened(browser, paid, inquiry="true", reason="unrecognized")
    assert (dispute["status"], dispute["is_charge_refundable"]) == ("warning_needs_response", True)
    assert client.v1.refunds.create({"payment_intent": paid.payment_intent}).amount == TOTAL
    assert receiver.wait_for("charge.dispute.created")
    assert not client.v1.events.list({"type": "charge.dispute.funds_withdrawn"}).data


def test_a_review_is_an_update(
    disputed: dict[str, Any], browser: Browser, receiver: Receiver
) -> None:
    door(browser, f"disputes/{disputed['id']}/review")
    (delivery,) = receiver.wait_for("charge.dispute.updated")
    assert delivery.event["data"]["object"]["status"] == "under_review"
    assert delivery.event["data"]["previous_attributes"] == {"status": "needs_response"}


def test_we_can_accept_it(disputed: dict[str, Any], client: stripe.StripeClient) -> None:
    assert client.v1.disputes.close(disputed["id"]).status == "lost"


def test_its_metadata_can_be_changed(disputed: dict[str, Any], client: stripe.StripeClient) -> None:
    changed = client.v1.disputes.update(disputed["id"], {"metadata": {"order": "o1"}})
    assert changed.metadata.to_dict() == {"order": "o1"}


@pytest.mark.parametrize("path", ["close", "review"])
def test_a_closed_dispute_stays_closed(
    disputed: dict[str, Any], browser: Browser, client: stripe.StripeClient, path: str
) -> None:
    door(browser, f"disputes/{disputed['id']}/close", status="won")
    assert door(browser, f"disputes/{disputed['id']}/{path}").status == 400
    assert client.v1.disputes.retrieve(disputed["id"]).status == "won"


def test_what_took_no_money_cant_be_disputed(session: Any, browser: Browser) -> None:
    assert door(browser, f"sessions/{session.id}/dispute").status == 400


def test_a_second_dispute_waits_for_the_end_of_the_first(
    disputed: dict[str, Any], paid: Any, browser: Browser
) -> None:
    assert door(browser, f"sessions/{paid.id}/dispute").status == 400


def test_a_reason_is_one_of_stripes(paid: Any, browser: Browser) -> None:
    assert door(browser, f"sessions/{paid.id}/dispute", reason="whim").status == 400


def test_disputes_are_listed_and_found_by_charge(
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
