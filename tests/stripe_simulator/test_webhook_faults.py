"""Faults of webhooks: delayed, dropped, duplicated, reordered, forged."""

import json
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
import stripe

from dev.stripe_simulator.server import Simulator
from tests.stripe_simulator.conftest import SECRET
from tests.stripe_simulator.receiver import Browser, Delivery, Receiver, wait_until

COMPLETED = "checkout.session.completed"
OF_A_PAYMENT = 3


@pytest.fixture
def pay(session: Any, browser: Browser) -> Callable[[], float]:
    """Pay the session; return the seconds that the buyer waited."""

    def pay() -> float:
        begun = time.monotonic()
        assert browser.post(session.url, act="pay").status == 303
        return time.monotonic() - begun

    return pay


def plan(simulator: Simulator, name: str, **options: Any) -> None:
    simulator.account.faults.replace({name: options})


def rows(browser: Browser) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(browser.get("/simulator/deliveries.json").text)["data"]
    return found


def valid(delivery: Delivery) -> bool:
    try:
        stripe.WebhookSignature.verify_header(
            delivery.body, delivery.signature, SECRET, tolerance=300
        )
    except stripe.SignatureVerificationError:
        return False
    return True


def noted(simulator: Simulator, name: str) -> dict[str, int]:
    counted: dict[str, int] = simulator.account.faults.status_report()["answers"].get(name, {})
    return counted


def test_webhook_delay_does_not_delay_the_buyer(
    simulator: Simulator, pay: Callable[[], float], receiver: Receiver
) -> None:
    plan(simulator, "webhook_delay", seconds=3)
    begun = time.monotonic()
    assert pay() < 3
    assert not receiver.deliveries
    receiver.wait_for(COMPLETED)
    assert time.monotonic() - begun >= 1.5


def test_webhook_delay_survives_a_restart(
    simulator: Simulator,
    pay: Callable[[], float],
    start: Callable[..., Simulator],
    receiver: Receiver,
) -> None:
    plan(simulator, "webhook_delay", seconds=1)
    pay()
    simulator.stop()
    start()
    assert receiver.wait_for(COMPLETED)


def test_webhook_drop(
    simulator: Simulator,
    pay: Callable[[], float],
    browser: Browser,
    receiver: Receiver,
    client: stripe.StripeClient,
) -> None:
    plan(simulator, "webhook_drop")
    pay()
    assert [(row["state"], row["tries"]) for row in rows(browser)] == [("failed", 0)] * 3
    assert not receiver.deliveries
    assert len(client.v1.events.list({"delivery_success": False}).data) == OF_A_PAYMENT


def test_webhook_duplicate(
    simulator: Simulator, pay: Callable[[], float], receiver: Receiver
) -> None:
    meeting = threading.Barrier(2)
    met: list[str] = []

    def meet(delivery: Delivery) -> None:
        if delivery.event["type"] == COMPLETED:
            meeting.wait(5)
            met.append(delivery.event["id"])

    receiver.before = meet
    plan(simulator, "webhook_duplicate")
    pay()
    first, second = receiver.wait_for(COMPLETED, 2)
    assert len(met) == 2
    assert (first.body, valid(first), valid(second)) == (second.body, True, True)


def test_webhook_reorder_sends_after_two_later_ones(
    simulator: Simulator, pay: Callable[[], float], receiver: Receiver
) -> None:
    plan(simulator, "webhook_reorder", times=1, seconds=60)
    pay()
    wait_until(lambda: len(receiver.deliveries) == OF_A_PAYMENT)
    assert receiver.deliveries[2].event["type"] == "charge.succeeded"  # the first one queued


def test_webhook_reorder_waits_at_most_its_seconds(
    simulator: Simulator, pay: Callable[[], float], receiver: Receiver
) -> None:
    plan(simulator, "webhook_reorder", seconds=3)
    assert pay() < 3
    wait_until(lambda: len(receiver.deliveries) == OF_A_PAYMENT)


def test_webhook_in_flight_is_not_released_again(
    simulator: Simulator, pay: Callable[[], float], receiver: Receiver, browser: Browser
) -> None:
    def be_slow(delivery: Delivery) -> None:
        if delivery.event["type"] == "charge.succeeded":  # the first one queued
            wait_until(lambda: delivered() >= OF_A_PAYMENT - 1)

    def delivered() -> int:
        return sum(row["state"] == "delivered" for row in rows(browser))

    receiver.before = be_slow
    plan(simulator, "webhook_reorder", seconds=0.2)
    pay()
    wait_until(lambda: delivered() == OF_A_PAYMENT)
    time.sleep(0.5)
    assert [row["tries"] for row in rows(browser)] == [1] * OF_A_PAYMENT
    assert len(receiver.deliveries) == OF_A_PAYMENT


def test_reordered_webhook_is_sent_once(
    simulator: Simulator, pay: Callable[[], float], receiver: Receiver, browser: Browser
) -> None:
    plan(simulator, "webhook_reorder", times=1, seconds=0.8)
    pay()
    wait_until(lambda: len(receiver.deliveries) == OF_A_PAYMENT)
    time.sleep(1)
    assert [row["tries"] for row in rows(browser)] == [1] * 3


def test_webhook_forge(
    simulator: Simulator,
    pay: Callable[[], float],
    create: Callable[..., Any],
    receiver: Receiver,
    client: stripe.StripeClient,
) -> None:
    victim = create()
    plan(simulator, "webhook_forge", times=1)
    pay()
    receiver.wait_for(COMPLETED, 2)
    (forged,) = [one for one in receiver.of(COMPLETED) if not valid(one)]
    claimed = forged.event["data"]["object"]
    assert (claimed["id"], claimed["payment_status"]) == (victim.id, "paid")
    assert client.v1.checkout.sessions.retrieve(victim.id).payment_status == "unpaid"
    assert forged.event["id"] not in {event.id for event in client.v1.events.list().data}


def test_webhook_forge_needs_an_open_session(
    simulator: Simulator, pay: Callable[[], float]
) -> None:
    plan(simulator, "webhook_forge")
    pay()
    assert simulator.account.faults.status_report()["triggered"] == {"webhook_forge": 0}


def test_webhook_tamper(simulator: Simulator, pay: Callable[[], float], receiver: Receiver) -> None:
    plan(simulator, "webhook_tamper")
    pay()
    first, second = receiver.wait_for(COMPLETED, 2)
    true, tampered = (first, second) if valid(first) else (second, first)
    assert (valid(true), valid(tampered)) == (True, False)
    amounts = [one.event["data"]["object"]["amount_total"] for one in (true, tampered)]
    assert amounts[0] != amounts[1]


def test_webhook_stale(simulator: Simulator, pay: Callable[[], float], receiver: Receiver) -> None:
    plan(simulator, "webhook_stale")
    pay()
    (stale,) = [one for one in receiver.wait_for(COMPLETED, 2) if not valid(one)]
    assert stripe.WebhookSignature.verify_header(stale.body, stale.signature, SECRET)


def test_responses_to_webhook_faults_are_counted(
    simulator: Simulator,
    pay: Callable[[], float],
    receiver: Receiver,
    browser: Browser,
) -> None:
    plan(simulator, "webhook_stale", times=1)
    receiver.answers = [400] * 2  # the first delivery and its stale copy
    pay()
    wait_until(lambda: noted(simulator, "webhook_stale") in ({"400": 1}, {"200": 1}))
    wait_until(lambda: all(row["state"] == "delivered" for row in rows(browser)))
