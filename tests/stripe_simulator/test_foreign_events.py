"""Correctly signed events that the receiver should not act on."""

import http.client
import json
from typing import Any

import pytest
import stripe

from dev.stripe_simulator.server import Simulator
from tests.stripe_simulator.conftest import SECRET
from tests.stripe_simulator.receiver import Receiver, wait_until


def send(simulator: Simulator, asked: Any) -> tuple[int, dict[str, Any]]:
    connection = http.client.HTTPConnection(simulator.url.removeprefix("http://"), timeout=10)
    try:
        connection.request("POST", "/simulator/events", json.dumps(asked))
        answer = connection.getresponse()
        said: dict[str, Any] = json.loads(answer.read())
    finally:
        connection.close()
    return answer.status, said


ODD = {
    "type": "checkout.session.completed",
    "object": {"id": "cs_test_1", "object": "checkout.session", "payment_status": "paid"},
}


def test_foreign_event_is_signed_and_delivered(
    simulator: Simulator, receiver: Receiver, client: stripe.StripeClient
) -> None:
    overrides = {"livemode": True, "account": "acct_other", "api_version": "2019-01-01"}
    status, delivery = send(simulator, {**ODD, "overrides": overrides})
    assert (status, delivery["state"], delivery["last_status"]) == (200, "delivered", 200)
    (received,) = receiver.deliveries
    event = client.construct_event(received.body, received.signature, SECRET)
    assert (event.type, event.livemode, event.account) == (ODD["type"], True, "acct_other")
    assert event.data.object["payment_status"] == "paid"
    assert delivery["sent"] == received.event


def test_foreign_event_may_reuse_an_id(
    simulator: Simulator, paid: Any, client: stripe.StripeClient, receiver: Receiver
) -> None:
    (true,) = client.v1.events.list({"type": "checkout.session.completed"}).data
    send(simulator, {**ODD, "overrides": {"id": true.id}})
    first, second = receiver.wait_for("checkout.session.completed", 2)
    assert first.event["id"] == second.event["id"]
    stored: Any = client.v1.events.retrieve(true.id)
    assert stored.data.object.id == paid.id


def test_foreign_event_is_in_no_list(simulator: Simulator, client: stripe.StripeClient) -> None:
    _, delivery = send(simulator, ODD)
    assert not client.v1.events.list().data
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.events.retrieve(delivery["sent"]["id"])


def test_foreign_event_is_retried(simulator: Simulator, receiver: Receiver) -> None:
    receiver.answers = [500]
    _, delivery = send(simulator, ODD)
    assert (delivery["state"], delivery["last_status"]) == ("pending", 500)
    wait_until(lambda: len(receiver.deliveries) == 2)


def test_foreign_event_is_spared_by_faults(simulator: Simulator, receiver: Receiver) -> None:
    webhooks = ("webhook_drop", "webhook_delay", "webhook_tamper", "webhook_duplicate")
    simulator.account.faults.replace({name: {} for name in webhooks})
    assert send(simulator, ODD)[1]["state"] == "delivered"
    assert not any(simulator.account.faults.status_report()["triggered"].values())


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"type": "x"},
        {"type": "x", "object": "cs_1"},
        {**ODD, "livemode": True},
        {**ODD, "overrides": []},
    ],
)
def test_invalid_foreign_event_is_refused(
    simulator: Simulator, receiver: Receiver, asked: dict[str, Any]
) -> None:
    assert send(simulator, asked)[0] == 400
    assert not receiver.deliveries


def test_foreign_event_needs_an_endpoint(start: Any) -> None:
    assert send(start(webhook_url=""), ODD)[0] == 400
