"""Printed certificates by post: what it costs, and whether an order can have them."""

from collections.abc import Iterable, Mapping, Sequence

from core.countries import countries
from letters.models import PostagePrice, Series
from payments.models import Method, Order
from payments.orders.place import has_expired

ELSEWHERE = ""  # in place of a country: all that have no price of their own


def postage_prices(series: Series, currency: str) -> dict[str, int]:
    """The prices in minor units by country; ELSEWHERE is in it if every country is served."""
    found = PostagePrice.objects.filter(series=series, currency=currency)
    return dict(found.values_list("country", "amount"))


def all_postage_prices(series: Series, currencies: Sequence[str]) -> dict[str, dict[str, int]]:
    """The prices as `postage_prices`, by those of the currencies in which posting is offered."""
    found = PostagePrice.objects.filter(series=series, currency__in=currencies).order_by("currency")
    prices: dict[str, dict[str, int]] = {}
    for currency, country, amount in found.values_list("currency", "country", "amount"):
        prices.setdefault(currency, {})[country] = amount
    return prices


def postage_for(prices: Mapping[str, int], country: str) -> int | None:
    """The price of a country in minor units; None if nothing is posted there, or it is "".

    `static/js/totals.js` has the same rule; both pass the cases of tests/same_rules/.
    """
    return prices.get(country, prices.get(ELSEWHERE)) if country else None


def served_countries(prices: Iterable[Mapping[str, int]]) -> list[tuple[str, str]]:
    """The countries, as code and name, that have a price in one of the tables at least."""
    tables = list(prices)
    return [
        (code, name)
        for code, name in countries()
        if any(postage_for(table, code) is not None for table in tables)
    ]


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
