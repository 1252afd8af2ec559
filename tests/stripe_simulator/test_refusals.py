"""Stripe's errors reach the library as its own exceptions."""

import http.client
from collections.abc import Callable
from typing import Any

import pytest
import stripe

from dev.stripe_simulator.server import Simulator
from tests.stripe_simulator.receiver import Browser

Create = Callable[..., Any]
Connect = Callable[..., stripe.StripeClient]


def item(**price: Any) -> list[dict[str, Any]]:
    usual = {"currency": "usd", "unit_amount": 100, "product_data": {"name": "Letter"}}
    return [{"price_data": {**usual, **price}, "quantity": 1}]


@pytest.mark.parametrize(
    ("changes", "param", "code"),
    [
        ({"payment_method_types": ["card"]}, "payment_method_types", "parameter_unknown"),
        ({"colour": "blue"}, "colour", "parameter_unknown"),
        ({"adaptive_pricing": {"on": True}}, "adaptive_pricing[on]", "parameter_unknown"),
        ({"mode": None}, "mode", "parameter_missing"),
        ({"line_items": None}, "line_items", "parameter_missing"),
        ({"success_url": None}, "success_url", "parameter_missing"),
        ({"success_url": "orders/o1"}, "success_url", "url_invalid"),
        ({"customer_email": "chana"}, "customer_email", "email_invalid"),
        ({"customer_email": ""}, "customer_email", "parameter_invalid_empty"),
        ({"customer": "cus_1"}, "customer", "resource_missing"),
        ({"client_reference_id": "x" * 201}, "client_reference_id", None),
        ({"locale": "he"}, "locale", None),
        ({"mode": "subscription"}, "mode", "parameter_not_simulated"),
        ({"discounts": [{"coupon": "x"}]}, "discounts", "parameter_not_simulated"),
        ({"expires_at": "soon"}, "expires_at", "parameter_invalid_integer"),
        ({"adaptive_pricing": {"enabled": "no"}}, "adaptive_pricing[enabled]", None),
        ({"metadata": {str(n): "x" for n in range(51)}}, "metadata", None),
        ({"metadata": {"k" * 41: "x"}}, "metadata", None),
        ({"metadata": {"k": "x" * 501}}, "metadata[k]", None),
        ({"line_items": item() * 101}, "line_items", "array_too_long"),
        ({"line_items": item(currency="xxx")}, "line_items[0][price_data][currency]", None),
        (
            {"line_items": item(unit_amount="1.5")},
            "line_items[0][price_data][unit_amount]",
            "parameter_invalid_integer",
        ),
        (
            {"line_items": item(product_data={})},
            "line_items[0][price_data][product_data]",
            "parameter_missing",
        ),
        ({"line_items": item() + item(currency="eur")}, "line_items", None),
        ({"allowed_payment_method_types": ["gold"]}, "allowed_payment_method_types[0]", None),
        ({"line_items": item(unit_amount=49)}, None, "amount_too_small"),
        ({"line_items": item(unit_amount=99_999_999) * 2}, None, "amount_too_large"),
    ],
)
def test_invalid_parameter_is_named(
    create: Create, changes: dict[str, Any], param: str | None, code: str | None
) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        create(**changes)
    assert refused.value.http_status == 400
    assert (refused.value.param, refused.value.code) == (param, code)


@pytest.mark.parametrize(("currency", "least"), [("usd", 50), ("gbp", 30), ("jpy", 50)])
def test_minimum_amount_is_accepted(create: Create, currency: str, least: int) -> None:
    session = create(line_items=item(currency=currency, unit_amount=least))
    assert session.amount_total == least


def test_limits_are_inclusive(create: Create) -> None:
    session = create(
        client_reference_id="x" * 200,
        metadata={f"{n:040}": "ש" * 500 for n in range(50)},
        line_items=item() * 100,
    )
    assert (session.amount_total, len(session.metadata.to_dict())) == (10_000, 50)


def test_unknown_parameter_gets_a_suggestion(create: Create) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="allowed_payment_method_types"):
        create(payment_method_types=["card"])


def test_unknown_session_is_not_found(client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.checkout.sessions.retrieve("cs_test_none")
    assert (refused.value.http_status, refused.value.code) == (404, "resource_missing")


def test_id_of_another_kind_is_not_found(paid: Any, client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="No such payment_intent"):
        client.v1.payment_intents.retrieve(paid.id)


@pytest.mark.parametrize("key", ["sk_test_another", "sk_live_simulator"])
def test_wrong_key_is_refused(simulator: Simulator, connect: Connect, key: str) -> None:
    with pytest.raises(stripe.AuthenticationError) as refused:
        connect(simulator, key).v1.checkout.sessions.list()
    assert refused.value.http_status == 401
    assert key not in str(refused.value)


def test_missing_key_is_refused(browser: Browser) -> None:
    answer = browser.get("/v1/checkout/sessions")
    assert answer.status == 401
    assert "invalid_request_error" in answer.text


def test_unsupported_path_is_not_found(client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="Unrecognized request URL") as refused:
        client.v1.customers.list()
    assert refused.value.http_status == 404


def test_other_api_version_is_refused(client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="API version"):
        client.v1.checkout.sessions.list(options={"stripe_version": "2020-08-27"})


def test_response_has_a_request_id(session: Any) -> None:
    assert session.last_response.request_id.startswith("req_")


def test_exception_becomes_an_api_error(
    client: stripe.StripeClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dev.stripe_simulator.api.handler.routes.find", None)
    with pytest.raises(stripe.APIError) as broken:
        client.v1.checkout.sessions.list()
    assert broken.value.http_status == 500


@pytest.mark.parametrize("body", ["a[b=1", "a=1&a[b]=2", "a[b]=1&a=2", "name=%FF", "[]=1"])
def test_malformed_form_is_refused(simulator: Simulator, body: str) -> None:
    connection = http.client.HTTPConnection(simulator.url.removeprefix("http://"), timeout=10)
    headers = {"Authorization": "Bearer sk_test_simulator"}
    try:
        connection.request("POST", "/v1/refunds", body, headers)
        answer = connection.getresponse()
        assert (answer.status, b"invalid_request_error" in answer.read()) == (400, True)
    finally:
        connection.close()
