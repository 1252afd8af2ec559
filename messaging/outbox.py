"""Writing to the outbox."""

import time

from django.db import connection, transaction

from core import jobs
from messaging.models import new_message_id

WAKE_INTERVAL = 1.0  # seconds
_last_wake = {"at": float("-inf")}

# Plain SQL: it runs for every order, and the ORM would be measurable.
_INSERT = """
INSERT INTO messaging_message (kind, about, recipient, language, zone, message_id, state, attempts,
                               next_attempt_at, error, created_at)
VALUES (%s, %s, %s, %s, %s, %s, 'queued', 0, now(), '', now())
"""


def enqueue(*, kind: str, about: str, recipient: str, language: str, zone: str = "") -> None:
    """Add a message in the caller's transaction and wake the worker after the commit.

    `zone` is the recipient's IANA time zone, "" if unknown; quiet hours depend on it. Raises
    IntegrityError for a second message of this kind about the same to the same recipient.
    """
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [kind, about, recipient, language, zone, new_message_id()])
    transaction.on_commit(wake_worker)


def wake_worker() -> None:
    """Queue the delivery of due mail in a second, at most once a second."""
    now = time.monotonic()
    if now < _last_wake["at"] + WAKE_INTERVAL:
        return
    _last_wake["at"] = now
    jobs.enqueue("messaging.tasks.deliver_due", countdown=WAKE_INTERVAL)


def reset_for_tests() -> None:
    """Forget when the worker was last woken."""
    _last_wake["at"] = float("-inf")
