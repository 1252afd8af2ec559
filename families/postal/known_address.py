"""An address that was typed for an order stays with its basket when the names are changed."""

from collections.abc import Sequence

from families.models import Posting
from families.models.posting import ADDRESS
from families.postal.postings import save_address
from payments.basket.postage import set_postage
from payments.gateway import StripeUnavailable
from payments.models import Order
from payments.orders.place import NotPayable
from payments.orders.postage import postage_for, postage_prices


def known_address(order: Order) -> dict[str, str]:
    """The address of an order, whether it is to be posted or not; {} if there is none."""
    found = Posting.objects.filter(order=order, forgotten_at=None).first()
    return {name: getattr(found, name) for name in (*ADDRESS, "country")} if found else {}


def country_of_address(order: Order) -> str:
    return known_address(order).get("country", "")


def copy_address(replaced: Sequence[Order], order: Order) -> None:
    """Give an order the address of one that it replaces; it is posted once that is asked for."""
    for each in replaced:
        if address := known_address(each):
            save_address(order, address)


def use_address(order: Order, country: str) -> bool:
    """Add the postage to an order whose address is in this country; whether that was done."""
    price = postage_for(postage_prices(order.series, order.currency), country)
    if price is None or country_of_address(order) != country:
        return False
    try:
        set_postage(order, price, also=lambda _locked: None)
    except (NotPayable, StripeUnavailable):
        return False  # the page of the address says why
    return True
