"""Printed certificates by post: what it costs, and whether an order can have them."""

from collections.abc import Sequence

from django.db.models import Min

from letters.models import PostagePrice, Series
from payments.models import Method, Order
from payments.orders.place import has_expired

ELSEWHERE = ""  # in place of a country: all that have no price of their own


def postage_prices(series: Series, currency: str) -> dict[str, int]:
    """The prices in minor units by country; ELSEWHERE is in it if every country is served."""
    found = PostagePrice.objects.filter(series=series, currency=currency)
    return dict(found.values_list("country", "amount"))


def lowest_postage(series: Series, currencies: Sequence[str]) -> dict[str, int]:
    """The lowest price in minor units, by those of the currencies in which posting is offered."""
    found = PostagePrice.objects.filter(series=series, currency__in=currencies)
    lowest = found.values("currency").annotate(lowest=Min("amount")).order_by("currency")
    return dict(lowest.values_list("currency", "lowest"))


def can_add_postage(order: Order) -> bool:
    """Whether the order is a family's, unpaid, and nothing else than a card was chosen for it."""
    return (
        order.state == Order.State.AWAITING
        and order.method == Method.STRIPE
        and order.community_id is None
        and not has_expired(order)
    )


def mark_postage_spent(order: Order, *, spent: bool) -> None:
    """Record that the certificates were posted, or that they weren't after all; order locked."""
    order.postage_spent = spent
    order.save(update_fields=["postage_spent"])
