"""Events: what happened, with the object as it was then."""

from typing import Any

from dev.stripe_simulator.account import API_VERSION, NOBODY, Account, Cause
from dev.stripe_simulator.identifiers import new_id
from dev.stripe_simulator.store import Object


def emit(
    account: Account,
    kind: str,
    thing: Object,
    *,
    cause: Cause = NOBODY,
    previous: dict[str, Any] | None = None,
    held: bool = False,
) -> int | None:
    """Record an event and owe its delivery.

    A held delivery is not sent by itself until `courier.deliver` was called with the id that this
    returns; without an id there is nothing to wait for.
    """
    data: Object = {"object": account.public(thing)}
    if previous is not None:
        data["previous_attributes"] = previous
    owed = account.courier.wants(kind)
    event = new_event(account, kind, data, cause=cause)
    event["pending_webhooks"] = 1 if owed else 0
    account.store.keep(event)
    return account.courier.owe(event, held=held) if owed else None


def new_event(account: Account, kind: str, data: Object, *, cause: Cause = NOBODY) -> Object:
    """An event that is kept nowhere yet."""
    return {
        "id": new_id("evt_1"),
        "object": "event",
        "api_version": API_VERSION,
        "created": account.now(),
        "data": data,
        "livemode": False,
        "pending_webhooks": 1,
        "request": {"id": cause.request, "idempotency_key": cause.idempotency_key},
        "type": kind,
    }


def show(account: Account, event: Object) -> Object:
    """An event as the API answers it: with the deliveries still pending."""
    pending = account.store.rows(
        "SELECT count(*) FROM deliveries WHERE event = ? AND state = 'pending'", event["id"]
    )
    return {**event, "pending_webhooks": pending[0][0]}
