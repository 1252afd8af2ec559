"""Actions at the Stripe simulator, and delivering its webhooks, for tests."""

import json
import uuid
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from dev.stripe_simulator.server import Simulator
from payments import gateway
from payments.checkout.sessions import apply_session, start_checkout
from payments.models import Order, Refund
from tests.payments.checkout.test_checkout import session_of
from tests.payments.checkout.webhook_events import event, post


def stripe_action(simulator: Simulator, path: str, **form: str | int) -> dict[str, Any]:
    """Perform an action of a buyer, a bank or Stripe's dashboard."""
    body = urlencode(form).encode()
    request = Request(f"{simulator.url}/simulator/{path}", body, method="POST")  # noqa: S310
    with urlopen(request, timeout=60) as answer:  # noqa: S310
        done: dict[str, Any] = json.load(answer)
    return done


def set_faults(simulator: Simulator, **faults: dict[str, Any]) -> None:
    """Set the faults of the simulator."""
    body = json.dumps(faults).encode()
    request = Request(f"{simulator.url}/simulator/faults", body, method="POST")  # noqa: S310
    urlopen(request, timeout=60).close()  # noqa: S310


def pay_at_stripe(simulator: Simulator, order: Order) -> Order:
    """Pay the order at Stripe and apply the payment."""
    start_checkout(order=order)
    stripe_action(simulator, f"sessions/{session_of(order)}/pay")
    apply_session(gateway.retrieve_session(session_of(order)))
    order.refresh_from_db()
    return order


def dashboard_refund(simulator: Simulator, order: Order, **form: int) -> str:
    """Refund in Stripe's dashboard; returns the refund's id."""
    refund: str = stripe_action(simulator, f"sessions/{session_of(order)}/refund", **form)["id"]
    return refund


def deliver_event(kind: str, thing: str) -> int:
    """Post a webhook about an object at Stripe; returns our response's status."""
    return post(event(kind, {"id": thing}, id=f"evt_{uuid.uuid4().hex}"))


def stripe_id(row: Refund) -> str:
    """The refund's id at Stripe."""
    row.refresh_from_db()
    assert row.stripe_id
    return row.stripe_id
