"""Writing to the outbox, and what every kind of mail looks like."""

import logging
import time
from collections.abc import Callable

from django.core.mail import EmailMultiAlternatives
from django.db import connection, transaction
from kombu.exceptions import OperationalError

from messaging.models import Message, new_message_id

logger = logging.getLogger(__name__)

REMINDER_COVERS = 1.0  # seconds
_reminded = {"at": float("-inf")}

# Written for every order: the names of the columns in place of the ORM's work.
_ENQUEUE = """
INSERT INTO messaging_message (kind, about, recipient, language, zone, message_id, state, attempts,
                               next_attempt_at, error, created_at)
VALUES (%s, %s, %s, %s, %s, %s, 'queued', 0, now(), '', now())
"""


class NothingToSay(Exception):
    """What a message was to report no longer holds: it is left out."""


Composer = Callable[[Message], EmailMultiAlternatives]
_composers: dict[str, Composer] = {}


def composes(kind: str) -> Callable[[Composer], Composer]:
    """Register how a kind of message becomes a mail; the apps above us know, we don't."""

    def register(composer: Composer) -> Composer:
        _composers[kind] = composer
        return composer

    return register


def compose(message: Message) -> EmailMultiAlternatives:
    """The mail of a message. Raises KeyError for a kind that nobody registered."""
    return _composers[message.kind](message)


def enqueue(*, kind: str, about: str, recipient: str, language: str, zone: str = "") -> None:
    """Owe a mail, inside the caller's transaction; a second call for the same fact raises
    IntegrityError. After the commit the worker is reminded.

    `zone`, the recipient's IANA time zone, tells when Shabbos is where he is; "" is not known.
    """
    with connection.cursor() as cursor:
        cursor.execute(_ENQUEUE, [kind, about, recipient, language, zone, new_message_id()])
    transaction.on_commit(remind)


def remind() -> None:
    """Leave word that mail is due, once a second: the worker looks for all of it, a second later.

    Redis may be away: the periodic task finds the rows anyway.
    """
    from messaging.tasks import deliver_due

    now = time.monotonic()
    if now < _reminded["at"] + REMINDER_COVERS:
        return
    _reminded["at"] = now
    try:
        deliver_due.apply_async(countdown=REMINDER_COVERS, ignore_result=True)
    except (OperationalError, OSError):
        logger.warning("no reminder left: Redis is away")


def send(message_id: int) -> bool:
    """Deliver one message now if it is due: see `messaging.delivery.send`."""
    from messaging import delivery

    return delivery.send(message_id)
