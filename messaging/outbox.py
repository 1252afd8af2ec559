"""Writing to the outbox."""

import time

from django.db import connection, transaction

from core import jobs
from messaging.models import new_message_id

REMINDER_COVERS = 1.0  # seconds
_reminded = {"at": float("-inf")}

# Written for every order: the names of the columns in place of the ORM's work.
_ENQUEUE = """
INSERT INTO messaging_message (kind, about, recipient, language, zone, message_id, state, attempts,
                               next_attempt_at, error, created_at)
VALUES (%s, %s, %s, %s, %s, %s, 'queued', 0, now(), '', now())
"""


def enqueue(*, kind: str, about: str, recipient: str, language: str, zone: str = "") -> None:
    """Owe a mail, inside the caller's transaction; a second call for the same fact raises
    IntegrityError. After the commit the worker is reminded.

    `zone`, the recipient's IANA time zone, tells when Shabbos is where he is; "" is not known.
    """
    with connection.cursor() as cursor:
        cursor.execute(_ENQUEUE, [kind, about, recipient, language, zone, new_message_id()])
    transaction.on_commit(remind)


def remind() -> None:
    """Ask the worker, at most once a second, to deliver all mail that is due a second later."""
    now = time.monotonic()
    if now < _reminded["at"] + REMINDER_COVERS:
        return
    _reminded["at"] = now
    jobs.enqueue("messaging.tasks.deliver_due", countdown=REMINDER_COVERS)
