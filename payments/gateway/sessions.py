"""Checkout Sessions: Stripe's page for one attempt to pay."""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import stripe
from django.conf import settings

from payments.gateway.connection import StripeUnavailable, ask, client, every, find

logger = logging.getLogger(__name__)

# Checkout speaks no Hebrew (and has no right-to-left page): the buyer's browser decides.
LOCALES = {"en": "en", "he": "auto"}


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


def create_session(new: NewSession, *, idempotency_key: str) -> Session:
    """Make a session, or find the one already made with this key.

    Raises StripeUnavailable when the outcome is not known.
    """
    parameters, options = _parameters(new), {"idempotency_key": idempotency_key}
    create = client().v1.checkout.sessions.create
    try:
        try:
            made = ask(create, parameters, options)
        except stripe.InvalidRequestError as error:
            if error.param != "customer_email":
                raise
            # Stripe is stricter about addresses than we are: the buyer writes it on its page.
            # A call refused for its parameters is not stored under its key.
            del parameters["customer_email"]
            made = ask(create, parameters, options)
    except stripe.InvalidRequestError as error:
        # Ours to mend, not the buyer's; the text of the error may hold an address.
        logger.error("Stripe refused a session: %s %s", error.code, error.param)
        raise StripeUnavailable("refused") from error
    return read_session(made.to_dict())


def retrieve_session(session_id: str) -> Session:
    """The session as it is now. Raises NotOurs or StripeUnavailable."""
    return read_session(find(client().v1.checkout.sessions.retrieve, session_id))


def expire_session(session_id: str) -> Session:
    """End an attempt, and the session as it is then: it may have been paid just now.

    Raises NotOurs or StripeUnavailable.
    """
    try:
        return read_session(ask(client().v1.checkout.sessions.expire, session_id).to_dict())
    except stripe.InvalidRequestError:
        return retrieve_session(session_id)


def sessions_since(moment: datetime) -> Iterator[Session]:
    """Every session made since then, the newest first. Raises StripeUnavailable."""
    created = {"created": {"gte": int(moment.timestamp())}, "limit": 100}
    found = ask(client().v1.checkout.sessions.list, created)
    for session in every(found):
        yield read_session(session)


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
