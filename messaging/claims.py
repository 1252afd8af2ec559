"""Claiming messages for a worker; if it dies, they become due again.

A claim moves `next_attempt_at` ahead by OUTBOX_CLAIM. Nothing is locked while a mail is sent.
"""

from collections.abc import Iterable, Sequence

from django.conf import settings
from django.db import connection
from django.db.models import F
from django.utils import timezone

from core.calendar.quiet_hours import quiet_until
from messaging.models import Message

ACCOUNT = "account"  # kind of the mails of signing in: they have no quiet hours

# The ids are selected once, as an array: a planner that repeated the subquery for every row would
# claim too many.
_CLAIM = """
UPDATE messaging_message SET attempts = attempts + 1, next_attempt_at = now() + %s
WHERE id = ANY(ARRAY(
    SELECT id FROM messaging_message
    WHERE state = 'queued' AND next_attempt_at <= now() AND {which}
    ORDER BY next_attempt_at LIMIT %s FOR UPDATE SKIP LOCKED
))
RETURNING *
"""
# All due messages of the zone at once, so that none of them is claimed in vain.
_DEFER = """
UPDATE messaging_message SET next_attempt_at = %s
WHERE id = ANY(ARRAY(
    SELECT id FROM messaging_message
    WHERE state = 'queued' AND next_attempt_at <= now() AND zone = %s AND kind <> %s
    FOR UPDATE SKIP LOCKED
))
"""


def claim_one(message_id: int) -> list[Message]:
    """Claim this message if it is due and belongs to no mailing."""
    return _claim("mailing_id IS NULL AND id = %s", [message_id], 1)


def claim_ordinary(most: int) -> list[Message]:
    """Claim up to `most` due messages that belong to no mailing, oldest first."""
    return _claim("mailing_id IS NULL", [], most)


def claim_of_mailing(mailing_id: int, most: int) -> list[Message]:
    """Claim up to `most` due messages of a mailing, oldest first."""
    return _claim("mailing_id = %s", [mailing_id], most)


def _claim(which: str, values: Sequence[int], most: int) -> list[Message]:
    statement = _CLAIM.format(which=which)
    rows = Message.objects.raw(statement, [settings.OUTBOX_CLAIM, *values, most])
    return defer(list(rows))


def defer(claimed: list[Message]) -> list[Message]:
    """Move messages in quiet hours to the end of these; returns the others."""
    if not settings.OBSERVE_QUIET_HOURS:
        return claimed
    now = timezone.now()
    ordinary = [message for message in claimed if message.kind != ACCOUNT]
    ends = {zone: quiet_until(zone, now) for zone in {message.zone for message in ordinary}}
    for zone, until in ends.items():
        if until is None:
            continue
        quiet = [message for message in ordinary if message.zone == zone]
        release(quiet, due_at=until)
        with connection.cursor() as cursor:
            cursor.execute(_DEFER, [until, zone, ACCOUNT])
    return [message for message in claimed if message.kind == ACCOUNT or ends[message.zone] is None]


def release(claimed: Iterable[Message], *, due_at: object = None) -> None:
    """Undo a claim and its attempt; the messages are due now, or at `due_at`."""
    Message.objects.filter(pk__in=[message.pk for message in claimed]).update(
        attempts=F("attempts") - 1, next_attempt_at=due_at or timezone.now()
    )
