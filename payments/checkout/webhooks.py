"""Stripe's webhook: verify the signature, then store and handle the event in one transaction.

2xx for events handled or not wanted, 400 for a bad signature, 500 only to be sent the event again.
An event's row and its effect are one commit; a failure is stored as failed, and handled when the
event comes again. An event of another API version is stored as failed and not handled.
"""

import json
import logging
from collections.abc import Callable
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from core.http.methods import post_only
from payments import gateway
from payments.checkout.sessions import apply_session, record_debit_failure
from payments.models import StripeEvent
from payments.refunds.disputes import record_dispute
from payments.refunds.stripe import sync_refund

logger = logging.getLogger(__name__)

# A concurrent delivery of the same event waits here for the first, then finds it handled.
_STORE = """
INSERT INTO payments_stripeevent (id, type, body, outcome, error, received_at, handled_at)
VALUES (%(id)s, %(type)s, %(body)s::jsonb, 'handled', '', now(), now())
ON CONFLICT (id) DO UPDATE SET outcome = 'handled', error = '', handled_at = now()
WHERE payments_stripeevent.outcome <> 'handled'
RETURNING id
"""
_STORE_FAILED = """
INSERT INTO payments_stripeevent (id, type, body, outcome, error, received_at, handled_at)
VALUES (%(id)s, %(type)s, %(body)s::jsonb, 'failed', %(error)s, now(), now())
ON CONFLICT (id) DO UPDATE SET outcome = 'failed', error = EXCLUDED.error, handled_at = now()
WHERE payments_stripeevent.outcome <> 'handled'
"""


class Handler(NamedTuple):
    """How an event is handled: `read` may call Stripe, `apply` runs inside the transaction."""

    read: Callable[[gateway.Event], Any]
    apply: Callable[[Any], None]


def _session(event: gateway.Event) -> gateway.Session | None:
    """The session as of the event: the states we act on are final, so it is not retrieved."""
    session = gateway.parse_session(event.object)
    return session if session.order else None  # another program in the same Stripe account


def _refund(event: gateway.Event) -> gateway.Refund:
    """The refund as it is now: its events come in any order."""
    return gateway.retrieve_refund(event.object["id"])


def _dispute(event: gateway.Event) -> gateway.Dispute:
    return gateway.retrieve_dispute(event.object["id"])


HANDLERS = {
    "checkout.session.completed": Handler(_session, apply_session),
    "checkout.session.async_payment_succeeded": Handler(_session, apply_session),
    "checkout.session.async_payment_failed": Handler(_session, record_debit_failure),
    "checkout.session.expired": Handler(_session, apply_session),
    "refund.created": Handler(_refund, sync_refund),
    "refund.updated": Handler(_refund, sync_refund),
    "refund.failed": Handler(_refund, sync_refund),
    "charge.dispute.created": Handler(_dispute, record_dispute),
    "charge.dispute.updated": Handler(_dispute, record_dispute),
    "charge.dispute.closed": Handler(_dispute, record_dispute),
    "charge.dispute.funds_withdrawn": Handler(_dispute, record_dispute),
    "charge.dispute.funds_reinstated": Handler(_dispute, record_dispute),
    # Only stored, and counted by `payments.abuse.card_testing`.
    "payment_intent.payment_failed": Handler(lambda event: None, lambda subject: None),
}


@csrf_exempt
@post_only
def stripe_webhook(request: HttpRequest) -> HttpResponse:
    try:
        event = gateway.verify_event(request.body, request.headers.get("Stripe-Signature", ""))
    except (gateway.BadSignature, ValueError):
        return HttpResponse("not signed by Stripe", status=400, content_type="text/plain")
    if event.type not in HANDLERS or not event.ours:
        return HttpResponse(status=204)
    handled = handle_event(event)
    # Stripe would send the same version again: the committee and the reconciliation see to it.
    return HttpResponse(status=204 if handled or not event.readable else 500)


def handle_event(event: gateway.Event) -> bool:
    """Store and handle an event once; returns whether it is handled now."""
    if not event.readable:
        logger.error("event %s has API version %s", event.id, event.version)
        _record_failure(event, f"API version {event.version}, not {gateway.VERSION}")
        return False
    handler = HANDLERS[event.type]
    try:
        subject = handler.read(event)
        with transaction.atomic(durable=True):
            if _store_unless_handled(event) and subject is not None:
                handler.apply(subject)
    except Exception as error:  # whatever went wrong, Stripe must send it again
        logger.exception("event %s of type %s failed", event.id, event.type)
        _record_failure(event, type(error).__name__)
        return False
    return True


def retry_event(stored: StripeEvent) -> bool:
    """Handle a failed event from its row; returns whether it is handled now."""
    return handle_event(gateway.parse_event(json.dumps(stored.body)))


def _store_unless_handled(event: gateway.Event) -> bool:
    """Store the event as handled; False if it was handled before."""
    with connection.cursor() as cursor:
        cursor.execute(_STORE, {"id": event.id, "type": event.type, "body": event.body})
        return cursor.fetchone() is not None


def _record_failure(event: gateway.Event, error: str) -> None:
    with connection.cursor() as cursor:
        values = {"id": event.id, "type": event.type, "body": event.body, "error": error}
        cursor.execute(_STORE_FAILED, values)
