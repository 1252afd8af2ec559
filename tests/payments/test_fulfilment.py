"""`record_and_apply`: one set of letters for an order, however often it is called."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError
from django.utils import timezone

from letters.models import Certificate, Letter, Scroll, Series
from letters.scrolls.scrolls import open_scroll
from messaging.models import Message
from payments import fulfilment
from payments.audit.orders import findings
from payments.fulfilment import IncomingPayment, fulfil_waiting_order, record_and_apply
from payments.models import Order, OrderLine, Payment, Refund
from payments.orders.place import SeriesClosed
from tests.races import at_once, meet_after

State = Order.State


def paid(order: Order, reference: str = "pi_1", **changes: Any) -> IncomingPayment:
    """The payment of an order as Stripe reports it."""
    fields: dict[str, Any] = {"amount": order.total, "currency": order.currency, **changes}
    return IncomingPayment(reference=reference, session_id="cs_1", **fields)


def test_record_and_apply_gives_letters_certificates_and_mail(order: Order) -> None:
    record_and_apply(order_id=order.pk, incoming=paid(order))
    order.refresh_from_db()
    assert order.state == State.FULFILLED
    assert Letter.objects.assigned().count() == 3
    assert Certificate.objects.count() == 3
    assert Message.objects.get().about == order.public_id


def test_record_and_apply_again_changes_nothing(order: Order) -> None:
    for _ in range(3):
        record_and_apply(order_id=order.pk, incoming=paid(order))
    assert Letter.objects.assigned().count() == 3
    assert Message.objects.count() == 1
    assert Payment.objects.count() == 1


def test_record_and_apply_concurrently_gives_one_set_of_letters(order: Order) -> None:
    errors = at_once(10, lambda: record_and_apply(order_id=order.pk, incoming=paid(order)))
    assert errors == []
    assert Letter.objects.assigned().count() == 3
    assert Message.objects.count() == 1


def test_negative_control_record_and_apply_without_the_row_lock(
    order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    unlocked = meet_after(lambda pk: Order.objects.get(pk=pk), 10)
    monkeypatch.setattr(fulfilment, "lock_order", unlocked)
    errors = at_once(10, lambda: record_and_apply(order_id=order.pk, incoming=paid(order)))
    # Nine callers do what was done, and only the payment's unique key refuses it.
    assert [type(error) for error in errors] == [IntegrityError] * 9


@pytest.mark.parametrize("changes", [{"amount": 1}, {"currency": "eur"}])
def test_mismatched_payment_assigns_nothing_and_flags_order(
    order: Order, changes: dict[str, Any]
) -> None:
    record_and_apply(order_id=order.pk, incoming=paid(order, **changes))
    order.refresh_from_db()
    assert order.state == State.REVIEW
    assert order.review_reason
    assert Letter.objects.assigned().count() == 0
    assert Message.objects.get().kind == "order_review"
    assert list(findings()) == []


def test_second_payment_assigns_nothing_more(order: Order) -> None:
    record_and_apply(order_id=order.pk, incoming=paid(order, "pi_1"))
    record_and_apply(order_id=order.pk, incoming=paid(order, "pi_2"))
    assert Letter.objects.assigned().count() == 3
    assert Payment.objects.exclude(review_reason="").get().reference == "pi_2"
    assert list(findings()) == []


def test_paid_order_without_free_letters_waits_for_next_scroll(
    make_scroll: Callable[..., Scroll], order: Order
) -> None:
    small = Scroll.objects.get(number=12)
    _exhaust(small)
    record_and_apply(order_id=order.pk, incoming=paid(order))
    order.refresh_from_db()
    assert order.state == State.WAITING
    assert list(findings()) == []
    Scroll.objects.filter(pk=small.pk).update(state=Scroll.State.FULL)
    open_scroll(scroll=make_scroll(13, letters=10, opened=False))
    fulfil_waiting_order(order_id=order.pk)
    order.refresh_from_db()
    assert order.state == State.FULFILLED
    assert list(findings()) == []


def test_last_letter_closes_scroll_and_opens_next(
    make_scroll: Callable[..., Scroll], make_order: Callable[..., Order]
) -> None:
    make_scroll(13, letters=10, opened=False)
    order = make_order()
    _exhaust(Scroll.objects.get(number=12), leave=2)
    record_and_apply(order_id=order.pk, incoming=paid(order))
    states = dict(Scroll.objects.values_list("number", "state"))
    assert states == {12: "full", 13: "open"}
    assert Letter.objects.assigned().filter(scroll__number=13).count() == 1


def test_certificate_day_is_in_the_purchasers_zone(
    make_order: Callable[..., Order], monkeypatch: pytest.MonkeyPatch
) -> None:
    late = datetime.datetime(2026, 11, 22, 23, 30, tzinfo=datetime.UTC)
    monkeypatch.setattr(timezone, "now", lambda: late)
    order = make_order(zone="Asia/Jerusalem")
    record_and_apply(order_id=order.pk, incoming=paid(order))
    assert {str(day) for day in Certificate.objects.values_list("day", flat=True)} == {"2026-11-23"}


def _exhaust(scroll: Scroll, leave: int = 0) -> None:
    """Assign the scroll's free letters, except `leave` of them, to people of no order."""
    from letters.scrolls.draw import draw
    from tests.letters.scrolls.test_draw import waiting

    free = Letter.objects.free().filter(scroll=scroll).count()
    draw(scroll.pk, waiting(scroll.series, free - leave))


