"""What Stripe told of a payer is not kept longer than a payment is asked about.

An event's body brings his name, address, e-mail and card's last digits, which nothing here reads.
"""

from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

# Long enough to look into a refund or a dispute of some months; a choice, not a rule of Stripe's.
KEPT = timedelta(days=180)
AT_ONCE = 5_000

# What the audit, the money's pages and whoever looks into an old matter still read of an event.
_FACTS = [
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
_FORGET = """
UPDATE payments_stripeevent SET body = jsonb_set(body, '{data}', jsonb_build_object(
    'forgotten', true,
    'object', (SELECT coalesce(jsonb_object_agg(key, value), '{}')
               FROM jsonb_each(body #> '{data,object}') WHERE key = ANY(%(facts)s))
))
WHERE id IN (
    SELECT id FROM payments_stripeevent
    WHERE outcome = 'handled' AND received_at < %(before)s AND NOT body -> 'data' ? 'forgotten'
    LIMIT %(at_once)s
)
"""


def forget_payers() -> int:
    """Take out of old events whatever is told of a payer; of how many. One that failed is kept.

    At most AT_ONCE of them, the same event never twice.
    """
    values: dict[str, Any] = {"facts": _FACTS, "before": timezone.now() - KEPT, "at_once": AT_ONCE}
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, values)
        return int(cursor.rowcount)
