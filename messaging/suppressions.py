"""Who is not written to: entered by the recipient, by his mail server, or by the committee."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Lower

from messaging.models import Message, Suppression

Reason = Suppression.Reason
# A weightier reason takes the place of a lighter one, never the other way.
_WEIGHT = {reason: weight for weight, reason in enumerate(Reason)}


@transaction.atomic
def suppress(*, email: str, reason: Reason, by: Any = None) -> Suppression:
    """Write to this address no more; a weightier reason that stands already stays."""
    Suppression.objects.bulk_create(
        [Suppression(email=email.lower(), reason=reason, by=by)], ignore_conflicts=True
    )
    row = _rows([email]).select_for_update(of=("self",), no_key=True).get()
    if _WEIGHT[reason] > _WEIGHT[Reason(row.reason)]:
        row.reason, row.by = reason, by
        row.save(update_fields=["reason", "by"])
    return row


def welcome_back(email: str) -> bool:
    """Undo an unsubscribing; an address that stands there for another reason stays."""
    return bool(_rows([email]).filter(reason=Reason.UNSUBSCRIBED).delete()[0])


def is_unsubscribed(email: str) -> bool:
    """Whether he asked not to be written to."""
    return _rows([email]).filter(reason=Reason.UNSUBSCRIBED).exists()


def reasons_against(messages: Iterable[Message]) -> dict[int, str]:
    """Of these messages (by id) those that must not go, and why.

    A mailing goes to nobody who stands here; any other mail was asked for, and is kept back only
    where it can't arrive.
    """
    waiting = list(messages)
    known = {
        row.email.lower(): row.reason for row in _rows(message.recipient for message in waiting)
    }
    against = {}
    for message in waiting:
        reason = known.get(message.recipient.lower())
        if reason and (message.mailing_id or reason == Reason.BOUNCED):
            against[message.pk] = reason
    return against


def _rows(emails: Iterable[str]) -> QuerySet[Suppression]:
    addresses = {email.lower() for email in emails}
    return Suppression.objects.alias(address=Lower("email")).filter(address__in=addresses)
