"""Reconciliation of refunds and disputes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dev.stripe_simulator.server import Simulator
from letters.models import Certificate
from payments import gateway
from payments.checkout.sessions import start_checkout
from payments.models import Dispute, Order, Refund
from payments.reconciliation import reconcile
from payments.refunds import stripe
from payments.refunds.decide import Reason, refund_order
from payments.refunds.stripe import send_refund
from tests.payments.checkout.test_checkout import session_of
from tests.payments.reconciliation.runs import assert_agrees, reread, run_once
from tests.payments.stripe_actions import dashboard_refund, set_faults, stripe_action, stripe_id

State = Order.State


def test_reconcile_reports_mismatched_payment_until_refunded(
    stripe_page: Simulator, order: Order
) -> None:
    set_faults(stripe_page, amount_changed={"times": 1})
    start_checkout(order=order)
    stripe_action(stripe_page, f"sessions/{session_of(order)}/pay")
    first, second = run_once(), run_once()
    assert reread(order).state == State.REVIEW
    assert (len(first.repaired), len(first.findings)) == (1, 1)
    assert (second.repaired, second.findings) == ([], first.findings)
    assert f"payment {order.payments.get().pk} " in first.findings[0]


def test_reconcile_records_dashboard_refund(stripe_page: Simulator, bought: Order) -> None:
    dashboard_refund(stripe_page, bought)
    assert_agrees(repaired=1)
    assert reread(bought).state == State.REFUNDED
    assert Certificate.objects.filter(voided_at=None).count() == 0


def test_reconcile_applies_lost_outcome_of_refund(stripe_page: Simulator, bought: Order) -> None:
    set_faults(stripe_page, refund_pending={})
    row = refund_order(order=bought, reason=Reason.REQUESTED)
    send_refund(row.pk)
    assert_agrees()
    stripe_action(stripe_page, f"refunds/{stripe_id(row)}/succeed")
    assert_agrees(repaired=1)
    assert reread(bought).state == State.REFUNDED


def test_reconcile_checks_old_pending_refund(stripe_page: Simulator, bought: Order) -> None:
    set_faults(stripe_page, refund_pending={})
    row = refund_order(order=bought, reason=Reason.REQUESTED)
    send_refund(row.pk)
    stripe_action(stripe_page, f"refunds/{stripe_id(row)}/succeed")
    repaired = reconcile(since=timezone.now() + timedelta(days=3)).repaired
    assert repaired == [f"refund {stripe_id(row)} of order {bought.pk} is succeeded"]


def test_reconcile_sends_unsent_refund(bought: Order) -> None:
    refund_order(order=bought, reason=Reason.REQUESTED, lines=[2])
    assert_agrees(repaired=1)
    assert reread(bought).state == State.FULFILLED
    assert Refund.objects.get().state == "succeeded"


def test_reconcile_after_crash_before_commit_refunds_once(
    stripe_page: Simulator, bought: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = refund_order(order=bought, reason=Reason.REQUESTED, lines=[1])

    def crash(_: gateway.Refund) -> None:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(stripe, "sync_refund", crash)
        with pytest.raises(SystemExit):
            send_refund(row.pk)
    row.refresh_from_db()
    assert row.state == "unsent"
    assert_agrees(repaired=1)
    assert stripe_id(row)
    at = list(gateway.refunds_since(timezone.now() - timedelta(days=1)))
    assert [made.amount for made in at] == [100]


def test_reconcile_finds_unsent_refund_at_stripe_after_key_expired(
    stripe_page: Simulator, bought: Order
) -> None:
    row = refund_order(order=bought, reason=Reason.REQUESTED, lines=[1])
    gateway.create_refund(
        payment_intent=row.payment.reference,
        amount=100,
        order=bought.public_id,
        row=row.pk,
        idempotency_key="long forgotten",
    )
    assert len(reconcile(since=timezone.now() + timedelta(days=3)).repaired) == 1
    assert len(list(gateway.refunds_since(timezone.now() - timedelta(days=1)))) == 1


def test_reconcile_finds_refund_of_different_amount(stripe_page: Simulator, bought: Order) -> None:
    row = refund_order(order=bought, reason=Reason.REQUESTED, lines=[1])
    send_refund(row.pk)
    Refund.objects.update(amount=99)
    assert run_once().findings == [
        f"refund {stripe_id(row)} ({row.pk}) of order {bought.pk} is 99 usd, succeeded, here and "
        "100 usd, succeeded, at Stripe"
    ]


def test_reconcile_ignores_closed_failure(stripe_page: Simulator, bought: Order) -> None:
    row = refund_order(order=bought, reason=Reason.REQUESTED)
    send_refund(row.pk)
    stripe_action(stripe_page, f"refunds/{stripe_id(row)}/fail")
    assert len(run_once().repaired) == 1
    Refund.objects.update(state="canceled")
    assert run_once().repaired == []


def test_reconcile_records_dispute_and_its_outcome(stripe_page: Simulator, bought: Order) -> None:
    dispute = stripe_action(stripe_page, f"sessions/{session_of(bought)}/dispute")["id"]
    assert_agrees(repaired=1)
    stripe_action(stripe_page, f"disputes/{dispute}/close", status="won")
    repaired = reconcile(since=timezone.now() + timedelta(days=3)).repaired
    assert repaired == [f"dispute {dispute} of order {bought.pk} is won"]
    assert_agrees()
    assert Dispute.objects.get().closed_at


def test_reconcile_finds_dispute_of_different_amount(stripe_page: Simulator, bought: Order) -> None:
    dispute = stripe_action(stripe_page, f"sessions/{session_of(bought)}/dispute")["id"]
    run_once()
    Dispute.objects.update(amount=1)
    (found,) = run_once().findings
    assert found.startswith(f"dispute {dispute} of order {bought.pk} is 1 usd")
