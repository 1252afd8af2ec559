"""The account's clock, which tests advance."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
import stripe

from dev.stripe_simulator.server import Simulator
from tests.stripe_simulator.conftest import NEW
from tests.stripe_simulator.receiver import Browser, Receiver, wait_until

DAY = 24 * 60 * 60


def advance(browser: Browser, seconds: int) -> dict[str, int]:
    page = browser.post("/simulator/clock", accept="application/json", advance=str(seconds))
    assert page.status == 200
    clock: dict[str, int] = json.loads(page.text)
    return clock


def debit(browser: Browser, session: Any, **form: str) -> None:
    assert browser.post(f"/simulator/sessions/{session.id}/debit", **form).status == 303


def test_clock_advances(browser: Browser) -> None:
    assert advance(browser, DAY)["ahead"] == DAY
    clock = advance(browser, 60)
    assert clock["ahead"] == DAY + 60
    assert clock["now"] == clock["real"] + clock["ahead"]
    shown = json.loads(browser.get("/simulator/clock", accept="application/json").text)
    assert shown["ahead"] == clock["ahead"]


@pytest.mark.parametrize("seconds", ["0", "-5", "soon", ""])
def test_clock_never_goes_back(browser: Browser, simulator: Simulator, seconds: str) -> None:
    assert browser.post("/simulator/clock", advance=seconds).status == 400
    assert simulator.account.clock.ahead == 0


def test_clock_survives_a_restart(start: Callable[..., Simulator]) -> None:
    first = start()
    advance(Browser(first.url), DAY)
    first.stop()
    assert start().account.clock.ahead == DAY


def test_sessions_expire_by_the_clock(
    session: Any, browser: Browser, client: stripe.StripeClient, receiver: Receiver
) -> None:
    advance(browser, DAY - 60)
    assert client.v1.checkout.sessions.retrieve(session.id).status == "open"
    advance(browser, 61)
    assert client.v1.checkout.sessions.retrieve(session.id).status == "expired"
    assert receiver.wait_for("checkout.session.expired")


def test_expires_at_is_checked_by_the_real_clock(
    browser: Browser, create: Callable[..., Any], client: stripe.StripeClient
) -> None:
    advance(browser, 3 * DAY)
    wanted = int(time.time()) + 31 * 60
    session = create(expires_at=wanted)
    assert (session.status, session.expires_at) == ("open", wanted)
    assert client.v1.checkout.sessions.retrieve(session.id).status == "open"
    advance(browser, 31 * 60 + 1)
    assert client.v1.checkout.sessions.retrieve(session.id).status == "expired"


def test_created_is_by_the_clock(
    browser: Browser, create: Callable[..., Any], client: stripe.StripeClient
) -> None:
    advance(browser, DAY)
    assert create().created >= int(time.time()) + DAY - 2


@pytest.mark.parametrize(
    ("outcome", "paid", "expected"),
    [
        ("succeed", "paid", "checkout.session.async_payment_succeeded"),
        ("fail", "unpaid", "checkout.session.async_payment_failed"),
    ],
)
def test_debit_ends_after_its_days(
    session: Any,
    browser: Browser,
    client: stripe.StripeClient,
    receiver: Receiver,
    outcome: str,
    paid: str,
    expected: str,
) -> None:
    debit(browser, session, days="4", outcome=outcome)
    advance(browser, 4 * DAY - 60)
    assert not client.v1.events.list({"type": expected}).data
    advance(browser, 60)
    assert client.v1.checkout.sessions.retrieve(session.id).payment_status == paid
    assert receiver.wait_for(expected)


def test_debit_without_days_stays_pending(
    session: Any, browser: Browser, client: stripe.StripeClient
) -> None:
    debit(browser, session)
    advance(browser, 30 * DAY)
    assert client.v1.checkout.sessions.retrieve(session.id).payment_status == "unpaid"


def test_debit_ended_on_command_ends_once(
    session: Any, browser: Browser, client: stripe.StripeClient, simulator: Simulator
) -> None:
    debit(browser, session, days="4")
    browser.post(f"/simulator/sessions/{session.id}/debit/fail")
    advance(browser, 5 * DAY)
    assert client.v1.checkout.sessions.retrieve(session.id).payment_status == "unpaid"
    assert not client.v1.events.list({"type": "charge.succeeded"}).data
    assert not simulator.account.store.rows("SELECT * FROM timed_actions")


def test_debit_timer_survives_a_restart(
    start: Callable[..., Simulator],
    connect: Callable[..., stripe.StripeClient],
) -> None:
    first = start()
    session = connect(first).v1.checkout.sessions.create(NEW)
    debit(Browser(first.url), session, days="2")
    first.stop()
    second = start()
    advance(Browser(second.url), 2 * DAY)
    client = connect(second)
    wait_until(lambda: client.v1.checkout.sessions.retrieve(session.id).payment_status == "paid")


def test_signatures_use_the_real_clock(paid: Any, browser: Browser, receiver: Receiver) -> None:
    advance(browser, 3 * DAY)
    browser.post(f"/simulator/sessions/{paid.id}/refund")
    (delivery,) = receiver.wait_for("charge.refunded")
    signed = int(delivery.signature.split(",")[0].removeprefix("t="))
    assert abs(signed - time.time()) < 60


def test_advancing_the_clock_expires_no_delivery(
    session: Any, browser: Browser, client: stripe.StripeClient, receiver: Receiver
) -> None:
    receiver.answers = [500] * 2
    client.v1.checkout.sessions.expire(session.id)
    wait_until(lambda: not receiver.answers[1:])
    advance(browser, 30 * DAY)
    assert receiver.wait_for("checkout.session.expired", 3)


def test_idempotency_key_expires_by_the_real_clock(
    create: Callable[..., Any], browser: Browser
) -> None:
    first = create(key="order-1")
    advance(browser, 3 * DAY)
    assert create(key="order-1").id == first.id
