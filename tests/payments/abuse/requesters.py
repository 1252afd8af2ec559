"""Requesters of checkouts, many of them at one address."""

import time
from collections.abc import Callable
from typing import Any

import altcha

from payments.abuse.checkout_limits import Requester, record_request
from payments.models import Order

MakeOrder = Callable[..., Order]


ADDRESS = "an address"
DIFFICULTY = 4


def someone(number: int = 0, address: str = ADDRESS) -> Requester:
    """One of many requesters at an address, with a browser and an e-mail of their own."""
    return Requester(address=address, browser=f"browser {number}", email=f"email {number}")


def solved(challenge: dict[str, Any]) -> str:
    """The solution of a challenge, as a browser sends it."""
    task = altcha.Challenge.from_dict(challenge)
    solution = altcha.solve_challenge(task)
    assert solution is not None
    return altcha.Payload(task, solution).to_base64()


def request_checkout(
    make_order: MakeOrder, number: int, *, paid: bool = False, requester: Requester | None = None
) -> Order:
    """Place an order, request its checkout, and pay it if `paid`."""
    order = make_order(form_token=f"form {number} {time.monotonic()}")
    record_request(requester or someone(number), order=order, solution="")
    if paid:
        Order.objects.filter(pk=order.pk).update(state=Order.State.WAITING)
    return order
