"""Addresses to which no mail is sent: entered by recipients, mail servers or the committee."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Lower

from messaging.claims import ACCOUNT
from messaging.models import Message, Suppression

Reason = Suppression.Reason
# A stronger reason replaces a weaker one, never the reverse.
_STRENGTH = {reason: strength for strength, reason in enumerate(Reason)}


@transaction.atomic
def suppress(*, email: str, reason: Reason, by: Any = None) -> Suppression:
    """Suppress the address; a stronger reason that is already there stays."""
    Suppression.objects.bulk_create(
        [Suppression(email=email.lower(), reason=reason, by=by)], ignore_conflicts=True
    )
    row = _rows([email]).select_for_update(of=("self",), no_key=True).get()
    if _STRENGTH[reason] > _STRENGTH[Reason(row.reason)]:
        row.reason, row.by = reason, by
        row.save(update_fields=["reason", "by"])
    return row


def resubscribe(email: str) -> bool:
    """Undo an unsubscription; an address suppressed for another reason stays suppressed."""
    return bool(_rows([email]).filter(reason=Reason.UNSUBSCRIBED).delete()[0])


def is_unsubscribed(email: str) -> bool:
    """Whether the recipient unsubscribed."""
    return _rows([email]).filter(reason=Reason.UNSUBSCRIBED).exists()


def suppression_of(email: str) -> str:
    """Why an address gets no mailings, or ""."""
    row = _rows([email]).first()
    return row.reason if row else ""


def is_suppressed(email: str) -> bool:
    """Whether an address gets no mail that it did not ask for just now."""
    return bool(suppression_of(email))


def suppression_reasons(messages: Iterable[Message]) -> dict[int, str]:
    """Why messages must not be sent, by id; messages that may be sent are not in it.

    A mailing is sent to no suppressed address, one about orders to those who only unsubscribed. Any
    other mail was asked for, and is withheld only from an address that bounced. Mails of signing in
    are never withheld.
    """
    waiting = [message for message in messages if message.kind != ACCOUNT]
    known = {
        row.email.lower(): row.reason for row in _rows(message.recipient for message in waiting)
    }
    reasons = {}
    for message in waiting:
        reason = known.get(message.recipient.lower())
        if reason and _withholds(Reason(reason), message):
            reasons[message.pk] = reason
    return reasons


def _withholds(reason: Reason, message: Message) -> bool:
    if reason == Reason.UNSUBSCRIBED:
        return message.mailing is not None and not message.mailing.about_order
    return message.mailing_id is not None or reason == Reason.BOUNCED


def _rows(emails: Iterable[str]) -> QuerySet[Suppression]:
    addresses = {email.lower() for email in emails}
    return Suppression.objects.alias(address=Lower("email")).filter(address__in=addresses)
