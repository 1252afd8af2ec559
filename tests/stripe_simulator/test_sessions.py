"""Checkout Sessions, through the unmodified library."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
import stripe

from dev.stripe_simulator.server import Simulator
from tests.stripe_simulator.conftest import NEW, TOTAL, Clock
from tests.stripe_simulator.receiver import Browser, Receiver, wait_until

Create = Callable[..., Any]


def state(client: stripe.StripeClient, session: Any) -> tuple[str | None, str]:
    now = client.v1.checkout.sessions.retrieve(session.id)
    return now.status, now.payment_status


def test_new_session_is_open_without_intent(session: Any) -> None:
    assert (session.status, session.payment_status) == ("open", "unpaid")
    assert session.payment_intent is None
    assert (session.amount_total, session.currency) == (TOTAL, "usd")
    assert (session.client_reference_id, session.metadata.order) == ("o1", "o1")
    assert session.livemode is False


def test_session_default_expiry(session: Any) -> None:
    assert session.expires_at - session.created == 24 * 60 * 60


def test_empty_metadata_is_left_out(create: Create) -> None:
    assert create(metadata={"order": "o1", "note": ""}).metadata.to_dict() == {"order": "o1"}


def test_line_items_need_expand(create: Create, session: Any) -> None:
    assert "line_items" not in session
    items = create(expand=["line_items"]).line_items.data
    assert [(item.amount_total, item.quantity) for item in items] == [(300, 3), (41, 1)]
    assert items[0].description.endswith("אות")


def test_line_items_list(client: stripe.StripeClient, session: Any) -> None:
    page = client.v1.checkout.sessions.line_items.list(session.id, {"limit": 1})
    assert [item.amount_total for item in page.auto_paging_iter()] == [300, 41]


def test_paid_session_is_complete_without_url(paid: Any) -> None:
    assert (paid.status, paid.payment_status, paid.url) == ("complete", "paid", None)
    assert paid.customer_details.email == "chana@example.org"


def test_intent_metadata(paid: Any, client: stripe.StripeClient) -> None:
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


def test_expand_intent_and_charge(paid: Any, client: stripe.StripeClient) -> None:
    session: Any = client.v1.checkout.sessions.retrieve(
        paid.id, {"expand": ["payment_intent.latest_charge"]}
    )
    assert session.payment_intent.latest_charge.amount == TOTAL


def test_invalid_expand_is_refused(session: Any, client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="cannot be expanded"):
        client.v1.checkout.sessions.retrieve(session.id, {"expand": ["metadata"]})


def test_second_payment_creates_no_charge(
    paid: Any, browser: Browser, client: stripe.StripeClient
) -> None:
    again = browser.post(f"/simulator/sessions/{paid.id}/pay", accept="*/*")
    assert again.status == 400
    assert "checkout_session_not_open" in again.text
    assert len(client.v1.charges.list({"payment_intent": paid.payment_intent}).data) == 1


def test_declined_card_leaves_the_session_open(
    session: Any, browser: Browser, client: stripe.StripeClient
) -> None:
    browser.post(f"/simulator/sessions/{session.id}/decline")
    assert state(client, session) == ("open", "unpaid")


def test_payment_after_a_decline_uses_the_same_intent(
    session: Any, browser: Browser, client: stripe.StripeClient
) -> None:
    browser.post(f"/simulator/sessions/{session.id}/decline")
    declined = client.v1.checkout.sessions.retrieve(session.id).payment_intent
    browser.post(f"/simulator/sessions/{session.id}/pay")
    assert client.v1.checkout.sessions.retrieve(session.id).payment_intent == declined
    charges = client.v1.charges.list({"payment_intent": str(declined)}).data
    assert [charge.status for charge in charges] == ["succeeded", "failed"]


def test_bank_debit_is_complete_and_unpaid(
    session: Any, browser: Browser, client: stripe.StripeClient
) -> None:
    browser.post(f"/simulator/sessions/{session.id}/debit")
    assert state(client, session) == ("complete", "unpaid")


def test_debit_success(
    session: Any, browser: Browser, client: stripe.StripeClient, receiver: Receiver
) -> None:
    browser.post(f"/simulator/sessions/{session.id}/debit")
    browser.post(f"/simulator/sessions/{session.id}/debit/succeed")
    assert state(client, session) == ("complete", "paid")
    (delivery,) = receiver.wait_for("checkout.session.async_payment_succeeded")
    assert delivery.event["data"]["object"]["payment_status"] == "paid"


def test_debit_failure(
    session: Any, browser: Browser, client: stripe.StripeClient, receiver: Receiver
) -> None:
    browser.post(f"/simulator/sessions/{session.id}/debit")
    browser.post(f"/simulator/sessions/{session.id}/debit/fail")
    assert state(client, session) == ("complete", "unpaid")
    (delivery,) = receiver.wait_for("checkout.session.async_payment_failed")
    assert delivery.event["data"]["object"]["payment_status"] == "unpaid"


def test_debit_ends_once(session: Any, browser: Browser) -> None:
    browser.post(f"/simulator/sessions/{session.id}/debit")
    browser.post(f"/simulator/sessions/{session.id}/debit/fail")
    assert browser.post(f"/simulator/sessions/{session.id}/debit/succeed").status == 400


def test_debit_needs_its_payment_method(create: Create, browser: Browser) -> None:
    session = create(allowed_payment_method_types=["card"])
    assert session.payment_method_types == ["card"]
    assert browser.post(f"/simulator/sessions/{session.id}/debit").status == 400


def test_expire_session(session: Any, client: stripe.StripeClient, receiver: Receiver) -> None:
    expired = client.v1.checkout.sessions.expire(session.id)
    assert (expired.status, expired.payment_status, expired.url) == ("expired", "unpaid", None)
    (delivery,) = receiver.wait_for("checkout.session.expired")
    assert delivery.event["request"]["id"].startswith("req_")


def test_expire_refuses_a_paid_session(paid: Any, client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError, match=r'status in \["open"\]'):
        client.v1.checkout.sessions.expire(paid.id)
    assert state(client, paid) == ("complete", "paid")


def test_expired_session_refuses_payment(
    session: Any, client: stripe.StripeClient, browser: Browser
) -> None:
    client.v1.checkout.sessions.expire(session.id)
    assert browser.post(f"/simulator/sessions/{session.id}/pay").status == 400
    assert state(client, session) == ("expired", "unpaid")


def test_expire_cancels_the_intent(
    session: Any, client: stripe.StripeClient, browser: Browser
) -> None:
    browser.post(f"/simulator/sessions/{session.id}/decline")
    expired = client.v1.checkout.sessions.expire(session.id)
    intent = client.v1.payment_intents.retrieve(str(expired.payment_intent))
    assert intent.status == "canceled"


def test_session_expires_when_read(
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


def test_session_expires_without_being_read(
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
    """Create a session that expires at a moment; return its id."""

    def create(simulator: Simulator, expires_at: int) -> str:
        wanted: Any = {**NEW, "expires_at": expires_at}
        return connect(simulator).v1.checkout.sessions.create(wanted).id

    return create


def test_free_session_needs_no_payment(
    create: Create, browser: Browser, client: stripe.StripeClient
) -> None:
    free = {"currency": "usd", "unit_amount": 0, "product_data": {"name": "Sponsored letter"}}
    session = create(line_items=[{"price_data": free, "quantity": 1}])
    browser.post(f"/simulator/sessions/{session.id}/pay")
    assert state(client, session) == ("complete", "no_payment_required")


def test_concurrent_payments_create_one_charge(
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
    wait_until(lambda: state(client, session) == ("complete", "paid"))
    assert len(client.v1.charges.list().data) == 1


@pytest.mark.parametrize(
    ("minutes", "good"), [(29, False), (31, True), (1439, True), (1441, False)]
)
def test_expires_at_range(create: Create, minutes: int, good: bool) -> None:
    ends = int(time.time()) + minutes * 60
    if good:
        assert create(expires_at=ends).expires_at == ends
    else:
        with pytest.raises(stripe.InvalidRequestError) as refused:
            create(expires_at=ends)
        assert refused.value.param == "expires_at"
