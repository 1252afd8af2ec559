"""An order paid by a stranger with a family's address: its pages say nothing of the family.

What is compared is the page of such an order when the address has a history and when it has none.
"""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from letters.models import Series, Subscription
from letters.subscriptions import subscriptions
from messaging.models import Message
from payments.abuse.checkout_limits import Requester, count_requests
from payments.models import Order
from payments.orders.place import Name
from tests.payments.abuse.requesters import request_checkout
from tests.payments.receipts.samples import pay, text_of

MakeOrder = Callable[..., Order]
FAMILY = "Miriam.Levi@example.org"  # as its owner wrote it
TYPED = "miriam.levi@example.org"
STRANGER = [Name("adult", "Zelig", "ben", "Toltza", "", "Nobody", False, "", "self")]
# The order's own key, the form's token and the numbers that each letter has of its own.
VARIES = re.compile(r"[A-Za-z0-9_-]{22,}|12-\d+|Receipt \S+|\d{2}:\d{2}")


@pytest.fixture
def family(make_order: MakeOrder, series: Series) -> Order:
    """A family's paid order; its address is subscribed to the next scroll."""
    order = make_order(email=FAMILY, form_token="family", subscribe=True)
    pay(order, "pi_family")
    return order


def strangers_order(make_order: MakeOrder) -> Order:
    order = make_order(names=STRANGER, email=TYPED, form_token="another")
    pay(order, "pi_2")
    order.refresh_from_db()
    return order


def subscribed() -> bool:
    return Subscription.objects.active().exists()


def page(order: Order, path: str = "") -> str:
    return Client().get(f"/orders/{order.public_id}/{path}").content.decode()


def test_the_page_does_not_tell_that_the_address_is_subscribed(
    family: Order, make_order: MakeOrder
) -> None:
    content = page(strangers_order(make_order))
    assert "Let me know" in content
    assert "No need to let me know" not in content


def test_the_address_is_shown_as_it_was_typed_for_this_order(
    family: Order, make_order: MakeOrder
) -> None:
    """How it is written in the register would say that it is there."""
    order = strangers_order(make_order)
    assert FAMILY not in page(order)
    receipt = Client().get(f"/orders/{order.public_id}/receipt.pdf").content
    assert FAMILY not in text_of(receipt)
    assert TYPED in text_of(receipt)


def test_another_order_ends_no_subscription_that_the_family_asked_for(
    family: Order, make_order: MakeOrder
) -> None:
    order = strangers_order(make_order)
    url = f"/orders/{order.public_id}/subscriptions/"
    Client().post(url, {"end": "1"})
    assert subscribed()
    Client().post(url)
    Client().post(url, {"end": "1"})
    assert subscribed()
    Client().post(f"/orders/{family.public_id}/subscriptions/", {"end": "1"})
    assert not subscribed()


def test_the_page_does_not_tell_that_a_subscription_was_ended(
    family: Order, make_order: MakeOrder
) -> None:
    order = strangers_order(make_order)
    Client().post(f"/orders/{order.public_id}/subscriptions/")
    subscriptions.unsubscribe(purchaser=family.purchaser, series=family.series)
    assert "No need to let me know" in page(order)


def test_the_yearly_summary_is_answered_alike_after_another_request(
    family: Order, make_order: MakeOrder
) -> None:
    order = strangers_order(make_order)
    client, url = Client(), f"/orders/{order.public_id}/summary/"
    first = client.post(url, follow=True).content
    again = client.post(url, follow=True).content
    assert VARIES.sub("", first.decode()) == VARIES.sub("", again.decode())
    assert Message.objects.filter(kind="yearly_summary").count() == 1


def test_the_limit_of_checkouts_does_not_tell_that_the_address_paid(make_order: MakeOrder) -> None:
    owner = Requester(address="home", browser="theirs", email="the address")
    request_checkout(make_order, 1, paid=True, requester=owner)
    stranger = Requester(address="elsewhere", browser="another", email="the address")
    assert count_requests(stranger) == {"address": 0, "browser": 0, "email": 0}
    assert count_requests(owner)["browser"] == -1
