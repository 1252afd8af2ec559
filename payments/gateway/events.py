"""Events: what Stripe tells us of its own accord, and the proof that it was Stripe."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import stripe
from django.conf import settings


class BadSignature(Exception):
    """The body was not signed by Stripe with a secret of ours, or too long ago."""


@dataclass(frozen=True)
class Event:
    """A signed event with the object as it was when it happened; `body` is what was signed."""

    id: str
    type: str
    live: bool
    account: str
    object: Mapping[str, Any]
    body: str

    @property
    def ours(self) -> bool:
        """Whether it happened in our account and with the kind of money we work with."""
        return self.live == settings.STRIPE_LIVE and self.account in {"", settings.STRIPE_ACCOUNT}


def read_event(body: bytes, signature: str) -> Event:
    """The event of a webhook's raw body. Raises BadSignature; ValueError when it is no event."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        raise BadSignature from None
    if not any(_signed(text, signature, secret) for secret in settings.STRIPE_WEBHOOK_SECRETS):
        raise BadSignature
    return event_of(text)


def event_of(text: str) -> Event:
    """The event of a body known to be Stripe's. Raises ValueError when it is no event."""
    event = json.loads(text)
    try:
        if event["object"] != "event":
            raise ValueError("not an event")
        return Event(
            id=event["id"],
            type=event["type"],
            live=event["livemode"],
            account=event.get("account") or "",
            object=event["data"]["object"],
            body=text,
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("not an event") from error


def _signed(text: str, signature: str, secret: str) -> bool:
    try:
        stripe.WebhookSignature.verify_header(text, signature, secret, tolerance=300)
    except stripe.SignatureVerificationError:
        return False
    return True
