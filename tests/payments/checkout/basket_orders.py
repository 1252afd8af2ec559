"""Orders of a basket that is sent through the page."""

import re
from typing import Any

from django.test import Client

from payments import gateway
from payments.models import Order
from tests.payments.basket.test_basket import posted
from tests.payments.checkout.test_checkout import session_of

URL = "/letters/new/"


def buy(client: Client, *names: dict[str, str], **changes: Any) -> Order:
    """Send the basket; returns the order that was placed last."""
    assert client.post(URL, posted(*names, **changes)).status_code == 303
    order = Order.objects.order_by("pk").last()
    assert order
    return order


def token_in(page: str) -> str:
    """The token of the form on a page."""
    found = re.search(r'name="token" value="([^"]+)"', page)
    assert found
    return found[1]


def at_stripe(order: Order) -> str:
    """The status of the order's last session at Stripe."""
    return gateway.retrieve_session(session_of(order)).status


def states() -> list[str]:
    """The states of all orders, the oldest first."""
    return list(Order.objects.order_by("pk").values_list("state", flat=True))


def change_names(client: Client, order: Order) -> str:
    """Open "Change the names" of an order; returns the token of its form."""
    return token_in(client.get(f"{URL}?from={order.public_id}").content.decode())
