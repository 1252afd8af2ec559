"""Idempotency keys."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
import stripe

from dev.stripe_simulator.api import routes
from dev.stripe_simulator.server import Simulator
from tests.stripe_simulator.conftest import NEW, Clock

Create = Callable[..., Any]


def count(client: stripe.StripeClient) -> int:
    return len(client.v1.checkout.sessions.list().data)


def test_same_key_returns_the_same_session(create: Create, client: stripe.StripeClient) -> None:
    first, second = create(key="order-1"), create(key="order-1")
    assert first.id == second.id
    assert count(client) == 1


def test_replay_has_a_header(create: Create) -> None:
    first, second = create(key="order-1"), create(key="order-1")
    assert "Idempotent-Replayed" not in first.last_response.headers
    assert second.last_response.headers["Idempotent-Replayed"] == "true"
    assert second.last_response.body == first.last_response.body


def test_replay_is_the_first_response(create: Create, client: stripe.StripeClient) -> None:
    client.v1.checkout.sessions.expire(create(key="order-1").id)
    assert create(key="order-1").status == "open"


def test_same_key_with_another_body_is_refused(create: Create) -> None:
    create(key="order-1")
    with pytest.raises(stripe.IdempotencyError):
        create(key="order-1", client_reference_id="o2")


def test_same_key_on_another_path_is_refused(create: Create, client: stripe.StripeClient) -> None:
    session = create(key="order-1")
    with pytest.raises(stripe.IdempotencyError):
        client.v1.checkout.sessions.expire(session.id, options={"idempotency_key": "order-1"})
    assert client.v1.checkout.sessions.retrieve(session.id).status == "open"


def test_failed_validation_leaves_the_key_free(create: Create) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        create(key="order-1", locale="he")
    assert create(key="order-1", locale="auto").locale == "auto"


def test_error_while_running_is_stored(paid: Any, client: stripe.StripeClient) -> None:
    for _ in range(2):
        with pytest.raises(stripe.InvalidRequestError) as refused:
            client.v1.checkout.sessions.expire(paid.id, options={"idempotency_key": "end"})
    assert refused.value.headers is not None
    assert refused.value.headers["Idempotent-Replayed"] == "true"


def test_server_error_is_stored_and_rolled_back(
    create: Create, client: stripe.StripeClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks_late(account: Any, session: Any, paths: Any) -> Any:
        raise RuntimeError("after the session was written")

    with monkeypatch.context() as broken:
        broken.setattr(routes, "expand", breaks_late)
        with pytest.raises(stripe.APIError):
            create(key="order-1")
    with pytest.raises(stripe.APIError) as again:
        create(key="order-1")
    assert again.value.http_status == 500
    assert count(client) == 0


def test_same_key_concurrently_is_a_conflict(
    simulator: Simulator, create: Create, client: stripe.StripeClient
) -> None:
    with (
        simulator.account.stored_responses.exclusive("order-1"),
        pytest.raises(stripe.APIError) as refused,
    ):
        create(key="order-1")
    assert refused.value.http_status == 409
    assert refused.value.error is not None
    assert refused.value.error.code == "idempotency_key_in_use"
    create(key="order-1")
    assert count(client) == 1


def test_concurrent_requests_with_one_key_create_one_session(
    simulator: Simulator, client: stripe.StripeClient
) -> None:
    outcomes: list[str] = []

    def try_once() -> None:
        try:
            made = client.v1.checkout.sessions.create(NEW, {"idempotency_key": "one"})
            outcomes.append(made.id)
        except stripe.APIError as conflict:
            outcomes.append(str(conflict.http_status))

    with simulator.account.store.transaction():
        threads = [threading.Thread(target=try_once) for _ in range(6)]
        for thread in threads:
            thread.start()
        while len(outcomes) < 5:  # five get a conflict while the first still runs
            threads[0].join(0.01)
    for thread in threads:
        thread.join()
    assert outcomes.count("409") == 5
    assert count(client) == 1


def test_key_expires_after_a_day(
    start: Callable[..., Simulator], connect: Callable[..., stripe.StripeClient]
) -> None:
    clock = Clock()
    client = connect(start(clock=clock))

    def create() -> str:
        return client.v1.checkout.sessions.create(NEW, {"idempotency_key": "one"}).id

    first = create()
    clock.time += 23 * 60 * 60
    assert create() == first
    clock.time += 60 * 60 + 1
    assert create() != first


def test_key_length_limit(create: Create) -> None:
    assert create(key="k" * 255).id
    with pytest.raises(stripe.InvalidRequestError, match="255"):
        create(key="k" * 256)
