"""What the tests of refunds and disputes do at the simulator, and how its news reaches us."""

import json
import uuid
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from dev.stripe_simulator.server import Simulator
from payments import gateway
from payments.checkout.sessions import apply_session, start_checkout
from payments.models import Order, Refund
from tests.payments.test_checkout import session_of
from tests.payments.test_webhooks import event, post


def at_stripe(simulator: Simulator, door: str, **form: str | int) -> dict[str, Any]:
    """Do something that only a buyer, a bank or Stripe's dashboard can."""
    body = urlencode(form).encode()
    request = Request(f"{simulator.url}/simulator/{door}", body, method="POST")  # noqa: S310
    with urlopen(request, timeout=10) as answer:  # noqa: S310
        done: dict[str, Any] = json.load(answer)
    return done


def plan(simulator: Simulator, **faults: dict[str, Any]) -> None:
    """Let Stripe misbehave."""
    body = json.dumps(faults).encode()
    request = Request(f"{simulator.url}/simulator/faults", body, method="POST")  # noqa: S310
    urlopen(request, timeout=10).close()  # noqa: S310


def buy(simulator: Simulator, order: Order) -> Order:
    """The order paid at Stripe, and fulfilled here."""
    start_checkout(order=order)
    at_stripe(simulator, f"sessions/{session_of(order)}/pay")
    apply_session(gateway.retrieve_session(session_of(order)))
    order.refresh_from_db()
    return order


def dashboard_refund(simulator: Simulator, order: Order, **form: int) -> str:
    """Money given back in Stripe's dashboard; the refund's id."""
    refund: str = at_stripe(simulator, f"sessions/{session_of(order)}/refund", **form)["id"]
    return refund


def deliver(kind: str, thing: str) -> int:
    """A webhook about a thing at Stripe; the status of our answer."""
    return post(event(kind, {"id": thing}, id=f"evt_{uuid.uuid4().hex}"))


def stripe_id(row: Refund) -> str:
    """The refund's id at Stripe, which has answered."""
    row.refresh_from_db()
    assert row.stripe_id
    return row.stripe_id
