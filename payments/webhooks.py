"""Stripe's webhook: verify, store once, handle in the request.

2xx for what is handled or not wanted, 400 for what Stripe did not sign, 500 only to be sent the
event again. A stored event is not a handled one: one that failed is handled when it comes again.
"""

import logging
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from payments import checkout, gateway
from payments.models import StripeEvent

logger = logging.getLogger(__name__)

Outcome = StripeEvent.Outcome


def _settle(event: gateway.Event) -> None:
    session = gateway.read_session(event.object)
    if session.order:  # without it, another program of the same account made the session
        checkout.settle(session)


def _debit_failed(event: gateway.Event) -> None:
    checkout.debit_failed(gateway.read_session(event.object))


HANDLERS: dict[str, Callable[[gateway.Event], None]] = {
    "checkout.session.completed": _settle,
    "checkout.session.async_payment_succeeded": _settle,
    "checkout.session.async_payment_failed": _debit_failed,
    "checkout.session.expired": _settle,
}


@csrf_exempt
@require_POST
def stripe_webhook(request: HttpRequest) -> HttpResponse:
    """The door for Stripe's events."""
    try:
        event = gateway.read_event(request.body, request.headers.get("Stripe-Signature", ""))
    except (gateway.BadSignature, ValueError, KeyError, TypeError):
        return HttpResponse("not signed by Stripe", status=400, content_type="text/plain")
    if event.type not in HANDLERS or event.live != settings.STRIPE_LIVE:
        return HttpResponse(status=204)
    return HttpResponse(status=204 if handle(event) else 500)


def handle(event: gateway.Event) -> bool:
    """Store and handle an event unless it was; returns whether it is handled now."""
    stored, _ = StripeEvent.objects.get_or_create(
        id=event.id, defaults={"type": event.type, "body": event.body}
    )
    if stored.outcome == Outcome.HANDLED:
        return True
    try:
        HANDLERS[event.type](event)
    except Exception as error:  # whatever it was, Stripe must send it again
        logger.exception("event %s of type %s failed", event.id, event.type)
        _record(event, Outcome.FAILED, type(error).__name__)
        return False
    _record(event, Outcome.HANDLED, "")
    return True


def _record(event: gateway.Event, outcome: Outcome, error: str) -> None:
    StripeEvent.objects.filter(pk=event.id).exclude(outcome=Outcome.HANDLED).update(
        outcome=outcome, error=error, handled_at=timezone.now()
    )
