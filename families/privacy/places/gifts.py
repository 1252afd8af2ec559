"""Letters given as gifts: to whom, and the greeting."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from families.gifts.gifts import GIFT
from families.models import Gift
from families.privacy.places.base import Place
from families.privacy.subject import Subject
from messaging.models import Message


def _gifts(subject: Subject) -> "QuerySet[Gift]":
    """Of letters of these people, given by the purchaser, or sent to the address."""
    found = Q(line__inscription__person__in=subject.people)
    if subject.purchaser:
        found |= Q(line__order__purchaser=subject.purchaser)
    if subject.address:
        found |= Q(email__iexact=subject.address)
    return Gift.objects.filter(found)


def gift_messages(subject: Subject) -> "QuerySet[Message]":
    """Their mails, to those who received the letters."""
    keys = [str(pk) for pk in _gifts(subject).values_list("pk", flat=True)]
    return Message.objects.filter(kind=GIFT, about__in=keys)


def _delete_gifts(subject: Subject) -> None:
    _gifts(subject).delete()


PLACES = (
    Place(
        title=_("Letters given as a gift"),
        model=Gift,
        fields=("email", "giver", "greeting"),
        rows=_gifts,
        erase=_delete_gifts,
        why=_("to send the certificate and the greeting on the day that was picked"),
        kept=_("30 days after it was sent"),
    ),
)
