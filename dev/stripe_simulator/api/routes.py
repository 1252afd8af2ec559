"""The paths of the API: how each reads its parameters, and what it does."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dev.stripe_simulator import parameters
from dev.stripe_simulator.account import Account, Cause
from dev.stripe_simulator.api.expansion import expand, expand_list
from dev.stripe_simulator.errors import StripeError, missing_object
from dev.stripe_simulator.lists import PAGING, fetch_page, list_object
from dev.stripe_simulator.resources import (
    disputes,
    events,
    refunds,
    session_parameters,
    sessions,
    webhook_endpoints,
)
from dev.stripe_simulator.store import Object

Params = dict[str, Any]


@dataclass(frozen=True)
class Call:
    """One call of the API: the ids in its path, and the request as a cause of events."""

    account: Account
    identifiers: tuple[str, ...]
    cause: Cause


@dataclass(frozen=True)
class Route:
    """`read` checks parameters (at the real time); `run` executes, a POST in a transaction."""

    method: str
    pattern: re.Pattern[str]
    read: Callable[[Params, int], Params]
    run: Callable[[Call, Params], Object]


def find(method: str, path: str) -> tuple[Route, tuple[str, ...]]:
    """The route of a path and the ids in it. Raises StripeError (404)."""
    for route in ROUTES:
        match = route.pattern.fullmatch(path) if route.method == method else None
        if match:
            return route, match.groups()
    raise StripeError(f"Unrecognized request URL ({method}: {path}).", status=404)


def _reads(**known: parameters.Check) -> Callable[[Params, int], Params]:
    check = parameters.fields({"expand": PAGING["expand"], **known})
    return lambda raw, _now: check("", raw)


def _reads_page(
    unsimulated: tuple[str, ...] = (), **known: parameters.Check
) -> Callable[[Params, int], Params]:
    check = parameters.fields({**PAGING, **known}, unsimulated=unsimulated)
    return lambda raw, _now: check("", raw)


def _create_session(call: Call, params: Params) -> Object:
    session = sessions.create_session(call.account, params)
    return expand(call.account, session, params.get("expand", ()))


def _retrieve_session(call: Call, params: Params) -> Object:
    session = sessions.get_session(call.account, call.identifiers[0])
    return expand(call.account, session, params.get("expand", ()))


def _update_session(call: Call, params: Params) -> Object:
    session = sessions.get_session(call.account, call.identifiers[0])
    updated = sessions.update_session(call.account, session, params.get("metadata", {}))
    return expand(call.account, updated, params.get("expand", ()))


def _expire_session(call: Call, params: Params) -> Object:
    session = sessions.expire_session(call.account, call.identifiers[0], cause=call.cause)
    return expand(call.account, session, params.get("expand", ()))


def _line_items(call: Call, params: Params) -> Object:
    identifier = call.identifiers[0]
    items = sessions.get_session(call.account, identifier)["_line_items"]
    ids = [item["id"] for item in items]
    start = ids.index(params["starting_after"]) + 1 if params.get("starting_after") in ids else 0
    end = start + params.get("limit", 10)
    url = f"/v1/checkout/sessions/{identifier}/line_items"
    return list_object(items[start:end], end < len(items), url)


def _list_sessions(call: Call, params: Params) -> Object:
    sessions.expire_due_sessions(call.account)
    filters = ("status", "payment_intent")
    where: Params = {name: params[name] for name in filters if name in params}
    if "customer_details" in params:
        where["customer_details.email"] = params["customer_details"]["email"]
    found, more = fetch_page(call.account, "checkout.session", params, where=where)
    return expand_list(call.account, found, more, "/v1/checkout/sessions", params.get("expand", ()))


def _retrieves(kind: str, param: str = "id") -> Callable[[Call, Params], Object]:
    def run(call: Call, params: Params) -> Object:
        return expand(call.account, _found(call, kind, param), params.get("expand", ()))

    return run


def _lists(kind: str, url: str, *filters: str) -> Callable[[Call, Params], Object]:
    def run(call: Call, params: Params) -> Object:
        where = {name: params[name] for name in filters if name in params}
        found, more = fetch_page(call.account, kind, params, where=where)
        return expand_list(call.account, found, more, url, params.get("expand", ()))

    return run


def _found(call: Call, kind: str, param: str) -> Object:
    obj = call.account.store.find(kind, call.identifiers[0])
    if obj is None:
        raise missing_object(kind, call.identifiers[0], param=param)
    return obj


def _create_refund(call: Call, params: Params) -> Object:
    refund = refunds.create_refund(call.account, params, call.cause)
    return expand(call.account, refund, params.get("expand", ()))


def _update_refund(call: Call, params: Params) -> Object:
    refund = _found(call, "refund", "id")
    updated = refunds.update_refund(call.account, refund, params.get("metadata", {}), call.cause)
    return expand(call.account, updated, params.get("expand", ()))


def _close_dispute(call: Call, params: Params) -> Object:
    closed = disputes.close_dispute(call.account, call.identifiers[0], cause=call.cause)
    return expand(call.account, closed, params.get("expand", ()))


def _update_dispute(call: Call, params: Params) -> Object:
    metadata = params.get("metadata", {})
    updated = disputes.update_dispute(call.account, call.identifiers[0], metadata, call.cause)
    return expand(call.account, updated, params.get("expand", ()))


def _retrieve_event(call: Call, _asked: Params) -> Object:
    return events.show(call.account, _found(call, "event", "id"))


def _list_events(call: Call, params: Params) -> Object:
    kinds = params.get("types", [params["type"]] if "type" in params else [])
    found, more = fetch_page(
        call.account, "event", params, condition=_event_condition(kinds, params)
    )
    return list_object([events.show(call.account, event) for event in found], more, "/v1/events")


def _create_endpoint(call: Call, params: Params) -> Object:
    return webhook_endpoints.create_endpoint(call.account, params)


def _update_endpoint(call: Call, params: Params) -> Object:
    return webhook_endpoints.update_endpoint(call.account, call.identifiers[0], params)


def _delete_endpoint(call: Call, _params: Params) -> Object:
    return webhook_endpoints.delete_endpoint(call.account, call.identifiers[0])


_DELIVERED_SQL = (
    "NOT EXISTS (SELECT 1 FROM webhook_deliveries"
    " WHERE event = objects.id AND state != 'delivered')"
)


def _event_condition(kinds: list[str], params: Params) -> str:
    conditions = []
    if kinds:
        # Checked: letters, dots, underscores, and a star for a group of types.
        wanted = [f"json_extract(body, '$.type') GLOB '{kind}'" for kind in kinds]
        conditions.append(f"({' OR '.join(wanted)})")
    if "delivery_success" in params:
        conditions.append(_DELIVERED_SQL if params["delivery_success"] else f"NOT {_DELIVERED_SQL}")
    return " AND ".join(conditions)


def _event_type(name: str, raw: Any) -> str:
    value: str = parameters.text()(name, raw)
    if not re.fullmatch(r"[a-z_.0-9]+(\.\*)?|\*", value):
        raise StripeError(f"Invalid event type: {value}", param=name)
    return value


def _route(
    method: str,
    address: str,
    read: Callable[[Params, int], Params],
    run: Callable[[Call, Params], Object],
) -> Route:
    return Route(method, re.compile("/v1" + address.replace("{id}", "([A-Za-z0-9_]+)")), read, run)


ROUTES: tuple[Route, ...] = (
    _route("POST", "/checkout/sessions", session_parameters.read, _create_session),
    _route("GET", "/checkout/sessions/{id}", _reads(), _retrieve_session),
    _route("POST", "/checkout/sessions/{id}", session_parameters.read_update, _update_session),
    _route("POST", "/checkout/sessions/{id}/expire", _reads(), _expire_session),
    _route("GET", "/checkout/sessions/{id}/line_items", _reads_page(), _line_items),
    _route(
        "GET",
        "/checkout/sessions",
        _reads_page(
            ("customer", "customer_account", "payment_link", "subscription"),
            status=parameters.choice("complete", "expired", "open"),
            payment_intent=parameters.text(),
            customer_details=parameters.fields({"email": parameters.email}, required=["email"]),
        ),
        _list_sessions,
    ),
    _route("GET", "/payment_intents/{id}", _reads(), _retrieves("payment_intent", "intent")),
    _route(
        "GET",
        "/payment_intents",
        _reads_page(("customer", "customer_account")),
        _lists("payment_intent", "/v1/payment_intents"),
    ),
    _route("GET", "/charges/{id}", _reads(), _retrieves("charge")),
    _route(
        "GET",
        "/charges",
        _reads_page(("customer", "transfer_group"), payment_intent=parameters.text()),
        _lists("charge", "/v1/charges", "payment_intent"),
    ),
    _route("POST", "/refunds", lambda raw, _now: refunds.read_new(raw), _create_refund),
    _route("GET", "/refunds/{id}", _reads(), _retrieves("refund")),
    _route("POST", "/refunds/{id}", _reads(metadata=parameters.metadata_changes), _update_refund),
    _route(
        "GET",
        "/refunds",
        _reads_page(charge=parameters.text(), payment_intent=parameters.text()),
        _lists("refund", "/v1/refunds", "charge", "payment_intent"),
    ),
    _route("GET", "/disputes/{id}", _reads(), _retrieves("dispute", "dispute")),
    _route("POST", "/disputes/{id}", _reads(metadata=parameters.metadata_changes), _update_dispute),
    _route("POST", "/disputes/{id}/close", _reads(), _close_dispute),
    _route(
        "GET",
        "/disputes",
        _reads_page(charge=parameters.text(), payment_intent=parameters.text()),
        _lists("dispute", "/v1/disputes", "charge", "payment_intent"),
    ),
    _route("POST", "/webhook_endpoints", webhook_endpoints.read_new, _create_endpoint),
    _route(
        "GET",
        "/webhook_endpoints/{id}",
        _reads(),
        _retrieves("webhook_endpoint", "webhook_endpoint"),
    ),
    _route("POST", "/webhook_endpoints/{id}", webhook_endpoints.read_update, _update_endpoint),
    _route("DELETE", "/webhook_endpoints/{id}", _reads(), _delete_endpoint),
    _route(
        "GET",
        "/webhook_endpoints",
        _reads_page(),
        _lists("webhook_endpoint", "/v1/webhook_endpoints"),
    ),
    _route("GET", "/events/{id}", _reads(), _retrieve_event),
    _route(
        "GET",
        "/events",
        _reads_page(
            type=_event_type,
            types=parameters.array(_event_type, 20),
            delivery_success=parameters.boolean,
        ),
        _list_events,
    ),
)
