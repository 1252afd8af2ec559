"""Releasing the rows of an unpaid order, and money that still comes for it."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from communities.lists.name_lists import name_list_of
from communities.models import NameList
from communities.paying.ordering import (
    release_abandoned_orders,
    release_order,
)
from letters.models import Letter
from payments.methods.manual import choose_offline, record
from payments.models import Method, Order, Refund
from payments.orders.place import NotPayable
from tests.communities.name_lists import order_list
from tests.communities.paying.card import pay
from tests.communities.paying.pay_page import audited

State = Order.State


def test_release_order_makes_its_rows_ready_again(name_list: NameList, shliach: User) -> None:
    first = order_list(name_list, shliach)
    assert release_order(first) == 3
    second = order_list(name_list, shliach)
    first.refresh_from_db()
    assert (first.state, second.state) == (State.CANCELED, State.AWAITING)
    assert second != first
    assert name_list_of(first) is None
    assert name_list_of(second) == name_list


def test_release_order_twice_changes_nothing(name_list: NameList, shliach: User) -> None:
    order = order_list(name_list, shliach)
    release_order(order)
    again = order_list(name_list, shliach, token="two")
    assert release_order(order) == 0
    assert again.lines.filter(inscription__list_row__isnull=False).count() == 3


@pytest.mark.parametrize("state", [State.PROCESSING, State.WAITING, State.REVIEW])
def test_release_order_refuses_paid_and_processing_orders(
    name_list: NameList, shliach: User, state: str
) -> None:
    order = order_list(name_list, shliach)
    Order.objects.update(state=state)
    with pytest.raises(NotPayable):
        release_order(order)
    assert not name_list.rows.filter(inscription=None).exists()


def test_release_order_refuses_an_order_with_a_recorded_receipt(
    name_list: NameList, shliach: User
) -> None:
    order = choose_offline(order=order_list(name_list, shliach), method=Method.TRANSFER)
    order.manual_payments.create(
        method="transfer",
        reference="7",
        received_on=timezone.now().date(),
        amount=300,
        currency="usd",
        recorded_by=shliach,
    )
    with pytest.raises(NotPayable, match="A payment has already been recorded"):
        release_order(order)


def test_release_order_records_and_refunds_a_late_transfer(
    name_list: NameList, shliach: User
) -> None:
    order = choose_offline(order=order_list(name_list, shliach), method=Method.TRANSFER)
    release_order(order)
    record(
        target=order,
        by=shliach,
        method=Method.TRANSFER,
        reference="7",
        received_on=timezone.now().date(),
        amount=300,
        currency="usd",
        to_refund=True,
    )
    refund = Refund.objects.get()
    assert (refund.reason, refund.amount, refund.state) == ("order_canceled", 300, "unsent")
    assert not Letter.objects.assigned().exists()


def test_release_order_refunds_a_late_card_payment(name_list: NameList, shliach: User) -> None:
    order = order_list(name_list, shliach)
    release_order(order)
    again = order_list(name_list, shliach, token="two")
    pay(again, "pi_2")
    pay(order, "pi_1")
    order.refresh_from_db()
    assert order.state == State.CANCELED
    assert Refund.objects.get().reason == "order_canceled"
    assert Letter.objects.assigned().count() == 3


def paid_by_recipient(name_list: NameList, shliach: User, hours: int) -> Order:
    """An order that a recipient placed by a link so many hours ago."""
    order = order_list(name_list, shliach)
    name_list.rows.update(paid_by_recipient=True)
    began = timezone.now() - timedelta(hours=hours)
    Order.objects.update(created_at=began, community=None)
    return order


@pytest.mark.parametrize(("hours", "left"), [(23, 0), (25, 3)])
def test_release_abandoned_orders_releases_after_a_day(
    name_list: NameList, shliach: User, hours: int, left: int
) -> None:
    paid_by_recipient(name_list, shliach, hours)
    release_abandoned_orders()
    assert name_list.rows.filter(inscription=None, paid_by_recipient=False).count() == left


def test_release_abandoned_orders_keeps_awaited_transfers(
    name_list: NameList, shliach: User
) -> None:
    paid_by_recipient(name_list, shliach, 100)
    Order.objects.update(method="transfer")
    release_abandoned_orders()
    assert not name_list.rows.filter(inscription=None).exists()


def test_fulfilled_list_has_its_letters_and_passes_the_audit(
    name_list: NameList, shliach: User, capsys: pytest.CaptureFixture[str]
) -> None:
    release_order(order_list(name_list, shliach))
    pay(order_list(name_list, shliach, token="two"))
    assert audited(capsys) == []
