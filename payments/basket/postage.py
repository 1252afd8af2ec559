"""Adding printed certificates by post to an unpaid order."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from payments.basket.form import MAX_TOTAL
from payments.checkout.cancel import CheckoutStillOpen, without_open_pages
from payments.methods.options import above_card_limit_message
from payments.models import Checkout, Order
from payments.orders.place import NotPayable, check_payable, lock_order
from payments.orders.postage import can_add_postage


def set_postage(order: Order, amount: int | None, *, also: Callable[[Order], None]) -> None:
    """Add posting at this price (minor units) to an unpaid order, or (None) take it off.

    `also` runs in the same transaction. The payment pages that show another total are expired.
    Raises NotPayable and gateway.StripeUnavailable, and then nothing has changed.
    """
    without_open_pages(order, lambda: _set(order.pk, amount, also))


def _set(pk: int, amount: int | None, also: Callable[[Order], None]) -> None:
    order = lock_order(pk=pk)
    check_payable(order)
    if not can_add_postage(order):
        raise NotPayable(_("This order can’t be changed any more."))
    if order.checkouts.filter(state=Checkout.State.OPEN).exists():
        raise CheckoutStillOpen
    without = order.total - order.postage_amount
    order.by_post = amount is not None
    order.postage_amount = amount or 0
    order.total = without + order.postage_amount
    if order.total > MAX_TOTAL:
        raise NotPayable(above_card_limit_message())
    order.save(update_fields=["by_post", "postage_amount", "total"])
    also(order)
