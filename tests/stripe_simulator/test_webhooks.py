"""Webhooks: signed, retried after a failure, delivered at least once."""

import json
import threading
from collections.abc import Callable
from typing import Any

import pytest
import stripe

from dev.stripe_simulator.account import API_VERSION
from dev.stripe_simulator.server import Simulator
from tests.stripe_simulator.conftest import NEW, SECRET, Clock
from tests.stripe_simulator.receiver import Browser, Delivery, Receiver, wait_until

COMPLETED = "checkout.session.completed"


def deliveries(browser: Browser) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(browser.get("/simulator/deliveries.json").text)["data"]
    return found


def moment(delivery: Delivery) -> int:
    return int(delivery.signature.split(",")[0].removeprefix("t="))


def test_api_version_is_the_librarys() -> None:
    assert stripe.api_version == API_VERSION


def test_signature_is_valid(paid: Any, receiver: Receiver) -> None:
    (delivery,) = receiver.of(COMPLETED)
    assert stripe.WebhookSignature.verify_header(
        delivery.body, delivery.signature, SECRET, tolerance=300
    )


def test_signature_is_invalid_for_another_secret(paid: Any, receiver: Receiver) -> None:
    (delivery,) = receiver.of(COMPLETED)
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.WebhookSignature.verify_header(delivery.body, delivery.signature, "whsec_other")


def test_signature_is_invalid_for_a_reserialised_body(paid: Any, receiver: Receiver) -> None:
    (delivery,) = receiver.of(COMPLETED)
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.WebhookSignature.verify_header(
            json.dumps(delivery.event), delivery.signature, SECRET
        )


def test_signature_with_two_secrets(
    start: Callable[..., Simulator],
    connect: Callable[..., stripe.StripeClient],
    receiver: Receiver,
) -> None:
    simulator = start(webhook_secret="whsec_new,whsec_old")
    client = connect(simulator)
    client.v1.checkout.sessions.expire(client.v1.checkout.sessions.create(NEW).id)
    (delivery,) = receiver.wait_for("checkout.session.expired")
    for secret in ("whsec_new", "whsec_old"):
        assert stripe.WebhookSignature.verify_header(delivery.body, delivery.signature, secret)


def test_event_is_parsed_by_the_library(
    paid: Any, receiver: Receiver, client: stripe.StripeClient
) -> None:
    (delivery,) = receiver.of(COMPLETED)
    event = client.construct_event(delivery.body, delivery.signature, SECRET)
    assert (event.type, event.livemode, event.api_version) == (COMPLETED, False, API_VERSION)
    assert event.pending_webhooks == 1
    assert event.data.object["id"] == paid.id


def test_buyer_returns_after_the_webhook(
    session: Any, browser: Browser, receiver: Receiver, client: stripe.StripeClient
) -> None:
    seen: list[str] = []

    def look(delivery: Delivery) -> None:
        if delivery.event["type"] == COMPLETED:
            seen.append(client.v1.checkout.sessions.retrieve(session.id).payment_status)

    receiver.before = look
    browser.post(f"/c/pay/{session.id}", act="pay")
    assert seen == ["paid"]


