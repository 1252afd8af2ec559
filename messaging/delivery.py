"""Delivering from the outbox: at least once, and twice only after a crash.

A batch is claimed and sent outside any transaction over one connection; each message is marked as
soon as the server accepted its mail. After a crash, messages not marked become due again when the
claim expires; only the mail in flight can be sent twice, under the same Message-ID.
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
from messaging.composers import MessageObsolete, compose
from messaging.models import Message
from messaging.suppressions import suppression_reasons
from messaging.unsubscribe import unsubscribe_headers

logger = logging.getLogger(__name__)

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=4)
MOST_ATTEMPTS = 15  # about a day and a half

# Plain SQL: it runs for every mail, and the ORM would be measurable.
_SENT = "UPDATE messaging_message SET state = 'sent', sent_at = now(), error = '' WHERE id = %s"

OBSOLETE = "obsolete"  # Message.error of a message left out

# Small: a mail about an order renders PDFs, and another worker may take the next ones.
ORDINARY_BATCH = 10


def send(message_id: int) -> bool:
    """Deliver one message if it is due and belongs to no mailing. Idempotent.

    Returns whether this call sent it. A failure is stored on the row and retried later.
    """
    return deliver(claims.claim_one(message_id)) == 1


def deliver_ordinary() -> bool:
    """Deliver a few due messages that belong to no mailing; returns whether there were any."""
    claimed = claims.claim_ordinary(ORDINARY_BATCH)
    deliver(claimed)
    return bool(claimed)


def deliver(claimed: Sequence[Message]) -> int:
    """Send claimed messages over one connection; returns how many were sent."""
    # Half the claim: later messages are released, or another worker would send them too.
    deadline = time.monotonic() + settings.OUTBOX_CLAIM.total_seconds() / 2
    remaining = _without_suppressed(claimed)
    connection = get_connection()
    sent = 0
    try:
        for index, message in enumerate(remaining):
            if time.monotonic() > deadline:
                claims.release(remaining[index:])
                break
            sent += _deliver_one(message, connection)
    finally:
        _close(connection)
    return sent


def _without_suppressed(claimed: Sequence[Message]) -> list[Message]:
    suppressed = suppression_reasons(claimed)
    for message_id, reason in suppressed.items():
        _leave_out(message_id, reason)
    return [message for message in claimed if message.pk not in suppressed]


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
        connection.open()  # otherwise each mail would open and close its own
        mail.send()
    except MessageObsolete:
        _leave_out(message.pk, OBSOLETE)
        return False
    except Exception as error:  # noqa: BLE001 - any error is stored on the row
        _schedule_retry(message, error)
        _close(connection)
        return False
    with database.cursor() as cursor:
        cursor.execute(_SENT, [message.pk])
    return True


def _close(connection: BaseEmailBackend) -> None:
    with suppress(OSError):  # the server may be gone
        connection.close()


def _schedule_retry(message: Message, error: Exception) -> None:
    wait = min(FIRST_WAIT * 2 ** (message.attempts - 1), LONGEST_WAIT)
    final = message.attempts >= MOST_ATTEMPTS or _is_final(error)
    # It may have been left out while it was being sent: its recipient asked for deletion.
    Message.objects.queued().filter(pk=message.pk).update(
        state=Message.State.FAILED if final else Message.State.QUEUED,
        next_attempt_at=timezone.now() + wait,
        error=_describe(error),
    )
    logger.warning("message %s not sent: %s", message.pk, _describe(error))


def _is_final(error: Exception) -> bool:
    """Whether the recipient's server refused this address permanently (5xx)."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(500 <= code < 600 for code, _ in error.recipients.values())
    return False


def _describe(error: Exception) -> str:
    """The error without its text, which may contain addresses or names."""
    code = getattr(error, "smtp_code", "")
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code = ",".join(str(code) for code, _ in error.recipients.values())
    return f"{type(error).__name__} {code}".strip()[:200]
