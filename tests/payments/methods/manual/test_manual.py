"""Money by transfer, cash and cheque: recorded, approved, rejected."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone

from letters.models import Letter, Price
from messaging.models import Message
from payments.fulfilment import IncomingPayment, record_and_apply
from payments.methods.manual import (
    REJECTED,
    AlreadyRecorded,
    NotPending,
    SecondPersonRequired,
    approve,
    choose_offline,
    reject,
)
from payments.models import ManualPayment, Method, Order, Payment, Refund
from payments.orders.place import NotPayable
from tests.payments.methods.manual.receipts import receipt

State = Order.State


def test_choose_offline_sets_the_method(order: Order) -> None:
    assert choose_offline(order=order, method=Method.CHEQUE).method == Method.CHEQUE


def test_choose_offline_refuses_a_paid_order(order: Order) -> None:
    record_and_apply(
        order_id=order.pk, incoming=IncomingPayment("pi_1", "cs_1", order.total, "usd")
    )
    with pytest.raises(NotPayable):
        choose_offline(order=order, method=Method.CASH)


@pytest.mark.parametrize("method", [Method.STRIPE, Method.FUND])
def test_choose_offline_refuses_other_methods(order: Order, method: Method) -> None:
    with pytest.raises(ValueError, match="offline"):
        choose_offline(order=order, method=method)


def test_record_within_limit_is_accepted_at_once(order: Order, rivka: User) -> None:
    Price.objects.filter(currency="usd").update(single_approval_limit=order.total)
    row = receipt(order, rivka, method=Method.CASH)
    order.refresh_from_db()
    payment = Payment.objects.get()
    assert row.accepted_at
    assert (order.state, order.method) == (State.FULFILLED, Method.CASH)
    assert (payment.reference, payment.method) == (f"manual-{row.pk}", Method.CASH)
    assert Letter.objects.assigned().count() == 3
    assert Message.objects.count() == 1


def test_record_above_limit_awaits_approval(order: Order, rivka: User, levi: User) -> None:
    Price.objects.filter(currency="usd").update(single_approval_limit=order.total - 1)
    row = receipt(order, rivka)
    assert row.accepted_at is None
    assert not Payment.objects.exists()
    row = approve(payment=row, by=levi)
    order.refresh_from_db()
    assert (row.approved_by, order.state) == (levi, State.FULFILLED)
    assert row.accepted_at


@pytest.mark.usefixtures("_two_needed")
def test_approve_needs_another_person(order: Order, rivka: User) -> None:
    row = receipt(order, rivka)
    with pytest.raises(SecondPersonRequired, match="another member"):
        approve(payment=row, by=rivka)
    assert not Payment.objects.exists()


@pytest.mark.usefixtures("_two_needed")
def test_database_needs_two_people(order: Order, rivka: User) -> None:
    row = receipt(order, rivka)
    with pytest.raises(IntegrityError, match="manual_payment_two_people"):
        ManualPayment.objects.filter(pk=row.pk).update(approved_by=rivka)


@pytest.mark.usefixtures("_two_needed")
def test_record_after_rejection(order: Order, rivka: User, levi: User) -> None:
    row = reject(payment=receipt(order, rivka), by=rivka)
    with pytest.raises(NotPending):
        approve(payment=row, by=levi)
    assert receipt(order, levi).rejected_at is None


@pytest.mark.usefixtures("_two_needed")
def test_reject_is_logged(order: Order, rivka: User, levi: User) -> None:
    row = reject(payment=receipt(order, rivka), by=levi)
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id, entry.change_message) == (levi, str(row.pk), REJECTED)


def test_reject_refuses_accepted_money(order: Order, rivka: User) -> None:
    row = receipt(order, rivka)
    with pytest.raises(NotPending):
        reject(payment=row, by=rivka)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount": 301}, "amount"),
        ({"currency": "ils"}, "currency"),
        ({"received_on": timezone.now().date() + datetime.timedelta(days=2)}, "received_on"),
        ({"received_on": timezone.now().date() - datetime.timedelta(days=32)}, "received_on"),
        ({"method": Method.FUND}, "method"),
        ({"reference": "  "}, "reference"),
    ],
)
def test_record_refuses_invalid_input(
    order: Order, rivka: User, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(ValidationError) as wrong:
        receipt(order, rivka, **changes)
    assert set(wrong.value.message_dict) == {field}
    assert not ManualPayment.objects.exists()
    order.refresh_from_db()
    assert order.state == State.AWAITING


def test_advice_on_another_amount_is_for_the_same_currency(order: Order, rivka: User) -> None:
    with pytest.raises(ValidationError) as wrong:
        receipt(order, rivka, amount=299)
    assert "once the rest is here" in wrong.value.message_dict["amount"][0]
    with pytest.raises(ValidationError) as wrong:
        receipt(order, rivka, amount=301, currency="ils")
    assert set(wrong.value.message_dict) == {"amount", "currency"}
    assert "rest" not in wrong.value.message_dict["amount"][0]


def test_record_questions_a_used_reference(make_order: Callable[..., Order], rivka: User) -> None:
    receipt(make_order(), rivka, reference="FT-9")
    other = make_order(form_token="two")
    with pytest.raises(ValidationError, match="paid under this reference"):
        receipt(other, rivka, reference="ft-9 ")
    assert receipt(other, rivka, reference="ft-9", same_transfer=True).accepted_at


@pytest.mark.usefixtures("_two_needed")
def test_record_twice_is_refused(order: Order, rivka: User, levi: User) -> None:
    receipt(order, rivka)
    with pytest.raises(AlreadyRecorded, match="rivka"):
        receipt(order, levi)


def test_record_refuses_a_paid_order(order: Order, rivka: User) -> None:
    record_and_apply(
        order_id=order.pk, incoming=IncomingPayment("pi_1", "cs_1", order.total, "usd")
    )
    with pytest.raises(NotPayable):
        receipt(order, rivka)


def test_record_to_refund_creates_a_refund(order: Order, rivka: User) -> None:
    record_and_apply(
        order_id=order.pk, incoming=IncomingPayment("pi_1", "cs_1", order.total, "usd")
    )
    row = receipt(order, rivka, to_refund=True)
    refund = Refund.objects.get()
    assert refund.payment.reference == f"manual-{row.pk}"
    assert (refund.amount, refund.state) == (order.total, Refund.State.UNSENT)
    assert Letter.objects.assigned().count() == 3


@pytest.mark.usefixtures("_two_needed")
def test_approve_after_card_payment_refunds_the_transfer(
    order: Order, rivka: User, levi: User
) -> None:
    row = receipt(order, rivka)
    record_and_apply(
        order_id=order.pk, incoming=IncomingPayment("pi_1", "cs_1", order.total, "usd")
    )
    approve(payment=row, by=levi)
    assert Refund.objects.get().payment.reference == f"manual-{row.pk}"
    order.refresh_from_db()
    assert order.method == Method.STRIPE
