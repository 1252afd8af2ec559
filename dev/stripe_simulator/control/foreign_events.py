"""Correctly signed events that did not happen here: of live mode, of another account, outdated."""

from collections.abc import Mapping
from typing import Any

from dev.stripe_simulator.account import Account
from dev.stripe_simulator.errors import StripeError
from dev.stripe_simulator.identifiers import new_id
from dev.stripe_simulator.resources.events import new_event
from dev.stripe_simulator.store import Object, dump


def deliver_foreign_event(account: Account, params: Mapping[str, Any]) -> Object:
    """Deliver an event of this `type` and `object`, its fields replaced by `overrides`.

    Returns the delivery, with the event under `sent`. The event is in no list of the account. No
    fault is applied to it; a failed delivery is tried again. Raises StripeError.
    """
    kind, obj, overrides = params.get("type"), params.get("object"), params.get("overrides", {})
    if not isinstance(kind, str) or not isinstance(obj, dict) or not isinstance(overrides, dict):
        raise StripeError("An event needs a type and an object, and may have overrides.")
    if unknown := params.keys() - {"type", "object", "overrides"}:
        raise StripeError(f"An event has no {', '.join(sorted(unknown))}: say it in overrides.")
    if not account.webhook_sender.has_endpoint:
        raise StripeError("The account has no webhook endpoint.")
    event = {**new_event(account, kind, {"object": obj}), **overrides}
    stored_id = new_id("foreign_")  # the event's own id may be that of another event, or of none
    with account.store.transaction():
        account.store.rows(
            "INSERT INTO objects (id, kind, created, body) VALUES (?, 'foreign_event', ?, ?)",
            stored_id,
            account.now(),
            dump(event),
        )
        delivery = account.webhook_sender.add_delivery(
            stored_id, kind, str(obj.get("id", "")), account.real_clock()
        )
    account.webhook_sender.send(delivery)
    row = account.store.rows("SELECT * FROM webhook_deliveries WHERE id = ?", delivery)[0]
    return {**dict(row), "sent": event}
