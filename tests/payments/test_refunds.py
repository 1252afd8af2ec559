"""Money that goes back by decision: never more than was paid, and each letter by its rule."""

from collections.abc import Callable

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone

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
from tests.payments import test_checkout
from tests.payments.dashboard import at_stripe, buy, plan
from tests.payments.test_checkout import session_of
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
    return buy(stripe_page, order)


def give_back(order: Order, lines: list[int] | None = None) -> Refund:
    """Decide on a refund and tell Stripe."""
    row = refund_order(order=order, reason=Reason.REQUESTED, lines=lines)
    send_refund(row.pk)
    row.refresh_from_db()
    order.refresh_from_db()
    return row


def held(order: Order) -> list[int]:
    """The positions of the names that have letters."""
    lines = order.lines.filter(inscription__letter__isnull=False)
    return list(lines.values_list("position", flat=True))


def by_hand(order: Order, method: Method) -> Order:
    """The order paid without Stripe."""
    Order.objects.filter(pk=order.pk).update(method=method)
    record_and_apply(
        order_id=order.pk, incoming=IncomingPayment("7", "", order.total, order.currency, method)
    )
    order.refresh_from_db()
    return order


def test_the_whole_goes_back_with_every_letter(bought: Order) -> None:
    row = give_back(bought)
    assert (row.state, row.amount) == ("succeeded", 300)
    assert bought.state == State.REFUNDED
    assert held(bought) == []
    assert list(Message.objects.values_list("kind", flat=True).order_by("pk")) == [
        "order_fulfilled",
        "order_refunded",
    ]


def test_one_letter_goes_back_and_the_others_stay(bought: Order) -> None:
    row = give_back(bought, [2])
    assert (row.amount, bought.state) == (100, State.FULFILLED)
    assert held(bought) == [1, 3]


def test_letter_by_letter_until_nothing_is_left(bought: Order) -> None:
    for position in (2, 1, 3):
        give_back(bought, [position])
    assert bought.state == State.REFUNDED
    assert refundable_amount(bought.payments.get()) == 0


def test_a_certificate_of_a_letter_given_back_is_gone(bought: Order) -> None:
    give_back(bought, [1])
    certificates = Certificate.objects.order_by("inscription__line__position")
    statuses = [Client().get(f"/certificates/{c.token}.pdf").status_code for c in certificates]
    assert statuses == [410, 200, 200]
    checks = [Client().get(f"/c/{c.check_token}/").status_code for c in certificates]
    assert checks == [410, 200, 200]


def test_another_draws_the_letter_that_came_back(
    bought: Order, make_order: Callable[..., Order]
) -> None:
    exhaust(Scroll.objects.get())
    lost = Letter.objects.get(inscription__line__order=bought, inscription__line__position=2)
    give_back(bought, [2])
    other = make_order(names=NAMES[:1], form_token="other")
    record_and_apply(order_id=other.pk, incoming=paid(other))
    assert Letter.objects.get(inscription__line__order=other).ordinal == lost.ordinal


def test_a_full_scroll_keeps_its_letters_and_only_the_money_goes(bought: Order) -> None:
    exhaust(Scroll.objects.get())
    Scroll.objects.update(state="full")
    row = give_back(bought)
    assert (row.state, bought.state) == ("succeeded", State.REFUNDED)
    assert held(bought) == [1, 2, 3]
    assert Certificate.objects.filter(voided_at=None).count() == 3


def test_fee_and_gift_go_back_only_with_the_whole(
    stripe_page: Simulator, make_order: Callable[..., Order]
) -> None:
    order = buy(stripe_page, make_order(gift=180, cover_fee=True))
    assert give_back(order, [1, 2, 3]).amount == 300
    assert order.state == State.REFUNDED
    assert not FundEntry.objects.filter(kind="gift_returned").exists()
    assert give_back(order).amount == order.total - 300
    assert FundEntry.objects.get(kind="gift_returned").amount == -180


@pytest.mark.parametrize("lines", [None, [1], [1, 2], []])
def test_nothing_goes_back_twice(bought: Order, lines: list[int] | None) -> None:
    give_back(bought, None if lines is None else [1])
    with pytest.raises(NothingToRefund):
        give_back(bought, lines)
    assert Refund.objects.count() == 1


def test_an_unpaid_order_has_nothing_to_refund(order: Order) -> None:
    with pytest.raises(NothingToRefund):
        refund_order(order=order, reason=Reason.REQUESTED)


def test_a_letter_of_no_such_place_is_not_given_back(bought: Order) -> None:
    with pytest.raises(NothingToRefund):
        give_back(bought, [1, 9])
    assert not Refund.objects.exists()


