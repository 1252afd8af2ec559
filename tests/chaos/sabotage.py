"""The site without one safeguard, for the negative controls: the run must find the damage.

`WITHOUT` in the environment of the run's programs says which: "lock" (the row lock of
`record_and_apply`), "events" (the unique key of events), "outbox" (the outbox's transaction).
Nothing in the product refers to this module. `drop_constraints` drops the database's constraints
that would still prevent the damage.
"""

import os
import time
from collections.abc import Callable
from importlib import import_module
from typing import Any

from django.db import connection, transaction

from unity_torah.celery import app as app
from unity_torah.wsgi import application as application

LATE = 4.0  # seconds between the commit and the queueing of the mail

# Without the lock five unique constraints still refuse the second draw, one after another.
_CONSTRAINTS: dict[str, dict[str, list[str]]] = {
    "lock": {
        "payments_payment": ["method, reference", "order_id"],
        "letters_letter": ["inscription_id"],
        "letters_certificate": ["inscription_id"],
        "messaging_message": ["kind, about, recipient"],
    },
    "events": {"payments_stripeevent": ["id"]},
    "outbox": {},
}
_UNIQUE_INDEXES = """
SELECT indexrelid::regclass::text, conname
FROM pg_index LEFT JOIN pg_constraint ON conindid = indexrelid AND contype IN ('u', 'p')
WHERE indrelid = %s::regclass AND indisunique AND (
    SELECT string_agg(attname, ', ' ORDER BY place) FROM unnest(indkey)
    WITH ORDINALITY AS key(number, place)
    JOIN pg_attribute ON attrelid = indrelid AND attnum = number) = %s
"""


def drop_constraints(without: str) -> None:
    """Drop the constraints that protect against the same damage."""
    with connection.cursor() as cursor:
        for table, keys in _CONSTRAINTS[without].items():
            for key in keys:
                cursor.execute(_UNIQUE_INDEXES, [table, key])
                found = cursor.fetchall()
                if not found:
                    raise LookupError(f"{table} has no unique key ({key})")
                for index, constraint in found:
                    if constraint:
                        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {constraint}")
                    else:
                        cursor.execute(f"DROP INDEX {index}")


def _replace(module: str, name: str, function: Callable[..., object]) -> None:
    """Replace a function of a module. Raises AttributeError if it is named otherwise by now."""
    target = import_module(module)
    getattr(target, name)
    setattr(target, name, function)


def _without_lock() -> None:
    from payments.models import Order

    def get(*, pk: int | None = None, public_id: str = "") -> Order:
        return Order.objects.get(public_id=public_id) if pk is None else Order.objects.get(pk=pk)

    for module in ("payments.checkout.sessions", "payments.fulfilment"):
        _replace(module, "lock_order", get)


def _without_event_key() -> None:
    from payments import gateway

    def insert(event: gateway.Event, outcome: str = "handled", error: str = "") -> bool:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO payments_stripeevent"
                " (id, type, body, outcome, error, received_at, handled_at)"
                " VALUES (%s, %s, %s::jsonb, %s, %s, now(), now())",
                [event.id, event.type, event.body, outcome, error],
            )
        return True

    def insert_failure(event: gateway.Event, error: str) -> None:
        insert(event, "failed", error)

    _replace("payments.checkout.webhooks", "_store_unless_handled", insert)
    _replace("payments.checkout.webhooks", "_record_failure", insert_failure)


def _without_outbox_transaction() -> None:
    from messaging import outbox

    enqueue = outbox.enqueue

    def enqueue_late(**mail: Any) -> None:
        def later() -> None:
            time.sleep(LATE)
            enqueue(**mail)

        transaction.on_commit(later)

    for module in (
        "payments.checkout.sessions",
        "payments.fulfilment",
        "payments.refunds.transitions",
    ):
        _replace(module, "enqueue", enqueue_late)


_SABOTAGES = {
    "lock": _without_lock,
    "events": _without_event_key,
    "outbox": _without_outbox_transaction,
}
if without := os.environ.get("WITHOUT"):
    _SABOTAGES[without]()
