"""What the reconciliation ignores, and what it can only report."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from dev.stripe_simulator.server import Simulator
from payments import gateway
from payments.models import Checkout, Dispute, Order, Payment, Reconciliation, Refund
from payments.reconciliation import reconcile, refunds, sessions
from payments.reconciliation.report import Report
from payments.refunds.decide import Reason, refund_order
from tests.payments.checkout.test_checkout import session_of
from tests.payments.reconciliation.runs import assert_agrees, run_once
from tests.payments.stripe_actions import stripe_action


def test_reconcile_ignores_refund_of_another_program(
    bought: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = gateway.Refund("re_1", "pi_other", "", "", 500, "usd", "succeeded", "")
    monkeypatch.setattr(gateway, "refunds_since", lambda moment: iter([other]))
    assert_agrees()
    assert not Refund.objects.exists()


def test_reconcile_ignores_dispute_of_another_program(
    bought: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = gateway.Dispute(
        "du_1", "pi_other", "", 500, "usd", "fraudulent", "lost", None, timezone.now()
    )
    monkeypatch.setattr(gateway, "disputes_since", lambda moment: iter([other]))
    assert_agrees()
    assert not Dispute.objects.exists()


@pytest.mark.parametrize(("hours", "findings"), [(0, 0), (2, 1)])
def test_reconcile_finds_refund_unsent_for_an_hour(
    bought: Order, monkeypatch: pytest.MonkeyPatch, hours: int, findings: int
) -> None:
    row = refund_order(order=bought, reason=Reason.REQUESTED)
    Refund.objects.update(created_at=timezone.now() - timedelta(hours=hours))
    monkeypatch.setattr(refunds, "send_refund", lambda refund_id: None)
    message = f"refund {row.pk} of order {bought.pk} is unsent, and Stripe does not have it"
    assert run_once().findings == [message] * findings


def test_reconcile_ignores_expired_session_of_unknown_order(in_checkout: Order) -> None:
    gateway.expire_session(session_of(in_checkout))
    Order.objects.update(public_id="another")
    row = run_once()
    assert (row.repaired, row.findings) == ([], [])


def test_reconcile_leaves_old_open_session_alone(in_checkout: Order) -> None:
    row = reconcile(since=timezone.now() + timedelta(days=3))
    assert (row.repaired, row.findings) == ([], [])


def test_reconcile_finds_debit_of_unknown_attempt(
    stripe_page: Simulator, in_checkout: Order
) -> None:
    session = session_of(in_checkout)
    stripe_action(stripe_page, f"sessions/{session}/debit", days=4)
    Checkout.objects.all().delete()
    assert run_once().findings == [
        f"session {session} is a debit of order {in_checkout.pk}, of no attempt known"
    ]


def test_reconcile_finds_payment_that_could_not_be_recorded(
    stripe_page: Simulator, in_checkout: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    stripe_action(stripe_page, f"sessions/{session_of(in_checkout)}/pay")
    monkeypatch.setattr(sessions, "apply_session", lambda session: None)
    (found,) = run_once().findings
    assert found.endswith(f"order {in_checkout.pk}, is 300 usd at Stripe and not known here")


def test_reconcile_finds_payment_recorded_for_another_order(
    bought: Order, make_order: Callable[..., Order]
) -> None:
    Payment.objects.update(order=make_order(form_token="other"))
    (found,) = run_once().findings
    assert found.endswith(f"order {bought.pk}, is recorded here for another order")


def test_report_ends_the_run_without_a_database(transactional_db: None) -> None:
    report = Report(Reconciliation(since=timezone.now()), lambda count: None)
    connection.ensure_connection()

    def check() -> None:
        with report.item("session cs_1"):
            connection.connection.close()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        check()
    connection.close()
    assert report.row.findings == []


def test_report_records_what_is_not_known_here_and_goes_on(db: None) -> None:
    report = Report(Reconciliation.objects.create(since=timezone.now()), lambda count: None)
    with report.item("payment 1"):
        raise LookupError("no order of ours")
    assert report.row.findings == ["payment 1: no order of ours"]
    assert report.row.checked_count == 1


def test_report_saves_its_row_on_the_way(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("payments.reconciliation.report.SAVE_EVERY", 2)
    counts: list[int] = []
    report = Report(Reconciliation.objects.create(since=timezone.now()), counts.append)
    for number in range(5):
        with report.item(f"payment {number}"):
            pass
    assert counts == [2, 4]
    assert Reconciliation.objects.get().checked_count == 4


def test_reconcile_accepts_a_payment_that_agrees_and_whose_session_was_not_listed(
    bought: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gateway, "sessions_since", lambda moment: iter([]))
    assert run_once().findings == []
