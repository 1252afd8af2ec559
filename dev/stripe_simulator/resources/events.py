"""Events: what happened, with the object as it was then."""

from typing import Any

from dev.stripe_simulator.account import API_VERSION, NO_REQUEST, Account, Cause
from dev.stripe_simulator.identifiers import new_id
from dev.stripe_simulator.store import Object


def emit(
    account: Account,
    kind: str,
    obj: Object,
    *,
    cause: Cause = NO_REQUEST,
    previous: dict[str, Any] | None = None,
    held: bool = False,
) -> int | None:
    """Save an event and queue its delivery.

    A `held` delivery waits until `webhook_sender.send` is called with the id that this returns;
    None means that there is nothing to send.
    """
    data: Object = {"object": account.public(obj)}
    if previous is not None:
        data["previous_attributes"] = previous
    wanted = account.webhook_sender.wants(kind)
    event = new_event(account, kind, data, cause=cause)
    event["pending_webhooks"] = 1 if wanted else 0
    account.store.save(event)
    return account.webhook_sender.queue(event, held=held) if wanted else None


def new_event(account: Account, kind: str, data: Object, *, cause: Cause = NO_REQUEST) -> Object:
    """An event that is not saved yet."""
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
    """An event as the API returns it: with the number of pending deliveries."""
    pending = account.store.rows(
        "SELECT count(*) FROM webhook_deliveries WHERE event = ? AND state = 'pending'", event["id"]
    )
    return {**event, "pending_webhooks": pending[0][0]}
