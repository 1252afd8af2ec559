"""Delivering from the outbox: never lost, and once.

A batch is claimed, sent outside any transaction over one connection, and each message is marked
the moment its mail was taken. Whatever dies in between, what was not marked becomes due again when
the claim runs out; only the one mail that a process had in flight can go twice, and then under the
same Message-ID.
"""

import logging
import smtplib
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection as database
from django.utils import timezone

from messaging import claims
from messaging.composers import NothingToSay, compose
from messaging.models import Message
from messaging.suppressions import reasons_against
from messaging.unsubscribe import unsubscribe_headers

logger = logging.getLogger(__name__)

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=4)
MOST_ATTEMPTS = 15  # about a day and a half

# One of these a mail, sixty thousand times: without the ORM's work.
_SENT = "UPDATE messaging_message SET state = 'sent', sent_at = now(), error = '' WHERE id = %s"

NOTHING_TO_SAY = "nothing_to_say"  # why a message was left out

# Few: a mail about an order has sheets to be set, and another worker may take the next ones.
ORDINARY_BATCH = 10


def send(message_id: int) -> bool:
    """Deliver one message if it is due and of no mailing; safe to call any number of times.

    Returns whether this call sent it. A failure is written on the row and tried again later.
    """
    return deliver(claims.claim_one(message_id)) == 1


def deliver_ordinary() -> bool:
    """Deliver a few due messages of no mailing; whether there were any."""
    claimed = claims.claim_ordinary(ORDINARY_BATCH)
    deliver(claimed)
    return bool(claimed)


def deliver(claimed: Sequence[Message]) -> int:
    """Send claimed messages over one connection; how many went."""
    # Half the claim: what is not begun by then goes back, or another worker would send it too.
    deadline = time.monotonic() + settings.OUTBOX_CLAIM.total_seconds() / 2
    going = _without_suppressed(claimed)
    connection = get_connection()
    sent = 0
    try:
        for begun, message in enumerate(going):
            if time.monotonic() > deadline:
                claims.give_back(going[begun:])
                break
            sent += _deliver_one(message, connection)
    finally:
        _close(connection)
    return sent


def _without_suppressed(claimed: Sequence[Message]) -> list[Message]:
    against = reasons_against(claimed)
    for message_id, reason in against.items():
        _leave_out(message_id, reason)
    return [message for message in claimed if message.pk not in against]


def _leave_out(message_id: int, reason: str) -> None:
    Message.objects.filter(pk=message_id).update(state=Message.State.LEFT_OUT, error=reason)


def _deliver_one(message: Message, connection: BaseEmailBackend) -> bool:
    try:
        mail = compose(message)
        mail.extra_headers["Message-ID"] = message.message_id
        if message.mailing_id:
            mail.extra_headers.update(unsubscribe_headers(message))
        # What an ESP sends back with a bounce; a plain mail server never sees it.
        mail.metadata = {"message": str(message.pk)}  # type: ignore[attr-defined]
        mail.connection = connection
        connection.open()  # otherwise the mail would open and close one for itself
        mail.send()
    except NothingToSay:
        _leave_out(message.pk, NOTHING_TO_SAY)
        return False
    except Exception as error:  # noqa: BLE001 - whatever it was, the row must say so
        _postpone(message, error)
        _close(connection)
        return False
    with database.cursor() as cursor:
        cursor.execute(_SENT, [message.pk])
    return True


def _close(connection: BaseEmailBackend) -> None:
    with suppress(OSError):  # the server may be gone
        connection.close()


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
