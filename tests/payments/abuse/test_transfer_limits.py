"""How many orders may wait for a bank transfer."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from letters.models import Scroll
from organisation.models import Organisation
from payments.basket.form import new_token
from payments.models import Order
from tests.payments.basket.test_basket import URL as BASKET
from tests.payments.basket.test_basket import name, posted


@pytest.fixture
def bank_account(db: None) -> None:
    """Bank transfers are offered."""
    Organisation.objects.create(pk=1, bank_details="IL62 0108 0000 0009 9999 999")


def transfer(client: Client, number: int, **changes: Any) -> int:
    """Send a basket of another name, to be paid by transfer; the status of the response."""
    named = name(given_name="אבגדהוזחטי"[number])
    form = {"action": "transfer", "token": new_token(), **changes}
    return client.post(BASKET, posted(named, **form)).status_code


@pytest.mark.parametrize("same", ["email", "browser"])
def test_transfer_orders_are_limited(
    scroll: Scroll, bank_account: None, settings: Any, same: str
) -> None:
    settings.TRANSFER_LIMITS = {same: 3}
    clients = [Client(enforce_csrf_checks=False) for _ in range(4)]
    for client in clients:
        client.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32
    statuses = [transfer(client, number) for number, client in enumerate(clients)]
    assert statuses == [303, 303, 303, 429]
    assert Order.objects.count() == 3


def test_transfer_order_whose_money_came_is_not_counted(
    scroll: Scroll, bank_account: None, settings: Any, client: Client
) -> None:
    settings.TRANSFER_LIMITS = {"email": 1}
    assert transfer(client, 0) == 303
    Order.objects.update(state=Order.State.FULFILLED, fulfilled_at=timezone.now())
    assert transfer(client, 1) == 303


def test_transfer_chosen_on_the_orders_page_is_limited(
    bank_account: None, make_order: Callable[..., Order], settings: Any, client: Client
) -> None:
    settings.TRANSFER_LIMITS = {"email": 1}
    first, second = make_order(form_token="a"), make_order(form_token="b")
    urls = [f"/orders/{order.public_id}/transfer/" for order in (first, first, second)]
    assert [client.post(url).status_code for url in urls] == [303, 303, 429]


def test_transfers_do_not_count_as_card_payments(
    bank_account: None, scroll: Scroll, settings: Any, client: Client
) -> None:
    settings.CHECKOUT_LIMITS = {"address": (2, 2), "browser": (2, 2), "email": (2, 2)}
    assert [transfer(client, number) for number in range(4)] == [303] * 4
