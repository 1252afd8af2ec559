"""Money of a purchaser's orders, as the books have it: copied for its owner, never deleted."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from families.privacy.places.base import Place
from families.privacy.subject import Subject
from payments.models import Payment, Refund

_WHY = _("to answer for the money")
_KEPT = _("in the accounts, as the law requires")


def _payments(subject: Subject) -> "QuerySet[Any]":
    return Payment.objects.filter(order__purchaser=subject.purchaser or 0)


def _refunds(subject: Subject) -> "QuerySet[Any]":
    return Refund.objects.filter(payment__order__purchaser=subject.purchaser or 0)


def _stay(_subject: Subject) -> None:
    """Neither has a name or an address."""


BOOKS = tuple(
    Place(title=title, model=model, fields=(), rows=rows, erase=_stay, why=_WHY, kept=_KEPT)
    for title, model, rows in (
        (_("Payments"), Payment, _payments),
        (_("Refunds"), Refund, _refunds),
    )
)
