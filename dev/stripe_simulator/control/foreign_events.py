"""Properly signed events that never happened here: of live mode, of another account, of old."""

from collections.abc import Mapping
from typing import Any

from dev.stripe_simulator.account import Account
from dev.stripe_simulator.errors import StripeError
from dev.stripe_simulator.identifiers import new_id
from dev.stripe_simulator.resources.events import new_event
from dev.stripe_simulator.store import Object, dump


def deliver_oddity(account: Account, asked: Mapping[str, Any]) -> Object:
    """Deliver an event of this `type` and `object`, its fields replaced by `overrides`.

    Answers the delivery, with the event under `sent`. The account knows nothing of the event: it
    is in no list. No fault strikes it; a failed delivery is tried again. Raises StripeError.
    """
    kind, thing, overrides = asked.get("type"), asked.get("object"), asked.get("overrides", {})
    if not isinstance(kind, str) or not isinstance(thing, dict) or not isinstance(overrides, dict):
        raise StripeError("An event needs a type and an object, and may have overrides.")
    if unknown := asked.keys() - {"type", "object", "overrides"}:
        raise StripeError(f"An event has no {', '.join(sorted(unknown))}: say it in overrides.")
    if not account.courier.has_endpoint:
        raise StripeError("The account has no webhook endpoint.")
    event = {**new_event(account, kind, {"object": thing}), **overrides}
    kept = new_id("odd_")  # the event's own id may be that of another event, or of none
    with account.store.transaction():
        account.store.rows(
            "INSERT INTO objects (id, kind, created, body) VALUES (?, 'oddity', ?, ?)",
            kept,
            account.now(),
            dump(event),
        )
        delivery = account.courier.record(kept, kind, str(thing.get("id", "")), account.world())
    account.courier.deliver(delivery)
    row = account.store.rows("SELECT * FROM deliveries WHERE id = ?", delivery)[0]
    return {**dict(row), "sent": event}
