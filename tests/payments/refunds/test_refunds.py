"""Decisions to refund: at most what was paid, and which letters are released."""

from collections.abc import Callable

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.db import IntegrityError
from django.test import Client

from dev.stripe_simulator.server import Simulator
from letters.models import Certificate, Letter, Scroll, Series
from messaging.models import Message
from payments import gateway
from payments.checkout.sessions import apply_session, start_checkout
from payments.fulfilment import IncomingPayment, record_and_apply
from payments.models import Checkout, FundEntry, Method, Order, Payment, Refund
from payments.refunds import decide
from payments.refunds.decide import (
    NothingToRefund,
    Reason,
    record_manual_refund,
    refund_order,
    refund_payment,
    refundable_amount,
)
from payments.refunds.stripe import send_refund
from tests.conftest import NAMES
from tests.payments.checkout import test_checkout
from tests.payments.checkout.test_checkout import session_of
from tests.payments.stripe_actions import pay_at_stripe, set_faults, stripe_action
from tests.payments.test_fulfilment import _exhaust as exhaust
from tests.payments.test_fulfilment import paid
from tests.races import at_once, meet_after

State = Order.State
stripe_page = test_checkout.stripe_page


@pytest.fixture
def committee(db: None) -> User:
    """A member of the committee."""
    return get_user_model().objects.create_superuser("committee")


@pytest.fixture
def bought(stripe_page: Simulator, order: Order) -> Order:
    """Three letters, 3.00 USD, paid at Stripe."""
    return pay_at_stripe(stripe_page, order)


def refund_and_send(order: Order, lines: list[int] | None = None) -> Refund:
    """Create a refund and send it to Stripe."""
    row = refund_order(order=order, reason=Reason.REQUESTED, lines=lines)
    send_refund(row.pk)
    row.refresh_from_db()
    order.refresh_from_db()
    return row


def held(order: Order) -> list[int]:
    """The positions of the lines with a letter."""
    lines = order.lines.filter(inscription__letter__isnull=False)
    return list(lines.values_list("position", flat=True))


def paid_manually(order: Order, method: Method) -> Order:
    """Pay the order without Stripe."""
    Order.objects.filter(pk=order.pk).update(method=method)
    record_and_apply(
        order_id=order.pk, incoming=IncomingPayment("7", "", order.total, order.currency, method)
    )
    order.refresh_from_db()
    return order


def test_refund_order_in_full_releases_all_letters(bought: Order) -> None:
    row = refund_and_send(bought)
    assert (row.state, row.amount) == ("succeeded", 300)
    assert bought.state == State.REFUNDED
    assert held(bought) == []
    assert list(Message.objects.values_list("kind", flat=True).order_by("pk")) == [
        "order_fulfilled",
        "order_refunded",
    ]


def test_refund_order_of_one_line_keeps_the_others(bought: Order) -> None:
    row = refund_and_send(bought, [2])
    assert (row.amount, bought.state) == (100, State.FULFILLED)
    assert held(bought) == [1, 3]


def test_refund_order_line_by_line(bought: Order) -> None:
    for position in (2, 1, 3):
        refund_and_send(bought, [position])
    assert bought.state == State.REFUNDED
    assert refundable_amount(bought.payments.get()) == 0


def test_certificate_of_refunded_letter_is_gone(bought: Order) -> None:
    refund_and_send(bought, [1])
    certificates = Certificate.objects.order_by("inscription__line__position")
    statuses = [Client().get(f"/certificates/{c.token}.pdf").status_code for c in certificates]
    assert statuses == [410, 200, 200]
    checks = [Client().get(f"/c/{c.check_token}/").status_code for c in certificates]
    assert checks == [410, 200, 200]


