"""Events of Stripe, and posting them to the webhook."""

import json
import time
from typing import Any

import stripe
from django.test import Client
from django.utils import timezone

from payments.models import Checkout, Order

URL = "/stripe/webhook/"
SECRET = "whsec_simulator"


def session(order: Order, **changes: Any) -> dict[str, Any]:
    """A Checkout Session of the order as Stripe sends it."""
    fields = {
        "id": "cs_test_1",
        "object": "checkout.session",
        "client_reference_id": order.public_id,
        "status": "complete",
        "payment_status": "paid",
        "amount_total": order.total,
        "currency": order.currency,
        "payment_intent": "pi_1",
        "url": None,
        "livemode": False,
    }
    return {**fields, **changes}


def attempt(order: Order, session_id: str = "cs_test_1") -> Checkout:
    """The attempt of a session."""
    return Checkout.objects.create(
        order=order,
        number=order.checkouts.count() + 1,
        session_id=session_id,
        expires_at=timezone.now(),
    )


def event(kind: str, content: dict[str, Any], **changes: Any) -> str:
    """An event's body."""
    body = {
        "id": "evt_1",
        "object": "event",
        "type": kind,
        "livemode": False,
        "api_version": "2026-10-28.endive",
        "data": {"object": content},
    }
    return json.dumps({**body, **changes})


def post(body: str, *, secret: str = SECRET, age: int = 0) -> int:
    """Post a signed body; returns the response's status."""
    signature = stripe.WebhookSignature.generate_signature_header(
        body, secret, int(time.time()) - age
    )
    return send(body, signature)


def send(body: str | bytes, signature: str) -> int:
    """Post a body with this signature header."""
    response = Client().post(
        URL, body, content_type="application/json", headers={"Stripe-Signature": signature}
    )
    return response.status_code
