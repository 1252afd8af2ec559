"""What is forgotten by itself once its term of `terms` is over."""

import logging

from allauth.account.models import EmailAddress
from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from families.models import Look
from families.privacy.erasure import NotYet, erase
from families.privacy.subject import (
    Subject,
    erased_address,
    subject_of_people,
    subject_of_purchaser,
)
from families.privacy.terms import LOOKS, MAILS, UNPAID
from families.recipients import forget_recipients
from letters.models import Person, Subscription
from letters.models.person import ERASED_DOMAIN
from messaging.models import Message
from payments import gateway
from payments.models import ManualPayment, Order, OrderLine, Payment

logger = logging.getLogger(__name__)

AT_ONCE = 500  # orders in one run
MAILS_AT_ONCE = 20_000  # in one statement
_NEVER_PAID = (Order.State.AWAITING, Order.State.CANCELED)


def unpaid_orders() -> "QuerySet[Order]":
    """Old orders of families for which no money ever came, by any method.

    Not those of a community's list: their names stay in the list, for its community.
    """
    old = Order.objects.filter(
        state__in=_NEVER_PAID, community=None, created_at__lt=timezone.now() - UNPAID
    )
    paid = Exists(Payment.objects.filter(order=OuterRef("pk")))
    by_hand = Exists(ManualPayment.objects.filter(order=OuterRef("pk")))
    of_list = Exists(
        OrderLine.objects.filter(order=OuterRef("pk"), inscription__list_row__isnull=False)
    )
    known = ~Q(email__endswith=f"@{ERASED_DOMAIN}")
    return old.filter(known).exclude(paid).exclude(by_hand).exclude(of_list).order_by("pk")


def forget_unpaid_orders() -> int:
    """Forget the names and the address of each; returns how many orders. What fails is tried again.

    A person or a purchaser with another order stays in that one.
    """
    done = 0
    for order in unpaid_orders().select_related("purchaser")[:AT_ONCE]:
        try:
            _forget(order)
        except (NotYet, gateway.StripeUnavailable):
            logger.info("order %s can not be forgotten yet", order.pk)
        else:
            done += 1
    return done


def _forget(order: Order) -> None:
    def finish() -> None:
        _check_never_paid(order)
        # Where the purchaser has other orders, this one keeps no address of its own.
        rows = Order.objects.filter(pk=order.pk)
        rows.update(email=erased_address(order.purchaser_id), form_key=None)

    erase(_subject(order), then=finish)


def _check_never_paid(order: Order) -> None:
    """Under the order's lock: undo it all if money came in between. Raises NotYet."""
    paid = Payment.objects.filter(order=order).exists()
    if paid or not Order.objects.filter(pk=order.pk, state__in=_NEVER_PAID).exists():
        raise NotYet


def _subject(order: Order) -> Subject:
    others = OrderLine.objects.filter(inscription__person=OuterRef("pk")).exclude(order=order)
    own = Person.objects.filter(inscriptions__line__order=order, erased_at=None)
    people = own.exclude(Exists(others)).distinct()
    if _is_all_of(order, people.count()):
        return subject_of_purchaser(order.purchaser)
    return subject_of_people(list(people.values_list("pk", flat=True)))


def _is_all_of(order: Order, people: int) -> bool:
    """Whether the purchaser is known from this order only: nothing else needs the address."""
    purchaser = order.purchaser
    email = purchaser.email.lower()
    return not (
        Order.objects.filter(purchaser=purchaser).exclude(pk=order.pk).exists()
        or Person.objects.filter(purchaser=purchaser, erased_at=None).count() > people
        or Subscription.objects.filter(purchaser=purchaser).exists()
        or User.objects.filter(email__iexact=email).exists()
        or EmailAddress.objects.filter(email__iexact=email).exists()
    )


def forget_looks() -> None:
    """Delete the staff's looks whose term is over."""
    Look.objects.filter(at__lt=timezone.now() - LOOKS).delete()


def forget_mail_addresses() -> int:
    """Take the address off mails that were sent or left out long ago; returns of how many.

    That a mail was sent, of what kind and about what, stays.
    """
    known = ~Q(recipient__endswith=f"@{ERASED_DOMAIN}")
    over = Message.objects.filter(known, created_at__lt=timezone.now() - MAILS)
    done = 0
    while keys := list(
        over.exclude(state=Message.State.QUEUED).values_list("pk", flat=True)[:MAILS_AT_ONCE]
    ):
        done += forget_recipients(Message.objects.filter(pk__in=keys))
    return done
