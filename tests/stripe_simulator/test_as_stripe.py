"""Fields, parameters and objects that an integration meets at Stripe as well."""

import json
from collections.abc import Callable
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
import stripe

from dev.stripe_simulator.server import Simulator
from tests.stripe_simulator.conftest import NEW
from tests.stripe_simulator.receiver import Browser, Receiver

COMPLETED = "checkout.session.completed"


def post(simulator: Simulator, path: str, fields: list[tuple[str, str]]) -> dict[str, Any]:
    """Post form fields as they are, in their order."""
    request = Request(  # noqa: S310
        f"{simulator.url}/v1/{path}",
        urlencode(fields).encode(),
        {"Authorization": "Bearer sk_test_simulator"},
        method="POST",
    )
    with urlopen(request, timeout=60) as answer:  # noqa: S310
        made: dict[str, Any] = json.load(answer)
    return made


def fields_of(currency: str, *amounts: int) -> list[tuple[str, str]]:
    """The fields of a new session whose items have no index."""
    fields = [("mode", "payment"), ("success_url", "http://127.0.0.1:9/")]
    for amount in amounts:
        fields += [
            ("line_items[][price_data][currency]", currency),
            ("line_items[][price_data][unit_amount]", str(amount)),
            ("line_items[][price_data][product_data][name]", "a letter"),
            ("line_items[][quantity]", "2"),
        ]
    return fields


def test_optional_fields_are_left_out(paid: Any, client: stripe.StripeClient) -> None:
    session = client.v1.checkout.sessions.retrieve(paid.id).to_dict()
    intent = client.v1.payment_intents.retrieve(paid.payment_intent).to_dict()
    charge = client.v1.charges.retrieve(intent["latest_charge"]).to_dict()
    for found in (session, intent, charge):
        assert "presentment_details" not in found
        assert "excluded_payment_method_types" not in found


def test_optional_field_that_was_given_is_shown(client: stripe.StripeClient) -> None:
    asked: Any = {**NEW, "excluded_payment_method_types": ["klarna"]}
    session = client.v1.checkout.sessions.create(asked).to_dict()
    assert session["excluded_payment_method_types"] == ["klarna"]


def test_price_has_its_time_and_card_its_expiry(paid: Any, client: stripe.StripeClient) -> None:
    items = client.v1.checkout.sessions.line_items.list(paid.id).to_dict()["data"]
    assert all(item["price"]["created"] > 0 for item in items)
    intent: Any = client.v1.payment_intents.retrieve(
        paid.payment_intent, {"expand": ["latest_charge"]}
    )
    card = intent.latest_charge.payment_method_details.card
    assert (card.exp_month, card.exp_year) == (12, 2034)


def test_items_without_an_index_are_told_apart(start: Callable[..., Simulator]) -> None:
    made = post(start(), "checkout/sessions", fields_of("usd", 100, 300))
    assert made["amount_total"] == 2 * 100 + 2 * 300


def test_list_without_an_index(start: Callable[..., Simulator]) -> None:
    methods = [("allowed_payment_method_types[]", name) for name in ("card", "us_bank_account")]
    made = post(start(), "checkout/sessions", [*fields_of("usd", 100), *methods])
    assert made["allowed_payment_method_types"] == ["card", "us_bank_account"]


@pytest.mark.parametrize(
    ("currency", "amount", "code"),
    [
        ("isk", 50050, "invalid_charge_amount"),
        ("ugx", 500001, "invalid_charge_amount"),
        ("kwd", 5121, "invalid_charge_amount"),
        ("usd", 20, "amount_too_small"),
        ("usd", 99_999_999, "amount_too_large"),
        ("qqq", 100, None),
    ],
)
def test_amount_that_stripe_refuses_is_refused(
    start: Callable[..., Simulator], currency: str, amount: int, code: str | None
) -> None:
    with pytest.raises(HTTPError) as refused:
        post(start(), "checkout/sessions", fields_of(currency, amount))
    error = json.load(refused.value)["error"]
    assert (refused.value.code, error.get("code")) == (400, code)


