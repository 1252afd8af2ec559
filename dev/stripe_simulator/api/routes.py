"""The addresses of the API: how each reads its parameters, and what it does."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dev.stripe_simulator import parameters
from dev.stripe_simulator.account import Account, Cause
from dev.stripe_simulator.api.expansion import expanded, expanded_list
from dev.stripe_simulator.errors import StripeError, missing_object
from dev.stripe_simulator.lists import PAGING, as_list, page
from dev.stripe_simulator.resources import disputes, events, refunds, session_parameters, sessions
from dev.stripe_simulator.store import Object

Asked = dict[str, Any]


@dataclass(frozen=True)
class Call:
    """One call of the API: the ids in its address, and the request as a cause of events."""

    account: Account
    identifiers: tuple[str, ...]
    cause: Cause


@dataclass(frozen=True)
class Route:
    """`read` checks parameters, by the world's time; `run` works, a POST in a transaction."""

    method: str
    pattern: re.Pattern[str]
    read: Callable[[Asked, int], Asked]
    run: Callable[[Call, Asked], Object]


def find(method: str, path: str) -> tuple[Route, tuple[str, ...]]:
    """The route of an address and the ids in it. Raises StripeError (404)."""
    for route in ROUTES:
        match = route.pattern.fullmatch(path) if route.method == method else None
        if match:
            return route, match.groups()
    raise StripeError(f"Unrecognized request URL ({method}: {path}).", status=404)


def _reads(**known: parameters.Check) -> Callable[[Asked, int], Asked]:
    check = parameters.fields({"expand": PAGING["expand"], **known})
    return lambda raw, _now: check("", raw)


def _reads_page(
    unsimulated: tuple[str, ...] = (), **known: parameters.Check
) -> Callable[[Asked, int], Asked]:
    check = parameters.fields({**PAGING, **known}, unsimulated=unsimulated)
    return lambda raw, _now: check("", raw)


def _create_session(call: Call, asked: Asked) -> Object:
    session = sessions.create_session(call.account, asked)
    return expanded(call.account, session, asked.get("expand", ()))


def _retrieve_session(call: Call, asked: Asked) -> Object:
    session = sessions.find_session(call.account, call.identifiers[0])
    return expanded(call.account, session, asked.get("expand", ()))


def _expire_session(call: Call, asked: Asked) -> Object:
    session = sessions.expire_session(call.account, call.identifiers[0], cause=call.cause)
    return expanded(call.account, session, asked.get("expand", ()))


def _line_items(call: Call, asked: Asked) -> Object:
    identifier = call.identifiers[0]
    items = sessions.find_session(call.account, identifier)["_line_items"]
    ids = [item["id"] for item in items]
    start = ids.index(asked["starting_after"]) + 1 if asked.get("starting_after") in ids else 0
    end = start + asked.get("limit", 10)
    url = f"/v1/checkout/sessions/{identifier}/line_items"
    return as_list(items[start:end], end < len(items), url)


def _list_sessions(call: Call, asked: Asked) -> Object:
    sessions.expire_due_sessions(call.account)
    filters = ("status", "payment_intent")
    where: Asked = {name: asked[name] for name in filters if name in asked}
    if "customer_details" in asked:
        where["customer_details.email"] = asked["customer_details"]["email"]
    found, more = page(call.account, "checkout.session", asked, where=where)
    return expanded_list(
        call.account, found, more, "/v1/checkout/sessions", asked.get("expand", ())
    )


def _retrieves(kind: str, param: str = "id") -> Callable[[Call, Asked], Object]:
    def run(call: Call, asked: Asked) -> Object:
        return expanded(call.account, _found(call, kind, param), asked.get("expand", ()))

    return run


def _lists(kind: str, url: str, *filters: str) -> Callable[[Call, Asked], Object]:
    def run(call: Call, asked: Asked) -> Object:
        where = {name: asked[name] for name in filters if name in asked}
        found, more = page(call.account, kind, asked, where=where)
        return expanded_list(call.account, found, more, url, asked.get("expand", ()))

    return run


def _found(call: Call, kind: str, param: str) -> Object:
    thing = call.account.store.find(kind, call.identifiers[0])
    if thing is None:
        raise missing_object(kind, call.identifiers[0], param=param)
    return thing


def _create_refund(call: Call, asked: Asked) -> Object:
    refund = refunds.create_refund(call.account, asked, call.cause)
    return expanded(call.account, refund, asked.get("expand", ()))


def _update_refund(call: Call, asked: Asked) -> Object:
    refund = _found(call, "refund", "id")
    updated = refunds.update_refund(call.account, refund, asked.get("metadata", {}), call.cause)
    return expanded(call.account, updated, asked.get("expand", ()))


def _close_dispute(call: Call, asked: Asked) -> Object:
    closed = disputes.close_dispute(call.account, call.identifiers[0], cause=call.cause)
    return expanded(call.account, closed, asked.get("expand", ()))


def _update_dispute(call: Call, asked: Asked) -> Object:
    metadata = asked.get("metadata", {})
    updated = disputes.update_dispute(call.account, call.identifiers[0], metadata, call.cause)
    return expanded(call.account, updated, asked.get("expand", ()))


def _retrieve_event(call: Call, _asked: Asked) -> Object:
    return events.show(call.account, _found(call, "event", "id"))


def _list_events(call: Call, asked: Asked) -> Object:
    kinds = asked.get("types", [asked["type"]] if "type" in asked else [])
    found, more = page(call.account, "event", asked, condition=_event_condition(kinds, asked))
    return as_list([events.show(call.account, event) for event in found], more, "/v1/events")


_ALL_DELIVERED = (
    "NOT EXISTS (SELECT 1 FROM deliveries WHERE event = objects.id AND state != 'delivered')"
)


def _event_condition(kinds: list[str], asked: Asked) -> str:
    conditions = []
    if kinds:
        names = ", ".join(f"'{kind}'" for kind in kinds)  # checked: letters, dots, underscores
        conditions.append(f"json_extract(body, '$.type') IN ({names})")
    if "delivery_success" in asked:
        conditions.append(_ALL_DELIVERED if asked["delivery_success"] else f"NOT {_ALL_DELIVERED}")
    return " AND ".join(conditions)


def _event_type(name: str, raw: Any) -> str:
    value: str = parameters.text()(name, raw)
    if not re.fullmatch(r"[a-z_.0-9]+", value):
        raise StripeError(f"Invalid event type: {value}", param=name)
    return value


def _route(
    method: str,
    address: str,
    read: Callable[[Asked, int], Asked],
    run: Callable[[Call, Asked], Object],
) -> Route:
    return Route(method, re.compile("/v1" + address.replace("{id}", "([A-Za-z0-9_]+)")), read, run)


ROUTES: tuple[Route, ...] = (
    _route("POST", "/checkout/sessions", session_parameters.read, _create_session),
    _route("GET", "/checkout/sessions/{id}", _reads(), _retrieve_session),
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
