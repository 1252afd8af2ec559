"""Orders that were paid with their postage, and a clerk."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User

from families.models import Posting
from payments.models import Order
from tests.families.postal.orders import ask_for_post, pay


@pytest.fixture
def clerk(db: None) -> User:
    return User.objects.create_user("clerk", is_staff=True)


@pytest.fixture
def make_posted(make_order: Callable[..., Order]) -> Callable[..., Posting]:
    """Paid orders of three names with an address."""
    made: list[Order] = []

    def make(**address: str) -> Posting:
        number = len(made)
        order = make_order(form_token=f"t{number}", email=f"b{number}@example.org")
        made.append(order)
        ask_for_post(order, **address)
        pay(order, reference=f"pi_{number}")
        return Posting.objects.get(order=order)

    return make
