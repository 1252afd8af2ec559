"""Events of refused bank debits that come twice, too late, or for nothing that is known here."""

from letters.models import Letter
from messaging.models import Message
from payments.fulfilment import record_and_apply
from payments.models import Checkout, Order, StripeEvent
from tests.payments.checkout.webhook_events import attempt, event, post, session
from tests.payments.test_fulfilment import paid

FAILED = "checkout.session.async_payment_failed"
State = Order.State


def refuse(order: Order, **changes: str) -> int:
    """Post the event of a refused debit; returns our response's status."""
    body = session(order, payment_status="unpaid")
    return post(event(FAILED, body, **{"id": "evt_failed", **changes}))


def test_second_event_of_a_refused_debit_changes_nothing(order: Order) -> None:
    attempt(order)
    assert [refuse(order), refuse(order, id="evt_again")] == [204, 204]
    assert Message.objects.get().kind == "debit_failed"


def test_refused_debit_of_an_order_paid_otherwise_sends_no_mail(order: Order) -> None:
    attempt(order)
    record_and_apply(order_id=order.pk, incoming=paid(order))
    assert refuse(order) == 204
    order.refresh_from_db()
    assert order.state == State.FULFILLED
    assert Letter.objects.assigned().count() == 3
    assert Checkout.objects.get().state == Checkout.State.FAILED
    assert not Message.objects.filter(kind="debit_failed").exists()


def test_refused_debit_of_an_unknown_session_is_retried(order: Order) -> None:
    assert refuse(order) == 500
    stored = StripeEvent.objects.get()
    assert (stored.outcome, stored.error) == ("failed", "LookupError")


def test_refused_debit_of_an_unknown_order_is_retried(order: Order) -> None:
    attempt(order)
    content = session(order, payment_status="unpaid", client_reference_id="unknown")
    assert post(event(FAILED, content)) == 500
    assert StripeEvent.objects.get().error == "LookupError"
