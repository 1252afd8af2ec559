"""Disputes: recorded by events in any order; the letter stays."""

import pytest
from django.test import Client
from django.utils import timezone

from dev.stripe_simulator.server import Simulator
from letters.models import Certificate, Letter
from messaging.models import Message
from payments import gateway
from payments.checkout.sessions import start_checkout
from payments.models import Dispute, Order
from payments.refunds.chargebacks import taken_twice
from payments.refunds.disputes import evidence, record_dispute
from tests.payments.checkout import test_checkout
from tests.payments.checkout.test_checkout import session_of
from tests.payments.refunds import test_refunds
from tests.payments.refunds.test_refunds import refund_and_send
from tests.payments.stripe_actions import deliver_event, stripe_action

State = Order.State
stripe_page = test_checkout.stripe_page
bought = test_refunds.bought


def dispute(simulator: Simulator, order: Order, **form: str) -> str:
    """Dispute the order's payment; returns the dispute's id."""
    made: str = stripe_action(simulator, f"sessions/{session_of(order)}/dispute", **form)["id"]
    return made


def close(simulator: Simulator, made: str, status: str) -> None:
    """Close a dispute with this status."""
    stripe_action(simulator, f"disputes/{made}/close", status=status)


def test_record_dispute_stores_due_date_and_keeps_letters(
    stripe_page: Simulator, bought: Order
) -> None:
    assert deliver_event("charge.dispute.created", dispute(stripe_page, bought)) == 204
    row = Dispute.objects.get()
    assert (row.status, row.amount, row.reason, row.closed_at) == (
        "needs_response",
        300,
        "fraudulent",
        None,
    )
    assert row.due_by
    assert row.due_by > timezone.now()
    bought.refresh_from_db()
    assert bought.state == State.FULFILLED
    assert Letter.objects.assigned().count() == 3


@pytest.mark.parametrize("status", ["won", "lost"])
def test_record_dispute_follows_status_until_closed(
    stripe_page: Simulator, bought: Order, status: str
) -> None:
    made = dispute(stripe_page, bought)
    deliver_event("charge.dispute.created", made)
    stripe_action(stripe_page, f"disputes/{made}/review")
    deliver_event("charge.dispute.updated", made)
    assert Dispute.objects.get().status == "under_review"
    close(stripe_page, made, status)
    deliver_event("charge.dispute.closed", made)
    row = Dispute.objects.get()
    assert row.status == status
    assert row.closed_at
    assert Letter.objects.assigned().count() == 3


def test_dispute_closed_event_before_created_event(stripe_page: Simulator, bought: Order) -> None:
    made = dispute(stripe_page, bought)
    opened = gateway.retrieve_dispute(made)
    close(stripe_page, made, "won")
    deliver_event("charge.dispute.closed", made)
    deliver_event("charge.dispute.created", made)
    record_dispute(opened)
    row = Dispute.objects.get()
    assert row.status == "won"
    assert row.closed_at


def test_payment_can_have_two_disputes(stripe_page: Simulator, bought: Order) -> None:
    first = dispute(stripe_page, bought)
    close(stripe_page, first, "won")
    deliver_event("charge.dispute.closed", first)
    deliver_event("charge.dispute.created", dispute(stripe_page, bought))
    assert Dispute.objects.filter(closed_at=None).count() == 1
    assert Dispute.objects.count() == 2


def test_inquiry_is_recorded_as_dispute(stripe_page: Simulator, bought: Order) -> None:
    deliver_event("charge.dispute.created", dispute(stripe_page, bought, inquiry="true"))
    assert Dispute.objects.get().status == "warning_needs_response"


def test_dispute_of_unrecorded_payment_is_retried(stripe_page: Simulator, order: Order) -> None:
    start_checkout(order=order)
    stripe_action(stripe_page, f"sessions/{session_of(order)}/pay")
    assert deliver_event("charge.dispute.created", dispute(stripe_page, order)) == 500
    assert not Dispute.objects.exists()


@pytest.mark.parametrize(("intent", "note"), [("pi_of_another", ""), ("", ""), ("pi_x", "nobody")])
def test_dispute_of_another_program_is_ignored(order: Order, intent: str, note: str) -> None:
    record_dispute(
        gateway.Dispute(
            id="du_1",
            payment_intent=intent,
            order=note,
            amount=100,
            currency="usd",
            reason="fraudulent",
            status="needs_response",
            due_by=None,
            opened_at=timezone.now(),
        )
    )
    assert not Dispute.objects.exists()


def test_evidence_is_in_chronological_order(stripe_page: Simulator, bought: Order) -> None:
    Message.objects.update(state="sent", sent_at=timezone.now())
    certificate = Certificate.objects.order_by("pk").first()
    assert certificate
    Client().get(f"/certificates/{certificate.token}.pdf", headers={"Sec-Fetch-Dest": "document"})
    deliver_event("charge.dispute.created", dispute(stripe_page, bought))
    facts = evidence(Dispute.objects.get())
    told = [str(fact.what) for fact in facts]
    assert [fact.at for fact in facts] == sorted(fact.at for fact in facts)
    words = [text.split()[1] for text in told]
    assert words == ["order", "payment", "letters", "e-mail", str(certificate)]


def test_evidence_of_unfulfilled_order_has_no_letters(
    stripe_page: Simulator, bought: Order
) -> None:
    Order.objects.update(state=State.WAITING, fulfilled_at=None)
    deliver_event("charge.dispute.created", dispute(stripe_page, bought))
    assert len(evidence(Dispute.objects.get())) == 2


def test_evidence_tells_what_was_refunded_before_the_dispute(
    stripe_page: Simulator, bought: Order
) -> None:
    refund = refund_and_send(bought, [2])
    deliver_event("charge.dispute.created", dispute(stripe_page, bought))
    made = Dispute.objects.get()
    close(stripe_page, made.pk, "lost")
    deliver_event("charge.dispute.closed", made.pk)
    told = [(fact.at, fact.what) for fact in evidence(made) if "refunded" in fact.what]
    assert told == [(refund.ended_at, "$1.00 was refunded.")]  # not what the bank took


@pytest.mark.parametrize(
    ("status", "currency", "twice"),
    [
        ("needs_response", "usd", 100),
        ("lost", "usd", 100),
        ("won", "usd", 0),
        ("warning_needs_response", "usd", 0),
        ("lost", "ils", 0),
    ],
)
def test_taken_twice_is_what_a_dispute_took_of_money_refunded_before(
    bought: Order, status: str, currency: str, twice: int
) -> None:
    refund_and_send(bought, [2])
    record_dispute(
        gateway.Dispute(
            id="du_1",
            payment_intent=bought.payments.get().reference,
            order=bought.public_id,
            amount=300,
            currency=currency,
            reason="fraudulent",
            status=status,
            due_by=None,
            opened_at=timezone.now(),
        )
    )
    assert taken_twice(Dispute.objects.get()) == twice
