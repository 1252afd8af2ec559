"""Redaction of personal data in old Stripe events.

An event's body has the payer's name, address, e-mail and last card digits. Nothing here reads them.
"""

from datetime import timedelta
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from payments.models import Order, Payment, StripeEvent

# Long enough to investigate a refund or a dispute; our choice, not a rule of Stripe's.
RETENTION = timedelta(days=180)
BATCH_SIZE = 5_000

# Read by the audit and the admin, or useful when an old payment is investigated.
_KEPT_FIELDS = [
    "id",
    "object",
    "amount",
    "amount_refunded",
    "amount_total",
    "charge",
    "client_reference_id",
    "created",
    "currency",
    "livemode",
    "metadata",
    "payment_intent",
    "payment_status",
    "reason",
    "status",
]
_REDACT = """
UPDATE payments_stripeevent SET body = jsonb_set(body, '{data}', jsonb_build_object(
    'redacted', true,
    'object', (SELECT coalesce(jsonb_object_agg(key, value), '{}')
               FROM jsonb_each(body #> '{data,object}') WHERE key = ANY(%(kept)s))
))
"""
_OLD = """
WHERE id IN (
    SELECT id FROM payments_stripeevent
    WHERE outcome = 'handled' AND received_at < %(before)s AND NOT body -> 'data' ? 'redacted'
    LIMIT %(batch_size)s
)
"""


def redact_payer_data() -> int:
    """Redact up to BATCH_SIZE handled events older than RETENTION; returns how many.

    Failed events are left whole, since they are handled again.
    """
    values: dict[str, Any] = {
        "kept": _KEPT_FIELDS,
        "before": timezone.now() - RETENTION,
        "batch_size": BATCH_SIZE,
    }
    with connection.cursor() as cursor:
        cursor.execute(_REDACT + _OLD, values)
        return int(cursor.rowcount)


def events_of(orders: "QuerySet[Order]") -> "QuerySet[StripeEvent]":
    """The events about these orders, their payments, refunds and disputes."""
    known = orders.values_list("public_id", flat=True)
    payments = Payment.objects.filter(order__in=orders).values_list("reference", flat=True)
    objects = "body__data__object"
    return StripeEvent.objects.filter(
        Q(**{f"{objects}__client_reference_id__in": list(known)})
        | Q(**{f"{objects}__metadata__order__in": list(known)})
        | Q(**{f"{objects}__payment_intent__in": list(payments)})
        | Q(**{f"{objects}__id__in": list(payments)})
    )


def redact_events(orders: "QuerySet[Order]") -> None:
    """Redact the events about these orders, whatever their age or outcome.

    What is kept is enough to handle a failed one again.
    """
    keys = list(events_of(orders).values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(f"{_REDACT} WHERE id = ANY(%(keys)s)", {"kept": _KEPT_FIELDS, "keys": keys})
