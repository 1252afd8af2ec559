"""Checkout Sessions: Stripe's page for one attempt to pay."""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import stripe
from django.conf import settings

from payments.gateway.connection import StripeUnavailable, call_api, client, iterate, retrieve

logger = logging.getLogger(__name__)

# Checkout has no Hebrew and no right-to-left layout: for a language that is missing here the
# buyer's browser decides.
LOCALES = {"en": "en", "es": "es", "fr": "fr", "pt": "pt", "ru": "ru", "de": "de"}


@dataclass(frozen=True)
class Session:
    """The fields we use of a Checkout Session; amounts in minor units."""

    id: str
    order: str
    status: str
    payment_status: str
    amount: int
    currency: str
    payment_intent: str
    url: str

    @property
    def paid(self) -> bool:
        """Whether the money arrived (a bank debit's session is complete but unpaid for days)."""
        return self.status == "complete" and self.payment_status == "paid"


@dataclass(frozen=True)
class NewSession:
    """The values of a new session. An attempt must always give the same: its key is reused."""

    order: str
    letters: int
    letter_price: int
    fee: int
    gift: int
    postage: int
    currency: str
    email: str
    language: str
    labels: Mapping[str, str]
    return_url: str
    expires_at: datetime


def create_session(new: NewSession, *, idempotency_key: str) -> Session:
    """Create a session, or get the one already created with this key.

    Raises StripeUnavailable when the outcome is not known.
    """
    parameters, options = _parameters(new), {"idempotency_key": idempotency_key}
    create = client().v1.checkout.sessions.create
    try:
        try:
            made = call_api(create, parameters, options)
        except stripe.InvalidRequestError as error:
            if error.param != "customer_email":
                raise
            # Stripe is stricter about addresses than we are: let the buyer type it there.
            # A call refused for its parameters is not stored under its key.
            del parameters["customer_email"]
            made = call_api(create, parameters, options)
    except stripe.InvalidRequestError as error:
        # Our mistake, not the buyer's. The error's text may contain an address: log its code only.
        logger.error("Stripe refused a session: %s %s", error.code, error.param)
        raise StripeUnavailable("refused") from error
    return parse_session(made.to_dict())


def retrieve_session(session_id: str) -> Session:
    """The session as it is now. Raises NotFound or StripeUnavailable."""
    return parse_session(retrieve(client().v1.checkout.sessions.retrieve, session_id))


def expire_session(session_id: str) -> Session:
    """Expire a session; returns it as it is then, perhaps paid just before.

    Raises NotFound or StripeUnavailable.
    """
    try:
        return parse_session(call_api(client().v1.checkout.sessions.expire, session_id).to_dict())
    except stripe.InvalidRequestError:
        return retrieve_session(session_id)


def sessions_since(moment: datetime) -> Iterator[Session]:
    """Every session made since then, the newest first. Raises StripeUnavailable."""
    created = {"created": {"gte": int(moment.timestamp())}, "limit": 100}
    found = call_api(client().v1.checkout.sessions.list, created)
    for session in iterate(found):
        yield parse_session(session)


def parse_session(session: Mapping[str, Any]) -> Session:
    """A session from Stripe's object, in a response or an event."""
    return Session(
        id=session["id"],
        order=session.get("client_reference_id") or "",
        status=session["status"],
        payment_status=session["payment_status"],
        amount=session["amount_total"],
        currency=session["currency"],
        payment_intent=session.get("payment_intent") or "",
        url=session.get("url") or "",
    )


def _parameters(new: NewSession) -> dict[str, Any]:
    about = {"order": new.order}
    parameters: dict[str, Any] = {
        "mode": "payment",
        "line_items": [
            _item(new, "letters", new.letter_price, new.letters),
            *([_item(new, "fee", new.fee, 1)] if new.fee else []),
            *([_item(new, "gift", new.gift, 1)] if new.gift else []),
            *([_item(new, "postage", new.postage, 1)] if new.postage else []),
        ],
        "client_reference_id": new.order,
        "metadata": about,
        "payment_intent_data": {"metadata": about},
        "customer_email": new.email,
        "locale": LOCALES.get(new.language, "auto"),
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
