"""Faults of the API: one idempotency key still creates one session."""

import time
from collections.abc import Callable
from typing import Any

import pytest
import stripe

from dev.stripe_simulator.server import Simulator
from tests.stripe_simulator.conftest import NEW
from tests.stripe_simulator.receiver import Browser

Create = Callable[..., Any]


def count(client: stripe.StripeClient) -> int:
    return len(client.v1.checkout.sessions.list().data)


def once(simulator: Simulator, name: str, **options: Any) -> None:
    simulator.account.faults.replace({name: {"times": 1, **options}})


@pytest.mark.parametrize(
    ("fault", "status", "made"),
    [("api_429", 429, 0), ("api_409", 409, 0), ("api_500", 500, 0), ("api_500_after", 500, 1)],
)
def test_api_fault_before_work_leaves_the_key_free(
    simulator: Simulator,
    create: Create,
    client: stripe.StripeClient,
    fault: str,
    status: int,
    made: int,
) -> None:
    once(simulator, fault)
    with pytest.raises(stripe.StripeError) as error:
        create(key="order-1")
    assert error.value.http_status == status
    assert count(client) == made
    again = create(key="order-1")
    assert (again.status, count(client)) == ("open", 1)
    assert ("Idempotent-Replayed" in again.last_response.headers) is bool(made)


@pytest.mark.parametrize(("fault", "made"), [("api_hang", 0), ("api_hang_after", 1)])
def test_api_hang_drops_the_connection(
    simulator: Simulator, create: Create, client: stripe.StripeClient, fault: str, made: int
) -> None:
    once(simulator, fault, seconds=0.3)
    begun = time.monotonic()
    with pytest.raises(stripe.APIConnectionError):
        create(key="order-1")
    assert time.monotonic() - begun >= 0.3
    assert count(client) == made
    assert (create(key="order-1").status, count(client)) == ("open", 1)


def test_api_hang_after_releases_the_key(
    simulator: Simulator, create: Create, connect: Callable[..., stripe.StripeClient]
) -> None:
    once(simulator, "api_hang_after", seconds=1.5)
    short_client = stripe.RequestsClient(timeout=0.3)
    client = stripe.StripeClient(
        "sk_test_simulator",
        base_addresses={"api": simulator.url},
        http_client=short_client,
        max_network_retries=0,
    )
    with pytest.raises(stripe.APIConnectionError):
        client.v1.checkout.sessions.create(NEW, {"idempotency_key": "order-1"})
    assert create(key="order-1").last_response.headers["Idempotent-Replayed"] == "true"
    short_client.close()  # type: ignore[no-untyped-call]


def test_api_fault_codes(simulator: Simulator, create: Create) -> None:
    once(simulator, "api_429")
    with pytest.raises(stripe.RateLimitError) as limited:
        create()
    assert limited.value.error is not None
    assert limited.value.error.code == "rate_limit"
    once(simulator, "api_409")
    with pytest.raises(stripe.APIError) as conflict:
        create()
    assert conflict.value.error is not None
    assert conflict.value.error.code == "idempotency_key_in_use"


def test_api_409_spares_get_requests(simulator: Simulator, client: stripe.StripeClient) -> None:
    once(simulator, "api_409")
    assert count(client) == 0


def test_refund_with_a_lost_response_happens_once(
    simulator: Simulator, paid: Any, client: stripe.StripeClient
) -> None:
    once(simulator, "api_500_after")
    wanted: Any = {"payment_intent": paid.payment_intent, "amount": 100}
    with pytest.raises(stripe.APIError):
        client.v1.refunds.create(wanted, {"idempotency_key": "refund-1"})
    client.v1.refunds.create(wanted, {"idempotency_key": "refund-1"})
    assert [refund.amount for refund in client.v1.refunds.list().data] == [100]


def test_library_retries_succeed(simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(stripe.HTTPClient, "INITIAL_DELAY", 0.01)
    once(simulator, "api_500_after")
    retrying_client = stripe.RequestsClient(timeout=10)
    client = stripe.StripeClient(
        "sk_test_simulator",
        base_addresses={"api": simulator.url},
        http_client=retrying_client,
        max_network_retries=2,
    )
    client.v1.checkout.sessions.create(NEW)
    assert count(client) == 1
    retrying_client.close()  # type: ignore[no-untyped-call]


def test_api_faults_spare_the_pages(simulator: Simulator, session: Any, browser: Browser) -> None:
    everything = ("api_429", "api_409", "api_500", "api_500_after", "api_hang", "api_hang_after")
    simulator.account.faults.replace({name: {} for name in everything})
    assert browser.get(session.url).status == 200
    assert browser.post(f"/simulator/sessions/{session.id}/pay").status == 303
    assert browser.get("/simulator/").status == 200
