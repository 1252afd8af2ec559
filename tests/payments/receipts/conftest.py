"""Payments that have receipts."""

from collections.abc import Callable

import pytest

from payments.models import Order, Payment
from tests.conftest import NAMES
from tests.payments.receipts.samples import pay


@pytest.fixture
def sixteen_payments(make_order: Callable[..., Order]) -> list[Payment]:
    """The payments of sixteen orders with one name each."""
    orders = [make_order(names=NAMES[:1], form_token=str(n)) for n in range(16)]
    return [pay(order, f"pi_{order.pk}") for order in orders]
