"""Fixtures of the tests of letters."""

from collections.abc import Callable

import pytest

from payments.fulfilment import IncomingPayment, record_and_apply
from payments.models import Method, Order
from payments.orders.place import Name


@pytest.fixture
def buy(make_order: Callable[..., Order]) -> Callable[..., Order]:
    def bought(number: int, *names: Name) -> Order:
        order = make_order(list(names), form_token=f"f{number}", email=f"b{number}@example.org")
        incoming = IncomingPayment(f"pi_{number}", "", order.total, order.currency, Method.CASH)
        record_and_apply(order_id=order.pk, incoming=incoming)
        return order

    return bought
