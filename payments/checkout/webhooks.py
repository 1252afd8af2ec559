"""Stripe's webhook: verify, then store once and handle in one transaction, in the request.

2xx for what is handled or not wanted, 400 for what Stripe did not sign, 500 only to be sent the
event again. An event's row and its effect are one commit; one that failed is stored as failed,
and handled when it comes again.
"""

import json
import logging
from collections.abc import Callable
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from payments import gateway
from payments.checkout.sessions import debit_failed, settle
from payments.models import StripeEvent
from payments.refunds.disputes import record_dispute
from payments.refunds.stripe import follow_refund

logger = logging.getLogger(__name__)

# A second delivery of the same event waits here for the first, and then finds it handled.
_TAKE = """
INSERT INTO payments_stripeevent (id, type, body, outcome, error, received_at, handled_at)
VALUES (%(id)s, %(type)s, %(body)s::jsonb, 'handled', '', now(), now())
ON CONFLICT (id) DO UPDATE SET outcome = 'handled', error = '', handled_at = now()
WHERE payments_stripeevent.outcome <> 'handled'
RETURNING id
"""
_FAILED = """
INSERT INTO payments_stripeevent (id, type, body, outcome, error, received_at, handled_at)
VALUES (%(id)s, %(type)s, %(body)s::jsonb, 'failed', %(error)s, now(), now())
ON CONFLICT (id) DO UPDATE SET outcome = 'failed', error = EXCLUDED.error, handled_at = now()
WHERE payments_stripeevent.outcome <> 'handled'
"""


class Handler(NamedTuple):
    """What to do with an event: first read, where Stripe may be asked; then apply, where not."""

    read: Callable[[gateway.Event], Any]
    apply: Callable[[Any], None]


def _session(event: gateway.Event) -> gateway.Session | None:
    """The session as it was: the states that concern us are final, so it needs no second look."""
    session = gateway.read_session(event.object)
    return session if session.order else None  # another program of the same account made it


def _refund(event: gateway.Event) -> gateway.Refund:
    """The refund as it is now: news of it comes in any order."""
    return gateway.retrieve_refund(event.object["id"])


def _dispute(event: gateway.Event) -> gateway.Dispute:
    return gateway.retrieve_dispute(event.object["id"])


HANDLERS = {
    "checkout.session.completed": Handler(_session, settle),
    "checkout.session.async_payment_succeeded": Handler(_session, settle),
    "checkout.session.async_payment_failed": Handler(_session, debit_failed),
    "checkout.session.expired": Handler(_session, settle),
    "refund.created": Handler(_refund, follow_refund),
    "refund.updated": Handler(_refund, follow_refund),
    "refund.failed": Handler(_refund, follow_refund),
    "charge.dispute.created": Handler(_dispute, record_dispute),
    "charge.dispute.updated": Handler(_dispute, record_dispute),
    "charge.dispute.closed": Handler(_dispute, record_dispute),
    # Stored to be counted: see `payments.abuse.card_testing`.
    "payment_intent.payment_failed": Handler(lambda event: None, lambda subject: None),
}


@csrf_exempt
@require_POST
def stripe_webhook(request: HttpRequest) -> HttpResponse:
    """The door for Stripe's events."""
    try:
        event = gateway.read_event(request.body, request.headers.get("Stripe-Signature", ""))
    except (gateway.BadSignature, ValueError):
        return HttpResponse("not signed by Stripe", status=400, content_type="text/plain")
    if event.type not in HANDLERS or not event.ours:
        return HttpResponse(status=204)
    return HttpResponse(status=204 if handle(event) else 500)


def handle(event: gateway.Event) -> bool:
    """Store and handle an event unless it was; returns whether it is handled now."""
    handler = HANDLERS[event.type]
    try:
        subject = handler.read(event)
        with transaction.atomic(durable=True):
            if _taken(event) and subject is not None:
                handler.apply(subject)
    except Exception as error:  # whatever it was, Stripe must send it again
        logger.exception("event %s of type %s failed", event.id, event.type)
        _record_failure(event, type(error).__name__)
        return False
    return True


def handle_again(stored: StripeEvent) -> bool:
    """Handle an event that failed, from its row; returns whether it is handled now."""
    return handle(gateway.event_of(json.dumps(stored.body)))


def _taken(event: gateway.Event) -> bool:
    """Whether the event is ours to handle: it is written as handled, with what follows."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, {"id": event.id, "type": event.type, "body": event.body})
        return cursor.fetchone() is not None


def _record_failure(event: gateway.Event, error: str) -> None:
    with connection.cursor() as cursor:
        values = {"id": event.id, "type": event.type, "body": event.body, "error": error}
        cursor.execute(_FAILED, values)
