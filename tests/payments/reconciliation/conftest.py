"""Orders on Stripe's page and paid ones."""

import pytest

from dev.stripe_simulator.server import Simulator
from payments.checkout.sessions import start_checkout
from payments.models import Order
from tests.payments.checkout import test_checkout
from tests.payments.stripe_actions import pay_at_stripe

stripe_page = test_checkout.stripe_page


@pytest.fixture
def in_checkout(stripe_page: Simulator, order: Order) -> Order:
    """An order whose buyer is on Stripe's page."""
    start_checkout(order=order)
    return order


@pytest.fixture
def bought(stripe_page: Simulator, order: Order) -> Order:
    """Three letters, 3.00 USD, paid at Stripe."""
    return pay_at_stripe(stripe_page, order)