def test_released_letter_is_drawn_again(bought: Order, make_order: Callable[..., Order]) -> None:
    exhaust(Scroll.objects.get())
    lost = Letter.objects.get(inscription__line__order=bought, inscription__line__position=2)
    refund_and_send(bought, [2])
    other = make_order(names=NAMES[:1], form_token="other")
    record_and_apply(order_id=other.pk, incoming=paid(other))
    assert Letter.objects.get(inscription__line__order=other).ordinal == lost.ordinal


def test_refund_order_of_full_scroll_keeps_letters(bought: Order) -> None:
    exhaust(Scroll.objects.get())
    Scroll.objects.update(state="full")
    row = refund_and_send(bought)
    assert (row.state, bought.state) == ("succeeded", State.REFUNDED)
    assert held(bought) == [1, 2, 3]
    assert Certificate.objects.filter(voided_at=None).count() == 3


def test_fee_and_gift_are_refunded_only_in_full(
    stripe_page: Simulator, make_order: Callable[..., Order]
) -> None:
    order = pay_at_stripe(stripe_page, make_order(gift=180, cover_fee=True))
    assert refund_and_send(order, [1, 2, 3]).amount == 300
    assert order.state == State.REFUNDED
    assert not FundEntry.objects.filter(kind="gift_returned").exists()
    assert refund_and_send(order).amount == order.total - 300
    assert FundEntry.objects.get(kind="gift_returned").amount == -180


@pytest.mark.parametrize("lines", [None, [1], [1, 2], []])
def test_refund_order_twice_is_refused(bought: Order, lines: list[int] | None) -> None:
    refund_and_send(bought, None if lines is None else [1])
    with pytest.raises(NothingToRefund):
        refund_and_send(bought, lines)
    assert Refund.objects.count() == 1


def test_refund_order_refuses_unpaid_order(order: Order) -> None:
    with pytest.raises(NothingToRefund):
        refund_order(order=order, reason=Reason.REQUESTED)


def test_refund_order_refuses_unknown_position(bought: Order) -> None:
    with pytest.raises(NothingToRefund):
        refund_and_send(bought, [1, 9])
    assert not Refund.objects.exists()


def test_refund_order_concurrently_refunds_once(bought: Order) -> None:
    errors = at_once(5, lambda: refund_order(order=bought, reason=Reason.REQUESTED, lines=[1]))
    assert [type(error) for error in errors] == [NothingToRefund] * 4
    assert Refund.objects.get().amount == 100


def test_negative_control_refund_without_the_orders_lock(
    bought: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decide, "lock_order", lambda pk: Order.objects.get(pk=pk))
    monkeypatch.setattr(decide, "quote_refund", meet_after(decide.quote_refund))
    at_once(2, lambda: refund_order(order=bought, reason=Reason.REQUESTED, lines=[1]))
    assert Refund.objects.count() == 2


def test_database_refuses_refunds_above_payment(bought: Order) -> None:
    payment = bought.payments.get()
    with pytest.raises(IntegrityError, match="more would be refunded"):
        Refund.objects.create(payment=payment, amount=301, currency="usd", reason="requested")


def test_refund_of_grant_is_immediate_and_whole(order: Order) -> None:
    FundEntry.objects.create(kind="grant", currency="usd", amount=-300, order=order)
    paid_manually(order, Method.FUND)
    with pytest.raises(NothingToRefund, match="in full"):
        refund_order(order=order, reason=Reason.REQUESTED, lines=[1])
    assert refund_order(order=order, reason=Reason.REQUESTED).state == "succeeded"
    order.refresh_from_db()
    assert order.state == State.REFUNDED
    assert FundEntry.objects.get(kind="grant_returned").amount == 300


def test_refund_of_manual_payment_stays_unsent(order: Order, committee: User) -> None:
    paid_manually(order, Method.CASH)
    row = refund_order(order=order, reason=Reason.REQUESTED, lines=[1])
    assert (row.state, held(order)) == ("unsent", [1, 2, 3])
    record_manual_refund(row=row, reference="receipt 7", by=committee)
    row.refresh_from_db()
    assert (row.state, row.reference, row.by) == ("succeeded", "receipt 7", committee)
    assert held(order) == [2, 3]
    assert Message.objects.filter(kind="order_refunded", about=str(row.pk)).count() == 1


