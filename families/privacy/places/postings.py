"""Printed certificates by post: the addresses."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from families.models import Posting
from families.postal.postings import forget
from families.privacy.places.base import Place
from families.privacy.places.orders import orders_of
from families.privacy.subject import Subject


def _postings(subject: Subject) -> "QuerySet[Posting]":
    """Of the purchaser's orders, and of those with one of these people: it may be the recipient."""
    return Posting.objects.filter(order__in=orders_of(subject))


def _forget(subject: Subject) -> None:
    forget(_postings(subject))


PLACES = (
    Place(
        title=_("Printed certificates by post"),
        model=Posting,
        fields=("recipient", "line1", "line2", "city", "region", "postal_code"),
        rows=_postings,
        erase=_forget,
        why=_("to post the printed certificates that were ordered"),
        kept=_("30 days after posting"),
    ),
)
