"""Disputes: marked and followed to their end in any order; the letter stays."""

import pytest
from django.test import Client
from django.utils import timezone

from dev.stripe_simulator.server import Simulator
from letters.models import Certificate, Letter
from messaging.models import Message
from payments import gateway
from payments.checkout.sessions import start_checkout
from payments.models import Dispute, Order
from payments.refunds.disputes import evidence, record_dispute
from tests.payments import test_checkout, test_refunds
from tests.payments.dashboard import at_stripe, deliver
from tests.payments.test_checkout import session_of

State = Order.State
stripe_page = test_checkout.stripe_page
bought = test_refunds.bought


def dispute(simulator: Simulator, order: Order, **form: str) -> str:
    """The buyer's bank disputes the payment; the dispute's id."""
    made: str = at_stripe(simulator, f"sessions/{session_of(order)}/dispute", **form)["id"]
    return made


def close(simulator: Simulator, made: str, status: str) -> None:
    """The bank decides."""
    at_stripe(simulator, f"disputes/{made}/close", status=status)


def test_a_dispute_is_marked_with_its_date_and_the_letters_stay(
    stripe_page: Simulator, bought: Order
) -> None:
    assert deliver("charge.dispute.created", dispute(stripe_page, bought)) == 204
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
def test_a_dispute_is_followed_to_its_end(
    stripe_page: Simulator, bought: Order, status: str
) -> None:
    made = dispute(stripe_page, bought)
    deliver("charge.dispute.created", made)
    at_stripe(stripe_page, f"disputes/{made}/review")
    deliver("charge.dispute.updated", made)
    assert Dispute.objects.get().status == "under_review"
    close(stripe_page, made, status)
    deliver("charge.dispute.closed", made)
    row = Dispute.objects.get()
    assert row.status == status
    assert row.closed_at
    assert Letter.objects.assigned().count() == 3


def test_closed_before_created_ends_the_same(stripe_page: Simulator, bought: Order) -> None:
    made = dispute(stripe_page, bought)
    opened = gateway.retrieve_dispute(made)
    close(stripe_page, made, "won")
    deliver("charge.dispute.closed", made)
    deliver("charge.dispute.created", made)
    record_dispute(opened)
    row = Dispute.objects.get()
    assert row.status == "won"
    assert row.closed_at


def test_a_payment_may_be_disputed_again(stripe_page: Simulator, bought: Order) -> None:
    first = dispute(stripe_page, bought)
    close(stripe_page, first, "won")
    deliver("charge.dispute.closed", first)
    deliver("charge.dispute.created", dispute(stripe_page, bought))
    assert Dispute.objects.filter(closed_at=None).count() == 1
    assert Dispute.objects.count() == 2


def test_an_inquiry_is_a_dispute_too(stripe_page: Simulator, bought: Order) -> None:
    deliver("charge.dispute.created", dispute(stripe_page, bought, inquiry="true"))
    assert Dispute.objects.get().status == "warning_needs_response"


def test_a_dispute_of_a_payment_not_known_yet_is_asked_for_again(
    stripe_page: Simulator, order: Order
) -> None:
    start_checkout(order=order)
    at_stripe(stripe_page, f"sessions/{session_of(order)}/pay")
    assert deliver("charge.dispute.created", dispute(stripe_page, order)) == 500
    assert not Dispute.objects.exists()


@pytest.mark.parametrize(("intent", "note"), [("pi_of_another", ""), ("", ""), ("pi_x", "nobody")])
def test_a_dispute_of_another_program_is_left_alone(order: Order, intent: str, note: str) -> None:
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


def test_the_evidence_tells_what_happened_in_its_order(
    stripe_page: Simulator, bought: Order
) -> None:
    Message.objects.update(state="sent", sent_at=timezone.now())
    certificate = Certificate.objects.order_by("pk").first()
    assert certificate
    Client().get(f"/certificates/{certificate.token}.pdf")
    deliver("charge.dispute.created", dispute(stripe_page, bought))
    facts = evidence(Dispute.objects.get())
    told = [str(fact.what) for fact in facts]
    assert [fact.at for fact in facts] == sorted(fact.at for fact in facts)
    words = [text.split()[1] for text in told]
    assert words == ["order", "payment", "letters", "e-mail", str(certificate)]


def test_the_evidence_of_an_order_without_letters_claims_none(
    stripe_page: Simulator, bought: Order
) -> None:
    Order.objects.update(state=State.WAITING, fulfilled_at=None)
    deliver("charge.dispute.created", dispute(stripe_page, bought))
    assert len(evidence(Dispute.objects.get())) == 2
