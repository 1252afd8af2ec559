"""Requests of one address at once: counted near its limit, not waiting far from it."""

from functools import partial
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from core.locks import Lock, hold
from payments.abuse import checkout_limits
from payments.abuse.checkout_limits import (
    IN_FLIGHT,
    ChallengeRequired,
    count_requests,
    record_request,
)
from payments.models import Order
from tests.payments.abuse.requesters import MakeOrder, someone
from tests.races import each, meet_after

pytestmark = pytest.mark.usefixtures("low_difficulty")


def test_record_request_counts_concurrent_requests(make_order: MakeOrder, settings: Any) -> None:
    assert _admitted_at_once(make_order, settings) == 4


def test_negative_control_record_request_without_the_lock(
    make_order: MakeOrder, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkout_limits, "_lock_requester", lambda requester: None)
    monkeypatch.setattr(
        checkout_limits, "check_limits", meet_after(checkout_limits.check_limits, 16)
    )
    assert _admitted_at_once(make_order, settings) == 16


def _admitted_at_once(make_order: MakeOrder, settings: Any) -> int:
    settings.CHECKOUT_LIMITS = {**settings.CHECKOUT_LIMITS, "address": (4, 0)}
    orders = [make_order(form_token=str(number)) for number in range(16)]
    refused = each(
        *[
            partial(record_request, someone(number), order=order, solution="")
            for number, order in enumerate(orders)
        ]
    )
    assert all(isinstance(error, ChallengeRequired) for error in refused)
    return 16 - len(refused)


def test_requests_of_an_address_far_from_its_limit_do_not_wait_for_each_other(
    make_order: MakeOrder, settings: Any
) -> None:
    """A school: the lock of its address is held by one request while the others come through."""
    settings.CHECKOUT_LIMITS = {**settings.CHECKOUT_LIMITS, "address": (40, 0)}
    orders = [make_order(form_token=str(number)) for number in range(9)]
    address = someone().address
    with transaction.atomic():
        hold(Lock.CHECKOUT_REQUESTER, address)
        errors = each(
            *[
                partial(record_request, someone(number), order=order, solution="")
                for number, order in enumerate(orders)
            ]
        )
    assert errors == []
    assert count_requests(someone())["address"] == 9


def test_negative_control_requests_near_the_limit_wait_for_the_lock(
    make_order: MakeOrder, settings: Any
) -> None:
    settings.CHECKOUT_LIMITS = {**settings.CHECKOUT_LIMITS, "address": (IN_FLIGHT, 0)}
    order = make_order()
    with transaction.atomic():
        hold(Lock.CHECKOUT_REQUESTER, someone().address)
        (error,) = each(partial(_record_impatiently, order))
    assert isinstance(error, OperationalError)


def _record_impatiently(order: Order) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '200ms'")
        try:
            record_request(someone(), order=order, solution="")
        finally:
            cursor.execute("RESET lock_timeout")
