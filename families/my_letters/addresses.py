"""Whose letters a user may see: those bought from an address that the user has proved."""

from allauth.account.models import EmailAddress
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.db.models.functions import Lower

from letters.models import Purchaser
from payments.models import Order

# Money is on its way: the names need no second order for their scroll.
BEING_PAID = (Order.State.PROCESSING, Order.State.WAITING, Order.State.REVIEW)


def purchasers_of(user: User) -> QuerySet[Purchaser]:
    """The purchasers with an address that this user has proved, whatever its case."""
    proved = EmailAddress.objects.filter(user=user, verified=True)
    own = proved.annotate(address=Lower("email")).values("address")
    return Purchaser.objects.alias(address=Lower("email")).filter(address__in=own)


def has_letters(email: str) -> bool:
    """Whether a family bought letters from this address: then it may have an account."""
    bought = family_orders().alias(address=Lower("purchaser__email"))
    return bought.filter(address=email.lower()).exists()


def family_orders() -> QuerySet[Order]:
    """A family's own paid orders.

    Not those of a community's list: its people are the shliach's to look after, whatever address a
    row of the list has.
    """
    paid = (*BEING_PAID, Order.State.FULFILLED, Order.State.REFUNDED)
    return Order.objects.filter(community=None, state__in=paid)
