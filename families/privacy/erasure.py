"""Deletion of people and of purchasers from every place of personal data.

The letter stays with its inscription, amounts and numbers stay in the books. Locks are taken in the
order of docs/architecture.md: lists, orders, people.
"""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from communities.models import Membership, NameList
from families.privacy.places import PLACES
from families.privacy.places.accounts import users_of
from families.privacy.places.lists import lists_of
from families.privacy.places.orders import orders_of
from families.privacy.subject import Subject, subject_of_people, subject_of_purchaser
from letters.models import Person, Purchaser
from payments.checkout.cancel import cancel_unpaid
from payments.models import Order, Refund
from payments.orders.place import NotPayable, lock_order

_UNSETTLED = (Order.State.PROCESSING, Order.State.WAITING, Order.State.REVIEW)
_ON_THEIR_WAY = (Refund.State.UNSENT, Refund.State.PENDING)


class NotYet(Exception):
    """Something must be settled before; `str()` is a sentence for the person asking."""


def erase(subject: Subject, *, then: Callable[[], None] = lambda: None) -> None:
    """Cancel what is not paid, then delete the subject's data in one transaction. Raises NotYet.

    `then` is called at its end, inside it. Raises gateway.StripeUnavailable where the payment page
    of an unpaid order can't be closed.
    """
    check_settled(subject)
    for _attempt in range(5):
        _cancel_unpaid_orders(subject)
        with transaction.atomic(durable=True):
            _lock(subject)
            check_settled(subject)
            # As they are under the locks: a name may have been corrected a moment ago.
            subject = _again(subject)
            if _unpaid(subject).exists():  # ordered in between
                continue
            for place in PLACES:
                place.erase(subject)
            then()
            return
    raise NotYet(_("New orders with these names keep being placed. Please ask again later."))


def _unpaid(subject: Subject) -> "QuerySet[Order]":
    return orders_of(subject).filter(state=Order.State.AWAITING)


def _again(subject: Subject) -> Subject:
    if subject.purchaser:
        return subject_of_purchaser(Purchaser.objects.get(pk=subject.purchaser))
    return subject_of_people(subject.people)


def _lock(subject: Subject) -> None:
    lists = NameList.objects.filter(pk__in=lists_of(subject))
    _take(lists, no_key=True)
    for pk in orders_of(subject).order_by("pk").values_list("pk", flat=True):
        lock_order(pk=pk)
    # Their keys too: an order for them that is being placed is waited for, and a later one finds
    # that they are gone.
    _take(Person.objects.filter(pk__in=subject.people))
    _take(Purchaser.objects.filter(pk=subject.purchaser or 0))


def _take(rows: "QuerySet[Any]", *, no_key: bool = False) -> None:
    list(rows.order_by("pk").select_for_update(of=("self",), no_key=no_key).values_list("pk"))


def check_settled(subject: Subject) -> None:
    """Raises NotYet while money is on its way, or for somebody who serves a community."""
    if users_of(subject).filter(is_staff=True).exists() or _serves(subject):
        raise NotYet(
            _(
                "This address belongs to somebody who works for the committee or for a community. "
                "The committee has to end that first."
            )
        )
    orders = orders_of(subject)
    moving = Refund.objects.filter(payment__order__in=orders, state__in=_ON_THEIR_WAY)
    if orders.filter(state__in=_UNSETTLED).exists() or moving.exists():
        raise NotYet(
            _(
                "A payment or a refund of these names is still on its way. Please ask again when "
                "it is settled."
            )
        )


def _serves(subject: Subject) -> bool:
    if not subject.purchaser:
        return False
    members = Membership.objects.filter(user__in=users_of(subject), ended_at=None)
    lists = Order.objects.filter(purchaser=subject.purchaser, community__isnull=False)
    return members.exists() or lists.exists()


def _cancel_unpaid_orders(subject: Subject) -> None:
    """Nobody may pay any more for a name that is gone."""
    for order in _unpaid(subject).order_by("pk"):
        try:
            cancel_unpaid(order)
        except NotPayable as paid:
            raise NotYet(str(paid)) from paid
