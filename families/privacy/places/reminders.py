"""Reminders of birthdays and yahrzeits."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from families.models import Reminder
from families.privacy.places.base import Place
from families.privacy.subject import Subject


def _reminders(subject: Subject) -> "QuerySet[Reminder]":
    """About these people, or mailed to the address."""
    found = Q(person__in=subject.people)
    if subject.address:
        found |= Q(purchaser__email__iexact=subject.address)
    return Reminder.objects.filter(found)


def _delete_reminders(subject: Subject) -> None:
    _reminders(subject).delete()


PLACES = (
    Place(
        title=_("Reminders of birthdays and yahrzeits"),
        model=Reminder,
        fields=("occasion", "kept_on", "mail_on"),
        rows=_reminders,
        erase=_delete_reminders,
        why=_("to send the e-mail that was asked for before the day"),
        kept=_("until the reminder is taken off"),
    ),
)
