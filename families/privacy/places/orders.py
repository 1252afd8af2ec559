"""Orders and mails: the address of the payer, and what Stripe told of them."""

from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from families.models import Erasure
from families.privacy.places.base import Place, days, nobody, replace_in_texts
from families.privacy.places.gifts import gift_messages
from families.privacy.places.lists import row_messages
from families.privacy.subject import Subject, erased_address
from families.privacy.terms import MAILS
from families.recipients import forget_recipients
from letters.models import Subscription
from messaging.models import Message, Suppression
from payments.models import FundEntry, Order, Refund, StripeEvent
from payments.orders.redaction import events_of, redact_events

_ACCOUNTS = _("number, day and amounts stay in the accounts; the address until it is deleted")


def orders_of(subject: Subject) -> "QuerySet[Order]":
    """The orders of these people; of a purchaser, all that were placed from the address."""
    found = Q(lines__inscription__person__in=subject.people)
    if subject.purchaser:
        found |= Q(purchaser=subject.purchaser)
    return Order.objects.filter(pk__in=Order.objects.filter(found).values("pk"))


def _own_orders(subject: Subject) -> "QuerySet[Order]":
    if not subject.purchaser:
        return nobody(Order)
    return Order.objects.filter(purchaser=subject.purchaser)


def _erase_orders(subject: Subject) -> None:
    if subject.purchaser:
        _own_orders(subject).update(email=erased_address(subject.purchaser), form_key=None)


def _events(subject: Subject) -> "QuerySet[StripeEvent]":
    return events_of(orders_of(subject))


def _redact_events(subject: Subject) -> None:
    redact_events(orders_of(subject))


def _messages(subject: Subject) -> "QuerySet[Message]":
    found = Q(pk__in=row_messages(subject)) | Q(pk__in=gift_messages(subject))
    if subject.address:
        found |= Q(recipient__iexact=subject.address)
    return Message.objects.filter(found)


def _erase_messages(subject: Subject) -> None:
    forget_recipients(_messages(subject))


def _subscriptions(subject: Subject) -> "QuerySet[Subscription]":
    if not subject.purchaser:
        return nobody(Subscription)
    return Subscription.objects.filter(purchaser=subject.purchaser)


def _delete_subscriptions(subject: Subject) -> None:
    _subscriptions(subject).delete()


def _suppressions(subject: Subject) -> "QuerySet[Suppression]":
    if not subject.address:
        return nobody(Suppression)
    return Suppression.objects.filter(email__iexact=subject.address)


def _delete_suppressions(subject: Subject) -> None:
    _suppressions(subject).delete()


def _notes(subject: Subject) -> "QuerySet[Any]":
    return nobody(FundEntry)


def _erase_notes(subject: Subject) -> None:
    """Whole names and the address in what the treasurer wrote; the amounts stay."""
    texts = [*subject.lines, *([subject.address] if subject.address else [])]
    event = apps.get_model("payments", "FundEntryEvent")
    for table in (FundEntry._meta.db_table, event._meta.db_table):
        replace_in_texts(table, "note", texts)
    replace_in_texts(Refund._meta.db_table, "reference", texts)
    for model in (Erasure, apps.get_model("families", "ErasureEvent")):
        replace_in_texts(model._meta.db_table, "reason", texts)


# The mails before the orders, rows and gifts, by whose addresses they are found.
PLACES = (
    Place(
        title=_("Mails that were sent"),
        model=Message,
        fields=("recipient",),
        rows=_messages,
        erase=_erase_messages,
        why=_("so that no mail is sent twice or forgotten; the mail itself is not kept"),
        kept=format_lazy(_("the address for {term}; that it was sent stays"), term=days(MAILS)),
    ),
    Place(
        title=_("Orders"),
        model=Order,
        fields=("email", "public_id", "form_key"),
        rows=_own_orders,
        erase=_erase_orders,
        why=_("to send certificates and the receipt, and to answer for the money"),
        kept=_ACCOUNTS,
    ),
    Place(
        title=_("What Stripe reports of a payment"),
        model=StripeEvent,
        fields=("body",),
        rows=_events,
        erase=_redact_events,
        why=_("to record a payment once, and to look into a dispute"),
        kept=_("name and address of the payer 180 days; the amounts stay in the accounts"),
        handed_over=False,
    ),
    Place(
        title=_("Wishes to be told of the next scroll"),
        model=Subscription,
        fields=("language",),
        rows=_subscriptions,
        erase=_delete_subscriptions,
        why=_("to write when the next scroll opens"),
        kept=_("until it is ended or deleted"),
    ),
    Place(
        title=_("Addresses that get no mail"),
        model=Suppression,
        fields=("email",),
        rows=_suppressions,
        erase=_delete_suppressions,
        why=_("so that nobody is written to who does not want it"),
        kept=_("until it is deleted"),
    ),
    Place(
        title=_("Notes of the treasurer"),
        model=FundEntry,
        fields=("note",),
        rows=_notes,
        erase=_erase_notes,
        why=_("to explain an entry of the accounts"),
        kept=_ACCOUNTS,
        handed_over=False,
    ),
)
