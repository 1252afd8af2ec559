"""Orders whose certificates are printed and posted."""

from collections.abc import Sequence
from typing import Any

from families.postal.postings import save_address
from letters.models import PostagePrice, Series
from payments.basket.postage import set_postage
from payments.fulfilment import IncomingPayment, record_and_apply
from payments.models import Method, Order

ADDRESS = {
    "recipient": "Chana Levi",
    "line1": "770 Eastern Parkway",
    "line2": "",
    "city": "Brooklyn",
    "region": "NY",
    "postal_code": "11213",
    "country": "US",
}


def address(**changes: str) -> dict[str, str]:
    """A complete address as a browser posts it."""
    return {**ADDRESS, **changes}


def offer_post(
    series: Series, prices: Sequence[tuple[str, int]] = (("US", 300), ("", 800))
) -> None:
    """Prices of posting in dollars, by country."""
    for country, amount in prices:
        PostagePrice.objects.create(series=series, currency="usd", country=country, amount=amount)


def pay(order: Order, reference: str = "pi_1", **changes: Any) -> Order:
    """Pay an order by card, without Stripe."""
    order.refresh_from_db()
    incoming = IncomingPayment(reference, "", order.total, order.currency, Method.STRIPE)
    record_and_apply(order_id=order.pk, incoming=incoming)
    order.refresh_from_db()
    return order


def ask_for_post(order: Order, **changes: str) -> None:
    """Add an address in the United States, or with changes, for three dollars."""

    def save(locked: Order) -> None:
        save_address(locked, address(**changes))

    set_postage(order, 300, also=save)
