"""Placing the order of a basket in place of an earlier one of the same basket.

After "Change the names", or Back from Stripe's page, the earlier order could still be paid on its
open page, and a name would get two letters. So it is canceled first, its sessions before it.
"""

from typing import Any

from django.utils.translation import gettext as _

from payments import gateway
from payments.basket.known_address import copy_address
from payments.checkout.cancel import cancel_unpaid
from payments.models import Order
from payments.orders.place import EarlierOrders, NotPayable, place_order


class BasketRefused(Exception):
    """This basket is not accepted; `str()` is a sentence for users."""


class AlreadyPaid(BasketRefused):
    """An earlier order of this basket was paid, or its payment is on its way."""


def place_replacing(**content: Any) -> Order:
    """`place_order`, once the unpaid earlier orders of the same basket are canceled.

    Outside any transaction, since Stripe is called. Raises BasketRefused, and what `place_order`
    raises.
    """
    replaced: list[Order] = []
    for _attempt in range(3):
        try:
            order = place_order(**content)
            copy_address(replaced, order)
            return order
        except EarlierOrders as found:
            replaced += found.orders
            for each in found.orders:
                _cancel(each)
    raise BasketRefused(sent_from_another_window())


def _cancel(order: Order) -> None:
    try:
        cancel_unpaid(order)
    except NotPayable:
        raise AlreadyPaid(
            _(
                "This list was paid for already, or its payment is on its way. Take off the names "
                "that are on it, and press the button once more to pay for the others."
            )
        ) from None
    except gateway.StripeUnavailable:
        raise BasketRefused(stripe_unreachable()) from None


def sent_from_another_window() -> str:
    """The sentence for a basket that is sent from two windows at once."""
    return _("This list was sent a moment ago, from another window. Please try again.")


def stripe_unreachable() -> str:
    """The sentence for an earlier order that can't be canceled now."""
    return _("We can’t reach the payment page right now. Please try again in a minute.")