def test_five_at_once_give_back_once(bought: Order) -> None:
    errors = at_once(5, lambda: refund_order(order=bought, reason=Reason.REQUESTED, lines=[1]))
    assert [type(error) for error in errors] == [NothingToRefund] * 4
    assert Refund.objects.get().amount == 100


def test_twin_without_the_orders_lock_gives_one_letter_back_twice(
    bought: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decide, "lock_order", lambda pk: Order.objects.get(pk=pk))
    monkeypatch.setattr(decide, "quote_refund", meet_after(decide.quote_refund))
    at_once(2, lambda: refund_order(order=bought, reason=Reason.REQUESTED, lines=[1]))
    assert Refund.objects.count() == 2


def test_the_database_refuses_more_than_was_paid(bought: Order) -> None:
    payment = bought.payments.get()
    with pytest.raises(IntegrityError, match="more would be refunded"):
        Refund.objects.create(payment=payment, amount=301, currency="usd", reason="requested")


def test_what_the_fund_paid_goes_back_to_it_at_once_and_whole(order: Order) -> None:
    FundEntry.objects.create(kind="grant", currency="usd", amount=-300, order=order)
    by_hand(order, Method.FUND)
    with pytest.raises(NothingToRefund, match="in full"):
        refund_order(order=order, reason=Reason.REQUESTED, lines=[1])
    assert refund_order(order=order, reason=Reason.REQUESTED).state == "succeeded"
    order.refresh_from_db()
    assert order.state == State.REFUNDED
    assert FundEntry.objects.get(kind="grant_returned").amount == 300


def test_money_that_came_by_hand_waits_to_be_sent_by_hand(order: Order, committee: User) -> None:
    by_hand(order, Method.CASH)
    row = refund_order(order=order, reason=Reason.REQUESTED, lines=[1])
    assert (row.state, held(order)) == ("unsent", [1, 2, 3])
    record_manual_refund(row=row, reference="receipt 7", by=committee)
    row.refresh_from_db()
    assert (row.state, row.reference, row.by) == ("succeeded", "receipt 7", committee)
    assert held(order) == [2, 3]
    assert Message.objects.filter(kind="order_refunded", about=str(row.pk)).count() == 1


def test_what_was_sent_by_hand_is_not_sent_again(order: Order, committee: User) -> None:
    by_hand(order, Method.TRANSFER)
    row = refund_order(order=order, reason=Reason.REQUESTED)
    record_manual_refund(row=row, reference="7", by=committee)
    with pytest.raises(NothingToRefund):
        record_manual_refund(row=row, reference="8", by=committee)


def test_stripes_money_is_not_sent_by_hand(bought: Order, committee: User) -> None:
    row = refund_order(order=bought, reason=Reason.REQUESTED)
    with pytest.raises(NothingToRefund):
        record_manual_refund(row=row, reference="7", by=committee)


def test_paid_twice_goes_back_by_rule_and_is_mailed_once(
    stripe_page: Simulator, order: Order
) -> None:
    start_checkout(order=order)
    older = session_of(order)
    Checkout.objects.update(expires_at=timezone.now())
    buy(stripe_page, order)
    at_stripe(stripe_page, f"sessions/{older}/pay")
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


def test_paid_when_the_series_is_closed_goes_back_by_rule(
    stripe_page: Simulator, order: Order
) -> None:
    exhaust(Scroll.objects.get())
    Series.objects.update(closed=True)
    buy(stripe_page, order)
    send_refund(Refund.objects.get().pk)
    order.refresh_from_db()
    assert (order.state, refundable_amount(order.payments.get())) == (State.REFUNDED, 0)
    assert Message.objects.get().kind == "order_closed"


def test_money_that_bought_nothing_is_given_back_by_the_committee(
    stripe_page: Simulator, order: Order, committee: User
) -> None:
    plan(stripe_page, amount_changed={})
    buy(stripe_page, order)
    assert order.state == State.REVIEW
    payment = order.payments.get()
    row = refund_payment(payment=payment, reason=Reason.MISMATCH, by=committee)
    with pytest.raises(NothingToRefund):
        refund_payment(payment=payment, reason=Reason.MISMATCH, by=committee)
    send_refund(row.pk)
    order.refresh_from_db()
    assert (order.state, order.review_reason) == (State.REFUNDED, "")


def test_a_payment_that_bought_letters_goes_back_with_its_order_only(
    bought: Order, committee: User
) -> None:
    with pytest.raises(NothingToRefund):
        refund_payment(payment=bought.payments.get(), reason=Reason.MISMATCH, by=committee)


def test_one_of_two_odd_payments_given_back_leaves_the_order_before_the_committee(
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
