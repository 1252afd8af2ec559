"""Reconciliation alone repairs the sessions and payments that lost webhooks left behind."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dev.stripe_simulator.server import Simulator
from letters.models import Letter, Scroll
from messaging.models import Message
from payments import gateway
from payments.checkout.sessions import start_checkout
from payments.models import Checkout, Order, Payment, Reconciliation, Refund, StripeEvent
from payments.reconciliation import reconcile
from tests.payments.checkout.test_checkout import session_of
from tests.payments.checkout.webhook_events import event, post
from tests.payments.reconciliation.runs import assert_agrees, reread, run_once
from tests.payments.stripe_actions import dashboard_refund, set_faults, stripe_action

State = Order.State


def test_reconcile_fulfils_order_of_lost_webhook(
    stripe_page: Simulator, in_checkout: Order
) -> None:
    stripe_action(stripe_page, f"sessions/{session_of(in_checkout)}/pay")
    assert_agrees(repaired=1)
    assert reread(in_checkout).state == State.FULFILLED
    assert Letter.objects.assigned().count() == 3
    assert Message.objects.get().kind == "order_fulfilled"


def test_reconcile_records_checked_and_repaired(stripe_page: Simulator, in_checkout: Order) -> None:
    stripe_action(stripe_page, f"sessions/{session_of(in_checkout)}/pay")
    run_once()
    row = Reconciliation.objects.get()
    assert row.ended_at
    assert row.checked_count == 1
    assert row.repaired == [
        f"session {session_of(in_checkout)}: order {in_checkout.pk} is fulfilled"
    ]


def test_reconcile_leaves_open_session_alone(in_checkout: Order) -> None:
    assert_agrees()
    assert reread(in_checkout).state == State.AWAITING


def test_reconcile_expires_attempt(in_checkout: Order) -> None:
    gateway.expire_session(session_of(in_checkout))
    assert_agrees(repaired=1)
    assert Checkout.objects.get().state == Checkout.State.EXPIRED


def test_reconcile_attaches_paid_session_of_lost_answer(
    stripe_page: Simulator, in_checkout: Order
) -> None:
    session = session_of(in_checkout)
    stripe_action(stripe_page, f"sessions/{session}/pay")
    Checkout.objects.update(session_id=None, url="")
    assert_agrees(repaired=1)
    attempt = Checkout.objects.get()
    assert (attempt.session_id, attempt.state) == (session, Checkout.State.COMPLETE)
    assert reread(in_checkout).state == State.FULFILLED


def test_reconcile_checks_old_session_open_here(stripe_page: Simulator, in_checkout: Order) -> None:
    stripe_action(stripe_page, f"sessions/{session_of(in_checkout)}/pay")
    elsewhere = timezone.now() + timedelta(days=3)  # as if the session were three days old
    row = reconcile(since=elsewhere)
    assert len(row.repaired) == 1
    assert reread(in_checkout).state == State.FULFILLED


def test_reconcile_waits_for_pending_debit(stripe_page: Simulator, in_checkout: Order) -> None:
    stripe_action(stripe_page, f"sessions/{session_of(in_checkout)}/debit", days=4)
    assert_agrees(repaired=1)
    assert reread(in_checkout).state == State.PROCESSING


@pytest.mark.parametrize(
    ("outcome", "state", "mails"),
    [("succeed", State.FULFILLED, "order_fulfilled"), ("fail", State.AWAITING, "debit_failed")],
)
@pytest.mark.parametrize("delivered", [True, False])
def test_reconcile_applies_lost_outcome_of_debit(
    stripe_page: Simulator,
    in_checkout: Order,
    outcome: str,
    state: str,
    mails: str,
    delivered: bool,
) -> None:
    stripe_action(stripe_page, f"sessions/{session_of(in_checkout)}/debit", days=4)
    if delivered:
        run_once()
    stripe_action(stripe_page, f"sessions/{session_of(in_checkout)}/debit/{outcome}")
    assert_agrees(repaired=1)
    assert reread(in_checkout).state == state
    assert Message.objects.get().kind == mails


def test_reconcile_applies_debit_of_old_session(stripe_page: Simulator, in_checkout: Order) -> None:
    stripe_action(stripe_page, f"sessions/{session_of(in_checkout)}/debit", days=4)
    run_once()
    stripe_action(stripe_page, f"sessions/{session_of(in_checkout)}/debit/succeed")
    row = reconcile(since=timezone.now() + timedelta(days=3))
    assert (len(row.repaired), row.findings) == (1, [])
    assert reread(in_checkout).state == State.FULFILLED


def test_reconcile_finds_different_amount(bought: Order) -> None:
    Payment.objects.update(amount=299)
    assert run_once().findings == [
        f"payment {Payment.objects.get().reference} of session {session_of(bought)}, order "
        f"{bought.pk}, is 300 usd at Stripe and 299 usd here"
    ]


def test_reconcile_finds_different_currency_of_old_session(bought: Order) -> None:
    Payment.objects.update(currency="eur", received_at=timezone.now() + timedelta(days=4))
    row = reconcile(since=timezone.now() + timedelta(days=3))
    assert len(row.findings) == 1
    assert f"payment {Payment.objects.get().pk} " in row.findings[0]


def test_reconcile_finds_payment_unknown_at_stripe(stripe_page: Simulator, bought: Order) -> None:
    Payment.objects.update(reference="pi_invented")
    found = run_once().findings
    invented = Payment.objects.get(reference="pi_invented")
    assert f"payment {invented.pk} (pi_invented) is not known at Stripe" in found


def test_reconcile_finds_session_of_unknown_order(
    stripe_page: Simulator, in_checkout: Order
) -> None:
    session = session_of(in_checkout)
    stripe_action(stripe_page, f"sessions/{session}/pay")
    Order.objects.update(public_id="another")
    assert run_once().findings == [f"session {session} (complete) is of an order not known here"]


def test_reconcile_ignores_session_of_another_program(
    stripe_page: Simulator, scroll: Scroll
) -> None:
    gateway.client().v1.checkout.sessions.create(
        {
            "mode": "payment",
            "line_items": [
                {
                    "price_data": {
                        "currency": "usd",
                        "unit_amount": 500,
                        "product_data": {"name": "A book"},
                    },
                    "quantity": 1,
                }
            ],
            "success_url": "http://127.0.0.1:9/",
        }
    )
    assert_agrees()
    assert set(Reconciliation.objects.values_list("checked_count", flat=True)) == {0}


def test_reconcile_finds_attempt_with_unknown_session(in_checkout: Order) -> None:
    Checkout.objects.update(session_id="cs_test_invented")
    assert "session cs_test_invented is not known at Stripe" in run_once().findings


def test_reconcile_refunds_second_payment(stripe_page: Simulator, in_checkout: Order) -> None:
    older = session_of(in_checkout)
    Checkout.objects.update(state=Checkout.State.EXPIRED)  # it is not, at Stripe
    start_checkout(order=in_checkout)
    for session in (older, session_of(in_checkout)):
        stripe_action(stripe_page, f"sessions/{session}/pay")
    first = run_once()
    assert len(first.repaired) == 3  # each session, and the refund that was sent
    assert first.findings == []
    assert Refund.objects.get().state == "succeeded"
    assert_agrees()


def test_reconcile_retries_failed_event(stripe_page: Simulator, bought: Order) -> None:
    set_faults(stripe_page, api_500={})
    refund_id = "re_unknown"
    assert post(event("refund.updated", {"id": refund_id})) == 500
    set_faults(stripe_page)
    assert run_once().findings == ["event evt_1 (refund.updated) fails: NotFound"]
    refund_id = dashboard_refund(stripe_page, bought)
    stored = StripeEvent.objects.get()
    StripeEvent.objects.update(body={**stored.body, "data": {"object": {"id": refund_id}}})
    row = run_once()
    assert row.findings == []
    assert "event evt_1 (refund.updated) is handled" in row.repaired


def test_reconcile_reports_other_api_version_once(scroll: Scroll, stripe_page: Simulator) -> None:
    for number in range(3):
        body = {"id": f"evt_{number}", "api_version": "2024-06-20", "data": {}}
        StripeEvent.objects.create(
            id=f"evt_{number}", type="refund.created", body=body, outcome="handled"
        )
    (found,) = run_once().findings
    assert found.startswith("3 events came in version 2024-06-20")
    assert "evt_0" in found
