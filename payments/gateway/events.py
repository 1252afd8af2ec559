"""Webhook events: verifying their signature and parsing them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import stripe
from django.conf import settings

from payments.gateway.connection import VERSION


class BadSignature(Exception):
    """The body is not signed with one of our secrets, or was signed too long ago."""


@dataclass(frozen=True)
class Event:
    """An event with its object as it was at the time; `body` is the signed text."""

    id: str
    type: str
    live: bool
    account: str
    version: str  # of the API, in which `object` is written
    object: Mapping[str, Any]
    body: str

    @property
    def readable(self) -> bool:
        """Whether it is written in the API version that we know."""
        return self.version == VERSION

    @property
    def ours(self) -> bool:
        """Whether it is of our account and of our mode, live or test."""
        return self.live == settings.STRIPE_LIVE and self.account in {"", settings.STRIPE_ACCOUNT}


def verify_event(body: bytes, signature: str) -> Event:
    """The event in a webhook's raw body. Raises BadSignature, and ValueError if it is no event."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        raise BadSignature from None
    if not any(_signed(text, signature, secret) for secret in settings.STRIPE_WEBHOOK_SECRETS):
        raise BadSignature
    return parse_event(text)


def parse_event(text: str) -> Event:
    """The event in a trusted body. Raises ValueError if it is no event."""
    event = json.loads(text)
    try:
        if event["object"] != "event":
            raise ValueError("not an event")
        return Event(
            id=event["id"],
            type=event["type"],
            live=event["livemode"],
            account=event.get("account") or "",
            version=str(event.get("api_version") or "unknown"),
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