def test_buyer_returns_after_the_timeout(
    session: Any, browser: Browser, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dev.stripe_simulator.webhooks.endpoint.TIMEOUT_SECONDS", 0.1)
    awake = threading.Event()

    def sleep(delivery: Delivery) -> None:
        awake.wait(5)

    receiver.before = sleep
    assert browser.post(f"/c/pay/{session.id}", act="pay").status == 303
    (row,) = [row for row in deliveries(browser) if row["type"] == COMPLETED]
    assert (row["state"], row["last_status"]) == ("pending", None)
    awake.set()
    wait_until(lambda: all(row["state"] == "delivered" for row in deliveries(browser)))


def test_payment_sends_session_intent_and_charge_events(paid: Any, receiver: Receiver) -> None:
    for kind in (COMPLETED, "payment_intent.succeeded", "charge.succeeded"):
        (delivery,) = receiver.wait_for(kind)
        assert delivery.event["data"]["object"]["metadata"] == {"order": "o1"}


def test_decline_sends_intent_and_charge_events(
    session: Any, browser: Browser, receiver: Receiver
) -> None:
    browser.post(f"/simulator/sessions/{session.id}/decline")
    (failed,) = receiver.wait_for("payment_intent.payment_failed")
    assert failed.event["data"]["object"]["last_payment_error"]["code"] == "card_declined"
    assert receiver.wait_for("charge.failed")
    assert not receiver.of(COMPLETED)


@pytest.mark.parametrize("status", [500, 400, 302])
def test_failed_delivery_is_retried(
    session: Any, browser: Browser, receiver: Receiver, status: int
) -> None:
    receiver.answers = [status] * 3
    browser.post(f"/simulator/sessions/{session.id}/pay")
    wait_until(lambda: all(row["state"] == "delivered" for row in deliveries(browser)))
    assert len(receiver.deliveries) == 6  # three events, three of the tries refused


def test_retry_has_the_same_body_and_a_new_signature(
    start: Callable[..., Simulator],
    connect: Callable[..., stripe.StripeClient],
    receiver: Receiver,
) -> None:
    clock = Clock()
    simulator = start(clock=clock, first_retry=100)
    client = connect(simulator)
    receiver.answers = [500]
    client.v1.checkout.sessions.expire(client.v1.checkout.sessions.create(NEW).id)
    wait_until(lambda: deliveries(Browser(simulator.url))[0]["tries"] == 1)
    clock.time += 101
    first, second = receiver.wait_for("checkout.session.expired", 2)
    assert first.body == second.body
    assert moment(second) - moment(first) == 101
    assert first.signature != second.signature


def test_delivery_to_an_endpoint_that_was_down(
    start: Callable[..., Simulator],
    connect: Callable[..., stripe.StripeClient],
    receiver: Receiver,
) -> None:
    first = start(webhook_url="http://127.0.0.1:9/stripe/webhook/", first_retry=0.2)
    client = connect(first)
    client.v1.checkout.sessions.expire(client.v1.checkout.sessions.create(NEW).id)
    wait_until(lambda: deliveries(Browser(first.url))[0]["last_error"] != "")
    first.stop()
    start()
    assert receiver.wait_for("checkout.session.expired")


def test_delivery_fails_after_three_days(
    start: Callable[..., Simulator],
    connect: Callable[..., stripe.StripeClient],
    receiver: Receiver,
) -> None:
    clock = Clock()
    simulator = start(clock=clock, first_retry=3600)
    client = connect(simulator)
    receiver.answers = [500] * 2
    client.v1.checkout.sessions.expire(client.v1.checkout.sessions.create(NEW).id)
    wait_until(lambda: deliveries(Browser(simulator.url))[0]["tries"] == 1)
    clock.time += 3 * 24 * 60 * 60
    receiver.wait_for("checkout.session.expired", 2)
    wait_until(lambda: deliveries(Browser(simulator.url))[0]["state"] == "failed")


def test_resend_a_delivered_event(paid: Any, browser: Browser, receiver: Receiver) -> None:
    (row,) = [row for row in deliveries(browser) if row["type"] == COMPLETED]
    browser.post(f"/simulator/deliveries/{row['id']}/send")
    first, second = receiver.of(COMPLETED)
    assert first.body == second.body


def test_failed_resend_leaves_it_delivered(paid: Any, browser: Browser, receiver: Receiver) -> None:
    (row,) = [row for row in deliveries(browser) if row["type"] == COMPLETED]
    receiver.wait_for("payment_intent.succeeded")
    receiver.wait_for("charge.succeeded")
    receiver.answers = [500]
    answer = browser.post(f"/simulator/deliveries/{row['id']}/send", accept="application/json")
    again = json.loads(answer.text)
    assert (again["state"], again["tries"], again["last_status"]) == ("delivered", 2, 500)
    assert again["next_try_at"] is None


def test_endpoint_gets_only_subscribed_events(
    start: Callable[..., Simulator],
    connect: Callable[..., stripe.StripeClient],
    receiver: Receiver,
) -> None:
    simulator = start(webhook_events=(COMPLETED,))
    client = connect(simulator)
    session = client.v1.checkout.sessions.create(NEW)
    Browser(simulator.url).post(f"/simulator/sessions/{session.id}/pay")
    assert [row["type"] for row in deliveries(Browser(simulator.url))] == [COMPLETED]
    assert len(client.v1.events.list().data) == 3


def test_account_without_endpoint_queues_nothing(
    start: Callable[..., Simulator], connect: Callable[..., stripe.StripeClient]
) -> None:
    simulator = start(webhook_url="")
    client = connect(simulator)
    session = client.v1.checkout.sessions.create(NEW)
    page = Browser(simulator.url).post(f"/c/pay/{session.id}", act="pay")
    assert page.status == 303
    assert client.v1.events.list().data[0].pending_webhooks == 0