@pytest.mark.parametrize(
    ("currency", "amount"), [("isk", 50000), ("kwd", 5120), ("jpy", 500), ("rsd", 10001)]
)
def test_amount_that_stripe_accepts_is_accepted(
    start: Callable[..., Simulator], currency: str, amount: int
) -> None:
    made = post(start(), "checkout/sessions", fields_of(currency, amount))
    assert (made["amount_total"], made["currency"]) == (2 * amount, currency)


def test_metadata_of_a_session_is_updated(client: stripe.StripeClient) -> None:
    session = client.v1.checkout.sessions.create(NEW)
    changed: Any = {"metadata": {"order": "", "note": "a"}}
    updated = client.v1.checkout.sessions.update(session.id, changed)
    assert updated.to_dict()["metadata"] == {"note": "a"}


@pytest.mark.parametrize(
    ("wanted", "count"), [("checkout.session.*", 1), ("*", 3), ("charge.*", 1), (COMPLETED, 1)]
)
def test_events_are_listed_by_a_group(
    paid: Any, client: stripe.StripeClient, wanted: str, count: int
) -> None:
    assert len(client.v1.events.list({"type": wanted}).data) == count


def test_endpoint_is_subscribed_to_a_group(
    start: Callable[..., Simulator], connect: Callable[..., stripe.StripeClient]
) -> None:
    simulator = start(webhook_events=("checkout.session.*",))
    client = connect(simulator)
    session = client.v1.checkout.sessions.create(NEW)
    Browser(simulator.url).post(f"/simulator/sessions/{session.id}/pay")
    pending = {event.type: event.pending_webhooks for event in client.v1.events.list().data}
    assert pending["charge.succeeded"] == 0
    assert COMPLETED in pending


def test_endpoint_made_by_the_api_gets_its_events(
    start: Callable[..., Simulator],
    connect: Callable[..., stripe.StripeClient],
    receiver: Receiver,
) -> None:
    simulator = start(webhook_url="")
    client = connect(simulator)
    made = client.v1.webhook_endpoints.create(
        {"url": receiver.url, "enabled_events": ["checkout.session.*"]}  # type: ignore[list-item]
    )
    assert made.secret
    session = client.v1.checkout.sessions.create(NEW)
    Browser(simulator.url).post(f"/simulator/sessions/{session.id}/pay")
    (delivery,) = receiver.wait_for(COMPLETED)
    assert stripe.WebhookSignature.verify_header(
        delivery.body.decode(), delivery.signature, made.secret
    )


def test_endpoints_are_read_changed_and_deleted(client: stripe.StripeClient) -> None:
    new: Any = {"url": "https://example.org/hook/", "enabled_events": ["*"], "description": "one"}
    made = client.v1.webhook_endpoints.create(new)
    read = client.v1.webhook_endpoints.retrieve(made.id).to_dict()
    assert (read["url"], read["status"], "secret" in read) == (new["url"], "enabled", False)
    changed = client.v1.webhook_endpoints.update(made.id, {"disabled": True})
    assert changed.status == "disabled"
    assert [one.id for one in client.v1.webhook_endpoints.list().data] == [made.id]
    assert client.v1.webhook_endpoints.delete(made.id).to_dict()["deleted"]
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.webhook_endpoints.retrieve(made.id)


@pytest.mark.parametrize(
    "changes", [{"url": "no"}, {"enabled_events": ["Everything"]}, {"api_version": "2014-01-31"}]
)
def test_endpoint_with_wrong_parameters_is_refused(
    client: stripe.StripeClient, changes: dict[str, Any]
) -> None:
    new: Any = {"url": "https://example.org/hook/", "enabled_events": ["*"], **changes}
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.webhook_endpoints.create(new)
