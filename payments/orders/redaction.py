"""Redaction of personal data in old Stripe events.

An event's body has the payer's name, address, e-mail and last card digits. Nothing here reads them.
"""

from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

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
        cursor.execute(_REDACT, values)
        return int(cursor.rowcount)