def test_record_manual_refund_twice_is_refused(order: Order, committee: User) -> None:
    paid_manually(order, Method.TRANSFER)
    row = refund_order(order=order, reason=Reason.REQUESTED)
    record_manual_refund(row=row, reference="7", by=committee)
    with pytest.raises(NothingToRefund):
        record_manual_refund(row=row, reference="8", by=committee)


def test_record_manual_refund_refuses_stripe_payment(bought: Order, committee: User) -> None:
    row = refund_order(order=bought, reason=Reason.REQUESTED)
    with pytest.raises(NothingToRefund):
        record_manual_refund(row=row, reference="7", by=committee)


def test_duplicate_payment_is_refunded_and_mailed_once(
    stripe_page: Simulator, order: Order
) -> None:
    start_checkout(order=order)
    older = session_of(order)
    Checkout.objects.update(state=Checkout.State.EXPIRED)  # it is not, at Stripe
    pay_at_stripe(stripe_page, order)
    stripe_action(stripe_page, f"sessions/{older}/pay")
    for _ in range(2):
        apply_session(gateway.retrieve_session(older))
    row = Refund.objects.get()
    for _ in range(3):
        send_refund(row.pk)
    row.refresh_from_db()
    order.refresh_from_db()
    assert (row.state, row.reason, row.amount) == ("succeeded", "duplicate", 300)
    assert (order.state, order.review_reason, held(order)) == (State.FULFILLED, "", [1, 2, 3])
    assert Message.objects.filter(kind="order_paid_twice").count() == 1


def test_payment_of_closed_series_is_refunded(stripe_page: Simulator, order: Order) -> None:
    exhaust(Scroll.objects.get())
    Series.objects.update(closed=True)
    pay_at_stripe(stripe_page, order)
    send_refund(Refund.objects.get().pk)
    order.refresh_from_db()
    assert (order.state, refundable_amount(order.payments.get())) == (State.REFUNDED, 0)
    assert Message.objects.get().kind == "order_closed"


def test_refund_payment_of_mismatched_payment(
    stripe_page: Simulator, order: Order, committee: User
) -> None:
    set_faults(stripe_page, amount_changed={})
    pay_at_stripe(stripe_page, order)
    assert order.state == State.REVIEW
    payment = order.payments.get()
    row = refund_payment(payment=payment, reason=Reason.MISMATCH, by=committee)
    with pytest.raises(NothingToRefund):
        refund_payment(payment=payment, reason=Reason.MISMATCH, by=committee)
    send_refund(row.pk)
    order.refresh_from_db()
    assert (order.state, order.review_reason) == (State.REFUNDED, "")


def test_refund_payment_refuses_valid_payment(bought: Order, committee: User) -> None:
    with pytest.raises(NothingToRefund):
        refund_payment(payment=bought.payments.get(), reason=Reason.MISMATCH, by=committee)


def test_refund_of_one_of_two_mismatched_payments_keeps_review(
    order: Order, committee: User
) -> None:
    record_and_apply(order_id=order.pk, incoming=paid(order, "pi_1", amount=100, method="cash"))
    first = order.payments.get()
    second = Payment.objects.create(
        order=order,
        method="cash",
        reference="pi_2",
        amount=200,
        currency="usd",
        review_reason="200",
    )
    row = refund_payment(payment=first, reason=Reason.MISMATCH, by=committee)
    record_manual_refund(row=row, reference="1", by=committee)
    order.refresh_from_db()
    assert order.state == State.REVIEW
    assert order.review_reason
    row = refund_payment(payment=second, reason=Reason.MISMATCH, by=committee)
    record_manual_refund(row=row, reference="2", by=committee)
    order.refresh_from_db()
    assert (order.state, order.review_reason) == (State.REFUNDED, "")
