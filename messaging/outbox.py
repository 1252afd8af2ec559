"""Writing to the outbox and delivering from it: never lost, and once.

A delivery claims its row by moving `next_attempt_at` ahead, sends outside any transaction, and
then marks the row. Whatever dies in between, the row becomes due again when the claim runs out;
only a mail in flight at that moment can go twice, and then under the same Message-ID.
"""

import logging
import smtplib
import time
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from kombu.exceptions import OperationalError

from messaging.models import Message, new_message_id

logger = logging.getLogger(__name__)

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=4)
MOST_ATTEMPTS = 15  # about a day and a half

REMINDER_COVERS = 1.0  # seconds
_reminded = {"at": float("-inf")}

# Written for every order: the names of the columns in place of the ORM's work.
_ENQUEUE = """
INSERT INTO messaging_message (kind, about, recipient, language, message_id, state, attempts,
                               next_attempt_at, error, created_at)
VALUES (%s, %s, %s, %s, %s, 'queued', 0, now(), '', now())
"""

Composer = Callable[[Message], EmailMultiAlternatives]
_composers: dict[str, Composer] = {}


def composes(kind: str) -> Callable[[Composer], Composer]:
    """Register how a kind of message becomes a mail; the apps above us know, we don't."""

    def register(composer: Composer) -> Composer:
        _composers[kind] = composer
        return composer

    return register


def enqueue(*, kind: str, about: str, recipient: str, language: str) -> None:
    """Owe a mail, inside the caller's transaction; a second call for the same fact raises
    IntegrityError. After the commit the worker is reminded."""
    with connection.cursor() as cursor:
        cursor.execute(_ENQUEUE, [kind, about, recipient, language, new_message_id()])
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
    """Deliver one message if it is due; safe to call any number of times, at once.

    Returns whether this call sent it. A failure is written on the row and tried again later.
    """
    message = _claim(message_id)
    if message is None:
        return False
    try:
        mail = _composers[message.kind](message)
        mail.extra_headers["Message-ID"] = message.message_id
        mail.send()
    except Exception as error:  # noqa: BLE001 - whatever it was, the row must say so
        _postpone(message, error)
        return False
    Message.objects.filter(pk=message_id).update(
        state=Message.State.SENT, sent_at=timezone.now(), error=""
    )
    return True


def _claim(message_id: int) -> Message | None:
    claimed = (
        Message.objects.due()
        .filter(pk=message_id)
        .order_by()
        .update(attempts=F("attempts") + 1, next_attempt_at=timezone.now() + settings.OUTBOX_CLAIM)
    )
    return Message.objects.get(pk=message_id) if claimed else None


def _postpone(message: Message, error: Exception) -> None:
    wait = min(FIRST_WAIT * 2 ** (message.attempts - 1), LONGEST_WAIT)
    given_up = message.attempts >= MOST_ATTEMPTS or _is_final(error)
    Message.objects.filter(pk=message.pk).update(
        state=Message.State.FAILED if given_up else Message.State.QUEUED,
        next_attempt_at=timezone.now() + wait,
        error=_describe(error),
    )
    logger.warning("message %s not sent: %s", message.pk, _describe(error))


def _is_final(error: Exception) -> bool:
    """Whether the recipient's server refused this address for good (5xx)."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(500 <= code < 600 for code, _ in error.recipients.values())
    return False


def _describe(error: Exception) -> str:
    """What went wrong, without anybody's address or name (they can stand in the text)."""
    code = getattr(error, "smtp_code", "")
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code = ",".join(str(code) for code, _ in error.recipients.values())
    return f"{type(error).__name__} {code}".strip()[:200]
