"""Webhook endpoints made by the API, besides the one that the program was started with."""

import re
from typing import Any

from dev.stripe_simulator import parameters
from dev.stripe_simulator.account import API_VERSION, Account
from dev.stripe_simulator.errors import StripeError, missing_object
from dev.stripe_simulator.identifiers import new_id
from dev.stripe_simulator.store import Object

MAX_ENDPOINTS = 16  # of one account: https://docs.stripe.com/webhooks


def _event_type(name: str, raw: Any) -> str:
    value: str = parameters.text()(name, raw)
    if not re.fullmatch(r"\*|[a-z_0-9]+(\.[a-z_0-9]+)*(\.\*)?", value):
        raise StripeError(f"Invalid {name}: {value}", param=name)
    return value


_FIELDS: dict[str, parameters.Check] = {
    "description": parameters.text(),
    "enabled_events": parameters.array(_event_type),
    "expand": parameters.array(parameters.text()),
    "metadata": parameters.metadata_changes,
    "url": parameters.address,
}
_NEW = parameters.fields(
    {**_FIELDS, "api_version": parameters.choice(API_VERSION)},
    required=["enabled_events", "url"],
    unsimulated=["connect"],
)
_UPDATE = parameters.fields({**_FIELDS, "disabled": parameters.boolean})


def read_new(raw: dict[str, Any], _now: int) -> dict[str, Any]:
    """The parameters of a new endpoint. Raises StripeError."""
    params: dict[str, Any] = _NEW("", raw)
    return params


def read_update(raw: dict[str, Any], _now: int) -> dict[str, Any]:
    """The parameters of a change. Raises StripeError."""
    params: dict[str, Any] = _UPDATE("", raw)
    return params


def create_endpoint(account: Account, params: dict[str, Any]) -> Object:
    """Save a new endpoint; only this answer has its secret. Raises StripeError."""
    rows = account.store.rows("SELECT count(*) FROM objects WHERE kind = 'webhook_endpoint'")
    if rows[0][0] >= MAX_ENDPOINTS:
        raise StripeError(
            f"You have reached the maximum of {MAX_ENDPOINTS} test webhook endpoints."
        )
    secret = new_id("whsec_", 32)
    endpoint: Object = {
        "id": new_id("we_1"),
        "object": "webhook_endpoint",
        "api_version": params.get("api_version"),
        "application": None,
        "created": account.now(),
        "description": params.get("description"),
        "enabled_events": params["enabled_events"],
        "livemode": False,
        "metadata": params.get("metadata", {}),
        "status": "enabled",
        "url": params["url"],
        "_secret": secret,
    }
    account.store.save(endpoint)
    return {**account.public(endpoint), "secret": secret}


def get_endpoint(account: Account, identifier: str) -> Object:
    """Raises StripeError (404)."""
    endpoint = account.store.find("webhook_endpoint", identifier)
    if endpoint is None:
        raise missing_object("webhook_endpoint", identifier, param="webhook_endpoint")
    return endpoint


def update_endpoint(account: Account, identifier: str, params: dict[str, Any]) -> Object:
    """Change an endpoint; a disabled one gets no events. Raises StripeError (404)."""
    endpoint = get_endpoint(account, identifier)
    for name in ("description", "enabled_events", "url"):
        if name in params:
            endpoint[name] = params[name]
    if "disabled" in params:
        endpoint["status"] = "disabled" if params["disabled"] else "enabled"
    merged = {**endpoint["metadata"], **params.get("metadata", {})}
    endpoint["metadata"] = {key: value for key, value in merged.items() if value}
    account.store.save(endpoint)
    return account.public(endpoint)


def delete_endpoint(account: Account, identifier: str) -> Object:
    """Delete an endpoint: it gets no more events. Raises StripeError (404)."""
    endpoint = get_endpoint(account, identifier)
    account.store.rows("DELETE FROM objects WHERE id = ?", endpoint["id"])
    return {"id": endpoint["id"], "object": "webhook_endpoint", "deleted": True}
