"""The only room that talks to Stripe: plain values in, plain values out."""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import stripe
from django.conf import settings
from django.db import connection

logger = logging.getLogger(__name__)

# Checkout speaks no Hebrew (and has no right-to-left page): the buyer's browser decides.
LOCALES = {"en": "en", "he": "auto"}


class StripeUnavailable(Exception):
    """Stripe could not be asked, or its answer is not known; asking again is safe."""


class NotOurs(Exception):
    """Stripe knows no such session for us."""


class BadSignature(Exception):
    """The body was not signed by Stripe with a secret of ours, or too long ago."""


@dataclass(frozen=True)
class Session:
    """A Checkout Session as far as it concerns us; amounts in minor units."""

    id: str
    order: str
    status: str
    payment_status: str
    amount: int
    currency: str
    payment_intent: str
    url: str
    live: bool

    @property
    def paid(self) -> bool:
        """Whether the money is there (a bank debit is complete, but unpaid for days)."""
        return self.status == "complete" and self.payment_status == "paid"


@dataclass(frozen=True)
class Event:
    """A signed event with the object as it was when it happened."""

    id: str
    type: str
    live: bool
    object: Mapping[str, Any]
    body: Mapping[str, Any]


@dataclass(frozen=True)
class NewSession:
    """What a session is made of; the same attempt always has the same values."""

    order: str
    letters: int
    letter_price: int
    fee: int
    gift: int
    currency: str
    email: str
    language: str
    labels: Mapping[str, str]
    return_url: str
    expires_at: datetime


@cache
def _client() -> stripe.StripeClient:
    return stripe.StripeClient(
        settings.STRIPE_SECRET_KEY,
        base_addresses={"api": settings.STRIPE_API_BASE},
        max_network_retries=2,
        http_client=stripe.RequestsClient(timeout=(3.05, 15)),
    )


def _ask(call: Any, *arguments: Any) -> Any:
    # A call inside a transaction would be forgotten by a rollback, and holds locks meanwhile.
    if connection.in_atomic_block:
        raise RuntimeError("no call to Stripe inside a transaction")
    try:
        return call(*arguments)
    except stripe.InvalidRequestError:
        raise
    except stripe.StripeError as error:
        raise StripeUnavailable(type(error).__name__) from error


def create_session(new: NewSession, *, idempotency_key: str) -> Session:
    """Make a session, or find the one already made with this key.

    Raises StripeUnavailable when the outcome is not known.
    """
    parameters, options = _parameters(new), {"idempotency_key": idempotency_key}
    create = _client().v1.checkout.sessions.create
    try:
        try:
            made = _ask(create, parameters, options)
        except stripe.InvalidRequestError as error:
            if error.param != "customer_email":
                raise
            # Stripe is stricter about addresses than we are: the buyer writes it on its page.
            # A call refused for its parameters is not stored under its key.
            del parameters["customer_email"]
            made = _ask(create, parameters, options)
    except stripe.InvalidRequestError as error:
        # Ours to mend, not the buyer's; the text of the error may hold an address.
        logger.error("Stripe refused a session: %s %s", error.code, error.param)
        raise StripeUnavailable("refused") from error
    return read_session(made.to_dict())


def retrieve_session(session_id: str) -> Session:
    """The session as it is now. Raises NotOurs or StripeUnavailable."""
    try:
        found = _ask(_client().v1.checkout.sessions.retrieve, session_id)
    except stripe.InvalidRequestError as error:
        raise NotOurs from error
    return read_session(found.to_dict())


def read_session(session: Mapping[str, Any]) -> Session:
    """A session from Stripe's object, of an answer or of an event."""
    return Session(
        id=session["id"],
        order=session.get("client_reference_id") or "",
        status=session["status"],
        payment_status=session["payment_status"],
        amount=session["amount_total"],
        currency=session["currency"],
        payment_intent=session.get("payment_intent") or "",
        url=session.get("url") or "",
        live=session["livemode"],
    )


def read_event(body: bytes, signature: str) -> Event:
    """The event of a webhook's raw body. Raises BadSignature; ValueError when it is no event."""
    for secret in settings.STRIPE_WEBHOOK_SECRETS:
        try:
            stripe.WebhookSignature.verify_header(body.decode(), signature, secret, tolerance=300)
            break
        except (stripe.SignatureVerificationError, UnicodeDecodeError):
            continue
    else:
        raise BadSignature
    event = json.loads(body)
    if not isinstance(event, dict) or event.get("object") != "event":
        raise ValueError("not an event")
    return Event(
        id=event["id"],
        type=event["type"],
        live=event["livemode"],
        object=event["data"]["object"],
        body=event,
    )


def _parameters(new: NewSession) -> dict[str, Any]:
    about = {"order": new.order}
    parameters: dict[str, Any] = {
        "mode": "payment",
        "line_items": [
            _item(new, "letters", new.letter_price, new.letters),
            *([_item(new, "fee", new.fee, 1)] if new.fee else []),
            *([_item(new, "gift", new.gift, 1)] if new.gift else []),
        ],
        "client_reference_id": new.order,
        "metadata": about,
        "payment_intent_data": {"metadata": about},
        "customer_email": new.email,
        "locale": LOCALES[new.language],
        "submit_type": "pay",
        "adaptive_pricing": {"enabled": False},
        "expires_at": int(new.expires_at.timestamp()),
        "success_url": f"{new.return_url}?session_id={{CHECKOUT_SESSION_ID}}",
        "cancel_url": f"{new.return_url}?cancelled=1",
    }
    if settings.STRIPE_PAYMENT_METHODS:
        parameters["allowed_payment_method_types"] = settings.STRIPE_PAYMENT_METHODS
    return parameters


def _item(new: NewSession, label: str, amount: int, quantity: int) -> dict[str, Any]:
    return {
        "price_data": {
            "currency": new.currency,
            "unit_amount": amount,
            "product_data": {"name": new.labels[label]},
        },
        "quantity": quantity,
    }
