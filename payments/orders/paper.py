"""The paper that the purchaser of an order prints on."""

from core.countries import country_of
from core.printing.paper import paper_of_country
from payments.models import Order


def paper_of_order(order: Order) -> str:
    """By the country of its community; else of its people, else of its time zone."""
    if order.community:
        return paper_of_country(order.community.country)
    first = order.lines.select_related("inscription__person").order_by("position").first()
    country = first.inscription.person.country if first else ""
    return paper_of_country(country or country_of(order.zone))
