"""Claiming messages: a worker has them for a while, and if it dies they are due again.

A claim moves `next_attempt_at` ahead by OUTBOX_CLAIM. Nothing is locked while a mail is sent.
"""

from collections.abc import Iterable, Sequence

from django.conf import settings
from django.db import connection
from django.db.models import F
from django.utils import timezone

from core.quiet_hours import resting_until
from messaging.models import Message

# The ids come first, once: a planner that ran the choice anew for every row would claim too many.
_CLAIM = """
UPDATE messaging_message SET attempts = attempts + 1, next_attempt_at = now() + %s
WHERE id = ANY(ARRAY(
    SELECT id FROM messaging_message
    WHERE state = 'queued' AND next_attempt_at <= now() AND {which}
    ORDER BY next_attempt_at LIMIT %s FOR UPDATE SKIP LOCKED
))
RETURNING *
"""
# All who rest with them, so that none of those is ever claimed for nothing.
_REST = """
UPDATE messaging_message SET next_attempt_at = %s
WHERE id = ANY(ARRAY(
    SELECT id FROM messaging_message
    WHERE state = 'queued' AND next_attempt_at <= now() AND zone = %s FOR UPDATE SKIP LOCKED
))
"""


def claim_one(message_id: int) -> list[Message]:
    """This message, if it is due and of no mailing."""
    return _claim("mailing_id IS NULL AND id = %s", [message_id], 1)


def claim_ordinary(most: int) -> list[Message]:
    """So many due messages of no mailing, the oldest first."""
    return _claim("mailing_id IS NULL", [], most)


def claim_of_mailing(mailing_id: int, most: int) -> list[Message]:
    """So many due messages of a mailing, the oldest first."""
    return _claim("mailing_id = %s", [mailing_id], most)


def _claim(which: str, values: Sequence[int], most: int) -> list[Message]:
    statement = _CLAIM.format(which=which)
    rows = Message.objects.raw(statement, [settings.OUTBOX_CLAIM, *values, most])
    return put_to_rest(list(rows))


def put_to_rest(claimed: list[Message]) -> list[Message]:
    """Move those whose recipients rest to the end of the rest; the others."""
    if not settings.REST_ON_SHABBOS:
        return claimed
    now = timezone.now()
    rests = {zone: resting_until(zone, now) for zone in {message.zone for message in claimed}}
    for zone, until in rests.items():
        if until is None:
            continue
        resting = [message for message in claimed if message.zone == zone]
        give_back(resting, due_at=until)
        with connection.cursor() as cursor:
            cursor.execute(_REST, [until, zone])
    return [message for message in claimed if rests[message.zone] is None]


def give_back(claimed: Iterable[Message], *, due_at: object = None) -> None:
    """Undo a claim as if it had not been, due now or when told."""
    Message.objects.filter(pk__in=[message.pk for message in claimed]).update(
        attempts=F("attempts") - 1, next_attempt_at=due_at or timezone.now()
    )
