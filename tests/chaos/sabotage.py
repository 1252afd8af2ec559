"""The site with one thing taken out, for the twins that show that the run can find damage.

`WITHOUT` in the environment of the run's own programs says what: "lock" (the row lock of
`fulfil`), "events" (the unique key of events), "outbox" (the outbox's transaction). The product
knows nothing of this module. Where constraints of the database would still prevent the damage,
`take_out_of_the_database` takes out those that stand for the same thing.
"""

import os
import time
from importlib import import_module
from typing import Any

from django.db import connection, transaction

from unity_torah.celery import app as app
from unity_torah.wsgi import application as application

LATE = 1.5  # seconds between the commit and the mail that is owed, without the transaction

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


def take_out_of_the_database(without: str) -> None:
    """Drop what in the run's database stands for the thing taken out."""
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


def _without_lock() -> None:
    from payments.models import Order

    def get(*, pk: int | None = None, public_id: str = "") -> Order:
        return Order.objects.get(public_id=public_id) if pk is None else Order.objects.get(pk=pk)

    for module in ("payments.checkout.sessions", "payments.fulfilment"):
        setattr(import_module(module), "lock_order", get)  # noqa: B010 - not the module's own


def _without_key_of_events() -> None:
    from payments import gateway
    from payments.checkout import webhooks

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

    webhooks._taken = insert
    webhooks._record_failure = insert_failure


def _without_transaction_of_outbox() -> None:
    from messaging import outbox

    enqueue = outbox.enqueue

    def owe_later(**mail: Any) -> None:
        def owe() -> None:
            time.sleep(LATE)
            enqueue(**mail)

        transaction.on_commit(owe)

    for module in (
        "payments.checkout.sessions",
        "payments.fulfilment",
        "payments.refunds.transitions",
    ):
        setattr(import_module(module), "enqueue", owe_later)  # noqa: B010 - not its own


_TAKE_OUT = {
    "lock": _without_lock,
    "events": _without_key_of_events,
    "outbox": _without_transaction_of_outbox,
}
if without := os.environ.get("WITHOUT"):
    _TAKE_OUT[without]()
