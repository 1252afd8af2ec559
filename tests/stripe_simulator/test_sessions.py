"""A session's life, seen by the unmodified library."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
import stripe

from dev.stripe_simulator.server import Simulator
from tests.stripe_simulator.conftest import NEW, TOTAL, Clock
from tests.stripe_simulator.receiver import Browser, Receiver, eventually

Create = Callable[..., Any]


def state(client: stripe.StripeClient, session: Any) -> tuple[str | None, str]:
    now = client.v1.checkout.sessions.retrieve(session.id)
    return now.status, now.payment_status


def test_a_new_session_is_open_and_unpaid_and_has_no_intent(session: Any) -> None:
    assert (session.status, session.payment_status) == ("open", "unpaid")
    assert session.payment_intent is None
    assert (session.amount_total, session.currency) == (TOTAL, "usd")
    assert (session.client_reference_id, session.metadata.order) == ("o1", "o1")
    assert session.livemode is False


def test_it_lives_for_a_day_unless_told_otherwise(session: Any) -> None:
    assert session.expires_at - session.created == 24 * 60 * 60


def test_metadata_without_a_value_is_none(create: Create) -> None:
    assert create(metadata={"order": "o1", "note": ""}).metadata.to_dict() == {"order": "o1"}


def test_line_items_are_shown_only_when_expanded(create: Create, session: Any) -> None:
    assert "line_items" not in session
    items = create(expand=["line_items"]).line_items.data
    assert [(item.amount_total, item.quantity) for item in items] == [(300, 3), (41, 1)]
    assert items[0].description.endswith("אות")


def test_line_items_can_be_listed(client: stripe.StripeClient, session: Any) -> None:
    page = client.v1.checkout.sessions.line_items.list(session.id, {"limit": 1})
    assert [item.amount_total for item in page.auto_paging_iter()] == [300, 41]


def test_paying_completes_it_and_takes_its_url(paid: Any) -> None:
    assert (paid.status, paid.payment_status, paid.url) == ("complete", "paid", None)
    assert paid.customer_details.email == "chana@example.org"


def test_metadata_of_the_intent_reach_intent_and_charge(
    paid: Any, client: stripe.StripeClient
) -> None:
    intent: Any = client.v1.payment_intents.retrieve(
        paid.payment_intent, {"expand": ["latest_charge"]}
    )
    assert (intent.status, intent.amount_received, intent.metadata.order) == (
        "succeeded",
        TOTAL,
        "o1",
    )
    charge = intent.latest_charge
    assert (charge.status, charge.captured, charge.metadata.order) == ("succeeded", True, "o1")


def test_an_intent_is_expanded_with_its_charge(paid: Any, client: stripe.StripeClient) -> None:
    session: Any = client.v1.checkout.sessions.retrieve(
        paid.id, {"expand": ["payment_intent.latest_charge"]}
    )
    assert session.payment_intent.latest_charge.amount == TOTAL


def test_what_cant_be_expanded_is_refused(session: Any, client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="cannot be expanded"):
        client.v1.checkout.sessions.retrieve(session.id, {"expand": ["metadata"]})


def test_a_second_payment_takes_no_second_charge(
    paid: Any, browser: Browser, client: stripe.StripeClient
) -> None:
    again = browser.post(f"/simulator/sessions/{paid.id}/pay", accept="*/*")
    assert again.status == 400
    assert "checkout_session_not_open" in again.text
    assert len(client.v1.charges.list({"payment_intent": paid.payment_intent}).data) == 1


def test_a_declined_card_leaves_it_open(
    session: Any, browser: Browser, client: stripe.StripeClient
) -> None:
    browser.post(f"/simulator/sessions/{session.id}/decline")
    assert state(client, session) == ("open", "unpaid")


def test_after_a_declined_card_the_same_intent_is_paid(
    session: Any, browser: Browser, client: stripe.StripeClient
) -> None:
    browser.post(f"/simulator/sessions/{session.id}/decline")
    declined = client.v1.checkout.sessions.retrieve(session.id).payment_intent
    browser.post(f"/simulator/sessions/{session.id}/pay")
    assert client.v1.checkout.sessions.retrieve(session.id).payment_intent == declined
    charges = client.v1.charges.list({"payment_intent": str(declined)}).data
    assert [charge.status for charge in charges] == ["succeeded", "failed"]


def test_a_bank_debit_is_complete_but_unpaid(
    session: Any, browser: Browser, client: stripe.StripeClient
) -> None:
    browser.post(f"/simulator/sessions/{session.id}/debit")
    assert state(client, session) == ("complete", "unpaid")


def test_a_debit_that_succeeds_is_paid(
    session: Any, browser: Browser, client: stripe.StripeClient, receiver: Receiver
) -> None:
    browser.post(f"/simulator/sessions/{session.id}/debit")
    browser.post(f"/simulator/sessions/{session.id}/debit/succeed")
    assert state(client, session) == ("complete", "paid")
    (delivery,) = receiver.wait_for("checkout.session.async_payment_succeeded")
    assert delivery.event["data"]["object"]["payment_status"] == "paid"


def test_a_debit_that_fails_stays_unpaid(
    session: Any, browser: Browser, client: stripe.StripeClient, receiver: Receiver
) -> None:
    browser.post(f"/simulator/sessions/{session.id}/debit")
    browser.post(f"/simulator/sessions/{session.id}/debit/fail")
    assert state(client, session) == ("complete", "unpaid")
    (delivery,) = receiver.wait_for("checkout.session.async_payment_failed")
    assert delivery.event["data"]["object"]["payment_status"] == "unpaid"


def test_a_debit_is_decided_once(session: Any, browser: Browser) -> None:
    browser.post(f"/simulator/sessions/{session.id}/debit")
    browser.post(f"/simulator/sessions/{session.id}/debit/fail")
    assert browser.post(f"/simulator/sessions/{session.id}/debit/succeed").status == 400


def test_cards_only_means_no_debit(create: Create, browser: Browser) -> None:
    session = create(allowed_payment_method_types=["card"])
    assert session.payment_method_types == ["card"]
    assert browser.post(f"/simulator/sessions/{session.id}/debit").status == 400


def test_expiring_an_open_session(
    session: Any, client: stripe.StripeClient, receiver: Receiver
) -> None:
    expired = client.v1.checkout.sessions.expire(session.id)
    assert (expired.status, expired.payment_status, expired.url) == ("expired", "unpaid", None)
    (delivery,) = receiver.wait_for("checkout.session.expired")
    assert delivery.event["request"]["id"].startswith("req_")


def test_a_paid_session_cant_be_expired(paid: Any, client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError, match=r'status in \["open"\]'):
        client.v1.checkout.sessions.expire(paid.id)
    assert state(client, paid) == ("complete", "paid")


def test_an_expired_session_cant_be_paid(
    session: Any, client: stripe.StripeClient, browser: Browser
) -> None:
    client.v1.checkout.sessions.expire(session.id)
    assert browser.post(f"/simulator/sessions/{session.id}/pay").status == 400
    assert state(client, session) == ("expired", "unpaid")


def test_expiring_after_a_declined_card_cancels_the_intent(
    session: Any, client: stripe.StripeClient, browser: Browser
) -> None:
    browser.post(f"/simulator/sessions/{session.id}/decline")
    expired = client.v1.checkout.sessions.expire(session.id)
    intent = client.v1.payment_intents.retrieve(str(expired.payment_intent))
    assert intent.status == "canceled"


def test_it_expires_by_itself(
    start: Callable[..., Simulator],
    connect: Callable[..., stripe.StripeClient],
    create_at: Callable[[Simulator, int], str],
    receiver: Receiver,
) -> None:
    clock = Clock()
    simulator = start(clock=clock)
    session = create_at(simulator, int(clock.time) + 1860)
    clock.time += 1860
    assert connect(simulator).v1.checkout.sessions.retrieve(session).status == "expired"
    (delivery,) = receiver.wait_for("checkout.session.expired")
    assert delivery.event["request"] == {"id": None, "idempotency_key": None}


def test_nobody_has_to_look_for_it_to_expire(
    start: Callable[..., Simulator],
    create_at: Callable[[Simulator, int], str],
    receiver: Receiver,
) -> None:
    clock = Clock()
    session = create_at(start(clock=clock), int(clock.time) + 1860)
    clock.time += 1860
    (delivery,) = receiver.wait_for("checkout.session.expired")
    assert delivery.event["data"]["object"]["id"] == session


@pytest.fixture
def create_at(
    connect: Callable[..., stripe.StripeClient],
) -> Callable[[Simulator, int], str]:
    """Create a session that ends at a moment; its id."""

    def create(simulator: Simulator, expires_at: int) -> str:
        wanted: Any = {**NEW, "expires_at": expires_at}
        return connect(simulator).v1.checkout.sessions.create(wanted).id

    return create


def test_nothing_to_pay_needs_no_payment(
    create: Create, browser: Browser, client: stripe.StripeClient
) -> None:
    free = {"currency": "usd", "unit_amount": 0, "product_data": {"name": "Sponsored letter"}}
    session = create(line_items=[{"price_data": free, "quantity": 1}])
    browser.post(f"/simulator/sessions/{session.id}/pay")
    assert state(client, session) == ("complete", "no_payment_required")


def test_two_payments_at_once_take_one_charge(
    session: Any, simulator: Simulator, browser: Browser, client: stripe.StripeClient
) -> None:
    pay = [
        threading.Thread(target=browser.post, args=(f"/simulator/sessions/{session.id}/pay",))
        for _ in range(8)
    ]
    for thread in pay:
        thread.start()
    for thread in pay:
        thread.join()
    eventually(lambda: state(client, session) == ("complete", "paid"))
    assert len(client.v1.charges.list().data) == 1


@pytest.mark.parametrize(
    ("minutes", "good"), [(29, False), (31, True), (1439, True), (1441, False)]
)
def test_a_life_is_between_half_an_hour_and_a_day(create: Create, minutes: int, good: bool) -> None:
    ends = int(time.time()) + minutes * 60
    if good:
        assert create(expires_at=ends).expires_at == ends
    else:
        with pytest.raises(stripe.InvalidRequestError) as refused:
            create(expires_at=ends)
        assert refused.value.param == "expires_at"