def test_two_mismatched_payments_enqueue_one_mail(order: Order) -> None:
    for reference in ("pi_1", "pi_2"):
        record_and_apply(order_id=order.pk, incoming=paid(order, reference, amount=1))
    assert Payment.objects.exclude(review_reason="").count() == 2
    assert Message.objects.get().kind == "order_review"


def test_matching_payment_after_mismatched_one_fulfils_order(order: Order) -> None:
    record_and_apply(order_id=order.pk, incoming=paid(order, "pi_1", amount=1))
    record_and_apply(order_id=order.pk, incoming=paid(order, "pi_2"))
    order.refresh_from_db()
    assert order.state == State.FULFILLED
    assert order.review_reason  # the wrong money is still with us


def test_payment_of_paid_order_in_review_is_refunded(order: Order) -> None:
    record_and_apply(order_id=order.pk, incoming=paid(order, "pi_1"))
    Order.objects.update(state=State.REVIEW, review_reason="refund 1 failed")
    record_and_apply(order_id=order.pk, incoming=paid(order, "pi_2"))
    assert Payment.objects.get(reference="pi_2").refunds.get().reason == "duplicate"


def test_waiting_order_is_refunded_when_series_closes(order: Order, scroll: Scroll) -> None:
    _exhaust(scroll)
    record_and_apply(order_id=order.pk, incoming=paid(order))
    scroll.series.closed = True
    scroll.series.save()
    for _ in range(2):
        fulfil_waiting_order(order_id=order.pk)
    refund = Payment.objects.get().refunds.get()
    assert (refund.reason, refund.amount) == ("series_closed", order.total)
    assert refund.lines.count() == 3


def test_waiting_order_gets_one_mail_however_often_it_is_tried(
    order: Order, scroll: Scroll
) -> None:
    _exhaust(scroll)
    record_and_apply(order_id=order.pk, incoming=paid(order))
    assert fulfil_waiting_order(order_id=order.pk).state == State.WAITING
    assert Message.objects.get().kind == "order_waiting"


@pytest.mark.parametrize(
    ("state", "reason"), [(State.REFUNDED, "duplicate"), (State.CANCELED, "order_canceled")]
)
def test_payment_of_an_ended_order_is_refunded(order: Order, state: str, reason: str) -> None:
    Order.objects.update(state=state)
    record_and_apply(order_id=order.pk, incoming=paid(order))
    assert Refund.objects.get().reason == reason
    assert not Letter.objects.assigned().exists()


def test_place_order_with_the_same_form_returns_the_same_order(
    make_order: Callable[..., Order],
) -> None:
    assert make_order() == make_order()
    assert OrderLine.objects.count() == 3


def test_place_order_refuses_a_closed_series(make_order: Callable[..., Order]) -> None:
    Scroll.objects.update(state="full")
    Series.objects.update(closed=True)
    with pytest.raises(SeriesClosed):
        make_order()
