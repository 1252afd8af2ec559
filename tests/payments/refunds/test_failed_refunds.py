"""Refunds that failed: sent again, recorded by hand, or waived."""

import pytest
from django.contrib.auth.models import User

from dev.stripe_simulator.server import Simulator
from letters.models import Scroll
from payments.models import Order, Refund
from payments.refunds.decide import (
    NothingToRefund,
    Reason,
    record_manual_refund,
    refund_order,
    refund_payment,
    refundable_amount,
    retry_refund,
    waive,
)
from payments.refunds.stripe import send_refund
from tests.payments.checkout import test_checkout
from tests.payments.refunds import test_refunds
from tests.payments.refunds.test_refund_states import make_late_failure
from tests.payments.refunds.test_refunds import held, refund_and_send
from tests.payments.stripe_actions import (
    deliver_event,
    pay_at_stripe,
    set_faults,
    stripe_action,
    stripe_id,
)
from tests.payments.test_fulfilment import _exhaust as exhaust

State = Order.State
stripe_page = test_checkout.stripe_page
bought = test_refunds.bought
committee = test_refunds.committee


def make_failed_refund(
    simulator: Simulator, order: Order, lines: list[int] | None = None
) -> Refund:
    """A refund that failed at once; the letters stay."""
    set_faults(simulator, refund_pending={"times": 1})
    row = refund_and_send(order, lines)
    stripe_action(simulator, f"refunds/{stripe_id(row)}/fail")
    deliver_event("refund.failed", stripe_id(row))
    row.refresh_from_db()
    order.refresh_from_db()
    return row


def test_retry_refund_creates_new_refund_of_same_letters(
    stripe_page: Simulator, bought: Order, committee: User
) -> None:
    row = make_failed_refund(stripe_page, bought, [2])
    again = retry_refund(row=row, by=committee)
    send_refund(again.pk)
    bought.refresh_from_db()
    row.refresh_from_db()
    assert (row.state, row.failure) == ("canceled", "expired_or_canceled_card")
    assert (bought.state, bought.review_reason, held(bought)) == (State.FULFILLED, "", [1, 3])
    assert refundable_amount(bought.payments.get()) == 200


def test_retry_refund_after_late_failure(
    stripe_page: Simulator, bought: Order, committee: User
) -> None:
    row = make_late_failure(stripe_page, bought, [2])
    send_refund(retry_refund(row=row, by=committee).pk)
    bought.refresh_from_db()
    assert (bought.state, bought.review_reason, held(bought)) == (State.FULFILLED, "", [1, 3])


def test_retry_refund_twice_is_refused(
    stripe_page: Simulator, bought: Order, committee: User
) -> None:
    row = make_failed_refund(stripe_page, bought, [2])
    retry_refund(row=row, by=committee)
    with pytest.raises(NothingToRefund):
        retry_refund(row=row, by=committee)


def test_retry_refund_is_refused_after_another_refund_of_its_letter(
    stripe_page: Simulator, bought: Order, committee: User
) -> None:
    row = make_failed_refund(stripe_page, bought, [1, 2])
    refund_order(order=bought, reason=Reason.REQUESTED, lines=[2])
    with pytest.raises(NothingToRefund):
        retry_refund(row=row, by=committee)


def test_failed_refund_is_closed_when_its_letters_are_refunded_otherwise(
    stripe_page: Simulator, bought: Order
) -> None:
    row = make_failed_refund(stripe_page, bought, [1, 2])
    refund_and_send(bought, [1])
    assert bought.review_reason
    refund_and_send(bought, [2])
    row.refresh_from_db()
    assert (row.state, bought.review_reason) == ("canceled", "")


def test_failed_refund_stays_open_after_refund_of_another_letter(
    stripe_page: Simulator, bought: Order
) -> None:
    row = make_failed_refund(stripe_page, bought, [1])
    refund_and_send(bought, [2])
    row.refresh_from_db()
    assert (row.state, bool(bought.review_reason)) == ("failed", True)


def test_record_manual_refund_replaces_a_failed_refund(
    stripe_page: Simulator, bought: Order, committee: User
) -> None:
    row = make_late_failure(stripe_page, bought)
    sent = record_manual_refund(row=row, reference="transfer 9", by=committee)
    bought.refresh_from_db()
    row.refresh_from_db()
    assert sent.pk != row.pk
    assert (sent.state, sent.reference, sent.stripe_id) == ("succeeded", "transfer 9", None)
    assert (row.state, bought.state, bought.review_reason) == ("canceled", State.REFUNDED, "")


def test_waive_closes_failed_refund_and_keeps_letters(
    stripe_page: Simulator, bought: Order
) -> None:
    row = make_failed_refund(stripe_page, bought, [2])
    waive(row=row)
    bought.refresh_from_db()
    assert (bought.state, bought.review_reason, held(bought)) == (State.FULFILLED, "", [1, 2, 3])
    with pytest.raises(NothingToRefund):
        waive(row=row)


def test_waive_is_refused_when_letters_are_released(stripe_page: Simulator, bought: Order) -> None:
    row = make_late_failure(stripe_page, bought, [2])
    with pytest.raises(NothingToRefund):
        waive(row=row)


def test_failed_refund_of_mismatched_payment_keeps_order_in_review(
    stripe_page: Simulator, order: Order, committee: User
) -> None:
    set_faults(stripe_page, amount_changed={}, refund_pending={"times": 1})
    pay_at_stripe(stripe_page, order)
    payment = order.payments.get()
    row = refund_payment(payment=payment, reason=Reason.MISMATCH, by=committee)
    send_refund(row.pk)
    stripe_action(stripe_page, f"refunds/{stripe_id(row)}/fail")
    deliver_event("refund.failed", stripe_id(row))
    order.refresh_from_db()
    assert (order.state, bool(order.review_reason)) == (State.REVIEW, True)
    send_refund(retry_refund(row=row, by=committee).pk)
    order.refresh_from_db()
    assert (order.state, order.review_reason) == (State.REFUNDED, "")


def test_failed_refund_of_waiting_order_keeps_it_waiting(
    stripe_page: Simulator, order: Order
) -> None:
    exhaust(Scroll.objects.get())
    pay_at_stripe(stripe_page, order)
    assert order.state == State.WAITING
    make_failed_refund(stripe_page, order)
    assert (order.state, bool(order.review_reason)) == (State.WAITING, True)
