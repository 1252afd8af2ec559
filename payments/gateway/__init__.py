"""The only package that talks to Stripe: plain values in, plain values out."""

from payments.gateway.connection import (
    VERSION,
    NotFound,
    Refused,
    StripeUnavailable,
    client,
)
from payments.gateway.disputes import Dispute, disputes_since, retrieve_dispute
from payments.gateway.events import BadSignature, Event, parse_event, verify_event
from payments.gateway.intents import Intent, retrieve_intent
from payments.gateway.refunds import Refund, create_refund, refunds_since, retrieve_refund
from payments.gateway.sessions import (
    LOCALES,
    NewSession,
    Session,
    create_session,
    expire_session,
    parse_session,
    retrieve_session,
    sessions_since,
)

__all__ = [
    "LOCALES",
    "VERSION",
    "BadSignature",
    "Dispute",
    "Event",
    "Intent",
    "NewSession",
    "NotFound",
    "Refund",
    "Refused",
    "Session",
    "StripeUnavailable",
    "client",
    "create_refund",
    "create_session",
    "disputes_since",
    "expire_session",
    "parse_event",
    "parse_session",
    "refunds_since",
    "retrieve_dispute",
    "retrieve_intent",
    "retrieve_refund",
    "retrieve_session",
    "sessions_since",
    "verify_event",
]
