"""Canceling an unpaid order, so that its names can be paid for in another order.

Its Stripe sessions are expired first: a payment page open in another tab must not be paid later.
Money that still arrives, by a transfer in progress, is refunded.
"""

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from payments import gateway
from payments.checkout.sessions import apply_session, session_id_of
from payments.models import Checkout, Order
from payments.orders.place import NotPayable, lock_order


class CheckoutStillOpen(Exception):
    """A checkout of the order was opened meanwhile, and may be paid."""


def expire_sessions(order: Order) -> None:
    """Expire every session on which the order can still be paid; outside any transaction.

    A session paid just now is applied. Raises gateway.StripeUnavailable; calling again is safe.
    """
    # An attempt whose session id was never learnt has expired by itself.
    lost = order.checkouts.filter(session_id=None, expires_at__lt=timezone.now())
    lost.filter(state=Checkout.State.OPEN).update(state=Checkout.State.EXPIRED)
    for attempt in _payable_attempts(order):
        apply_session(gateway.expire_session(session_id_of(attempt)))


def cancel_unpaid(order: Order, *, also: Callable[[Order], None] = lambda order: None) -> None:
    """Expire an unpaid order's payment pages, then cancel it; `also` runs in that transaction.

    Raises NotPayable (also if it was paid this moment) and gateway.StripeUnavailable; then nothing
    has changed but the pages.
    """
    without_open_pages(order, lambda: also(cancel_order(order)))


def without_open_pages(order: Order, step: Callable[[], None]) -> None:
    """Expire an order's payment pages, then do the step in a transaction.

    The step locks the order, and raises CheckoutStillOpen where a page was opened in between.
    Raises gateway.StripeUnavailable.
    """
    for _attempt in range(3):
        expire_sessions(order)
        try:
            with transaction.atomic(durable=True):
                step()
                return
        except CheckoutStillOpen:  # expire it as well
            continue
    raise gateway.StripeUnavailable("new payment pages keep being opened")


@transaction.atomic(savepoint=False)
def cancel_order(order: Order) -> Order:
    """Cancel an unpaid order; call `expire_sessions` before, outside the transaction.

    Raises NotPayable where money came or is on its way, and CheckoutStillOpen.
    """
    order = lock_order(pk=order.pk)
    if order.state == Order.State.CANCELED:
        return order
    if order.state != Order.State.AWAITING:
        raise NotPayable(_("This order has been paid, or the payment is on its way."))
    if order.manual_payments.effective().exists():
        raise NotPayable(_("A payment has already been recorded for this order."))
    if order.checkouts.filter(state=Checkout.State.OPEN).exists():
        raise CheckoutStillOpen
    order.state = Order.State.CANCELED
    order.form_key = None  # the same form sent again is a new order
    order.save(update_fields=["state", "form_key"])
    return order


def _payable_attempts(order: Order) -> list[Checkout]:
    """The attempts whose session Stripe may still let be paid: some are EXPIRED here early."""
    attempts = order.checkouts.exclude(state__in=[Checkout.State.COMPLETE, Checkout.State.FAILED])
    return [
        attempt
        for attempt in attempts.order_by("number")
        if attempt.state == Checkout.State.OPEN
        or (attempt.session_id and attempt.expires_at > timezone.now())
    ]
