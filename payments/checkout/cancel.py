"""Giving up an order that nobody paid, so that its names can be paid for in another way.

Whoever has its payment page open in another tab must not pay it afterwards: its pages at Stripe
are ended first. Money that comes all the same, by a transfer that was under way, goes back.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from payments import gateway
from payments.checkout.sessions import session_of, settle
from payments.models import Checkout, Order
from payments.orders.place import AlreadyPaid, lock_order


class StillOpen(Exception):
    """A payment page of the order was opened at this moment: it may be paid on."""


def end_pages(order: Order) -> None:
    """End every page on which the order can still be paid; outside any transaction.

    What was paid just now is settled. Raises gateway.StripeUnavailable, and then nothing is lost.
    """
    # One whose name was never learnt ended by itself.
    lost = order.checkouts.filter(session_id=None, expires_at__lt=timezone.now())
    lost.filter(state=Checkout.State.OPEN).update(state=Checkout.State.EXPIRED)
    for attempt in _payable(order):
        settle(gateway.expire_session(session_of(order, attempt)))


@transaction.atomic(savepoint=False)
def give_up(order: Order) -> Order:
    """The order is not to be paid any more; joins the caller's transaction, after `end_pages`.

    Raises AlreadyPaid where money came or is on its way, and StillOpen.
    """
    order = lock_order(pk=order.pk)
    if order.state == Order.State.GIVEN_UP:
        return order
    if order.state != Order.State.AWAITING:
        raise AlreadyPaid(_("This order has been paid, or the payment is on its way."))
    if order.offline_payments.filter(withdrawn_at=None).exists():
        raise AlreadyPaid(_("A payment has already been confirmed for this order."))
    if order.checkouts.filter(state=Checkout.State.OPEN).exists():
        raise StillOpen
    order.state = Order.State.GIVEN_UP
    order.form_key = None  # the same form sent again is a new order
    order.save(update_fields=["state", "form_key"])
    return order


def _payable(order: Order) -> list[Checkout]:
    """The attempts that Stripe may take money on: what ends soon is not open here any more."""
    attempts = order.checkouts.exclude(state__in=[Checkout.State.COMPLETE, Checkout.State.FAILED])
    return [
        attempt
        for attempt in attempts.order_by("number")
        if attempt.state == Checkout.State.OPEN
        or (attempt.session_id and attempt.expires_at > timezone.now())
    ]
