"""Events of bank debits, which are paid days later or fail."""

from letters.models import Letter
from messaging.models import Message
from payments.models import Checkout, Order
from tests.payments.checkout.webhook_events import attempt, event, post, session

State = Order.State


def test_bank_debit_assigns_nothing_until_paid(order: Order) -> None:
    post(event("checkout.session.completed", session(order, payment_status="unpaid")))
    order.refresh_from_db()
    assert order.state == State.PROCESSING
    assert Letter.objects.assigned().count() == 0
    post(event("checkout.session.async_payment_succeeded", session(order), id="evt_2"))
    order.refresh_from_db()
    assert order.state == State.FULFILLED


def test_failed_bank_debit_reopens_order_for_payment(order: Order) -> None:
    unpaid = session(order, payment_status="unpaid")
    attempt(order)
    post(event("checkout.session.completed", unpaid))
    post(event("checkout.session.async_payment_failed", unpaid, id="evt_2"))
    order.refresh_from_db()
    assert order.state == State.AWAITING


def test_bank_debit_success_event_before_completion(order: Order) -> None:
    post(event("checkout.session.async_payment_succeeded", session(order), id="evt_2"))
    post(event("checkout.session.completed", session(order, payment_status="unpaid")))
    order.refresh_from_db()
    assert order.state == State.FULFILLED


def test_bank_debit_failure_event_before_completion(order: Order) -> None:
    unpaid = session(order, payment_status="unpaid")
    attempt(order)
    post(event("checkout.session.async_payment_failed", unpaid, id="evt_2"))
    post(event("checkout.session.completed", unpaid))
    order.refresh_from_db()
    assert order.state == State.AWAITING
    assert Message.objects.get().kind == "debit_failed"


def test_one_failed_debit_leaves_the_other_in_progress(order: Order) -> None:
    first, second = (
        session(order, payment_status="unpaid"),
        session(order, payment_status="unpaid", id="cs_test_2", payment_intent="pi_2"),
    )
    Checkout.objects.filter(pk=attempt(order).pk).update(state="expired")
    attempt(order, "cs_test_2")
    Checkout.objects.filter(session_id="cs_test_1").update(state="complete")
    post(event("checkout.session.completed", second))
    post(event("checkout.session.async_payment_failed", first, id="evt_2"))
    order.refresh_from_db()
    assert order.state == State.PROCESSING
