"""Reconciliation alone repairs whatever lost webhooks left behind."""

import json
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.locks import Lock, exclusive
from dev.stripe_simulator.server import Simulator
from letters.models import Certificate, Letter, Scroll
from messaging.models import Message
from payments import gateway
from payments.audit.orders import findings as audit
from payments.checkout import sessions
from payments.checkout.sessions import apply_session, confirm_return, start_checkout
from payments.models import Checkout, Dispute, Order, Payment, Reconciliation, Refund, StripeEvent
from payments.reconciliation import AlreadyRunning, reconcile
from payments.reconciliation import run as one_run
from payments.reconciliation import sessions as one_by_one
from payments.refunds import stripe
from payments.refunds.decide import Reason, refund_order
from payments.refunds.stripe import send_refund
from payments.tasks import reconcile_stripe
from tests.payments.checkout import test_checkout
from tests.payments.checkout.test_checkout import session_of
from tests.payments.checkout.test_webhooks import event, post
from tests.payments.stripe_actions import (
    dashboard_refund,
    pay_at_stripe,
    set_faults,
    stripe_action,
    stripe_id,
)
from tests.races import PATIENCE, at_once
from tests.signing_in import sign_in

State = Order.State
stripe_page = test_checkout.stripe_page


def run_once(**back: int) -> Reconciliation:
    """One run over the last two days, or over another period."""
    return reconcile(since=timezone.now() - timedelta(**back or {"hours": 48}))


def reread(order: Order) -> Order:
    """The order, read again."""
    order.refresh_from_db()
    return order


def assert_agrees(repaired: int = 0) -> None:
    """A run repairs this many and finds nothing; the next run does nothing."""
    first, second = run_once(), run_once()
    assert (len(first.repaired), first.findings) == (repaired, [])
    assert (second.repaired, second.findings) == ([], [])
    assert list(audit()) == []


@pytest.fixture
def in_checkout(stripe_page: Simulator, order: Order) -> Order:
    """An order whose buyer is on Stripe's page."""
    start_checkout(order=order)
    return order


@pytest.fixture
def bought(stripe_page: Simulator, order: Order) -> Order:
    """Three letters, 3.00 USD, paid at Stripe."""
    return pay_at_stripe(stripe_page, order)


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
@pytest.mark.parametrize("heard", [True, False])
def test_reconcile_applies_lost_outcome_of_debit(
    stripe_page: Simulator, in_checkout: Order, outcome: str, state: str, mails: str, heard: bool
) -> None:
    stripe_action(stripe_page, f"sessions/{session_of(in_checkout)}/debit", days=4)
    if heard:
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
    Checkout.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    start_checkout(order=in_checkout)
    for session in (older, session_of(in_checkout)):
        stripe_action(stripe_page, f"sessions/{session}/pay")
    first = run_once()
    assert len(first.repaired) == 3  # each session, and the refund that was sent
    assert first.findings == []
    assert Refund.objects.get().state == "succeeded"
    assert_agrees()


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


def test_reconcile_reads_all_pages(
    stripe_page: Simulator, in_checkout: Order, make_order: Callable[..., Order]
) -> None:
    stripe_action(stripe_page, f"sessions/{session_of(in_checkout)}/pay")
    other = make_order(form_token="other")
    start_checkout(order=other)
    known = gateway.retrieve_session(session_of(other))
    new = gateway.NewSession(
        order=other.public_id,
        letters=1,
        letter_price=known.amount,
        fee=0,
        gift=0,
        currency="usd",
        email="chana@example.org",
        language="en",
        labels={"letters": "Letter"},
        return_url="http://127.0.0.1:9",
        expires_at=timezone.now() + timedelta(hours=23),
    )
    for number in range(255):
        gateway.create_session(new, idempotency_key=f"one-of-many-{number}")
    row = run_once()
    assert row.checked_count == 257
    assert len(row.repaired) == 1
    assert reread(in_checkout).state == State.FULFILLED


def test_reconcile_continues_after_an_error(
    stripe_page: Simulator,
    make_order: Callable[..., Order],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    orders = [make_order(form_token=token) for token in ("one", "two", "three")]
    for order in orders:
        start_checkout(order=order)
        stripe_action(stripe_page, f"sessions/{session_of(order)}/pay")

    def stumble(session: gateway.Session) -> None:
        if session.order == orders[1].public_id:
            raise RuntimeError
        apply_session(session)

    with monkeypatch.context() as patched:
        patched.setattr(one_by_one, "apply_session", stumble)
        row = run_once()
    assert row.findings == [f"session {session_of(orders[1])}: RuntimeError"]
    assert [reread(order).state for order in orders] == ["fulfilled", "awaiting", "fulfilled"]
    assert_agrees(repaired=1)


def test_reconcile_reports_stripe_unavailable(in_checkout: Order, settings: Any) -> None:
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    gateway.client.cache_clear()
    row = run_once()
    assert row.ended_at
    assert sum("broke off" in found for found in row.findings) == 3


def test_reconcile_beside_webhooks_and_returns(stripe_page: Simulator, in_checkout: Order) -> None:
    session_id = session_of(in_checkout)
    stripe_action(stripe_page, f"sessions/{session_id}/pay")
    content = json.loads(str(gateway.client().v1.checkout.sessions.retrieve(session_id)))
    body = event("checkout.session.completed", content)

    def reconciled() -> None:
        with suppress(AlreadyRunning):
            run_once()

    doors: list[Callable[[], object]] = [
        reconciled,
        lambda: confirm_return(order=in_checkout, session_id=session_id),
        lambda: post(body),
    ] * 3

    def deliver_and_return() -> None:
        doors.pop()()

    errors = at_once(len(doors), deliver_and_return)
    assert errors == []
    assert Letter.objects.assigned().count() == 3
    assert Message.objects.count() == 1
    assert Payment.objects.count() == 1
    assert_agrees()


def test_negative_control_reconcile_without_the_orders_lock(
    stripe_page: Simulator, in_checkout: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    session_id = session_of(in_checkout)
    stripe_action(stripe_page, f"sessions/{session_id}/pay")
    both = threading.Barrier(2, timeout=PATIENCE)

    def unlocked(**by: Any) -> Order:
        both.wait()
        return Order.objects.get(**by)

    monkeypatch.setattr(one_by_one, "lock_order", Order.objects.get)
    monkeypatch.setattr(sessions, "lock_order", unlocked)
    doors: list[Callable[[], object]] = [
        run_once,
        lambda: confirm_return(order=in_checkout, session_id=session_id),
    ]

    def deliver_and_return() -> None:
        doors.pop()()

    errors = at_once(2, deliver_and_return)
    damage = [found for found in Reconciliation.objects.get().findings if "IntegrityError" in found]
    assert len(errors) + len(damage) == 1


def test_reconcile_concurrently_runs_one(
    stripe_page: Simulator, in_checkout: Order, capsys: pytest.CaptureFixture[str]
) -> None:
    with exclusive(Lock.RECONCILIATION):
        assert at_once(1, lambda: call_command("reconcile_stripe")) == []
    assert "running already" in capsys.readouterr().out
    assert not Reconciliation.objects.exists()
    run_once()


def test_reconcile_stripe_task_skips_while_running(
    stripe_page: Simulator, in_checkout: Order, caplog: pytest.LogCaptureFixture
) -> None:
    stripe_action(stripe_page, f"sessions/{session_of(in_checkout)}/pay")
    with exclusive(Lock.RECONCILIATION):
        assert at_once(1, reconcile_stripe) == []
    assert reread(in_checkout).state == State.AWAITING
    reconcile_stripe()
    assert reread(in_checkout).state == State.FULFILLED
    Payment.objects.update(amount=299)
    reconcile_stripe()
    assert "1 findings" in caplog.text


def test_reconcile_releases_lock_after_error(
    in_checkout: Order, stripe_page: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(one_run, "reconcile_events", die)
        with pytest.raises(KeyboardInterrupt):
            run_once()
    connection.close()
    assert run_once().ended_at
    assert Reconciliation.objects.filter(ended_at=None).count() == 1


def test_command_prints_repaired_and_exits_0(
    stripe_page: Simulator, in_checkout: Order, capsys: pytest.CaptureFixture[str]
) -> None:
    stripe_action(stripe_page, f"sessions/{session_of(in_checkout)}/pay")
    call_command("reconcile_stripe", "--since", "7d")
    assert f"repaired: session {session_of(in_checkout)}" in capsys.readouterr().out


def test_command_prints_findings_and_exits_1(
    bought: Order, capsys: pytest.CaptureFixture[str]
) -> None:
    Payment.objects.update(amount=299)
    with pytest.raises(SystemExit) as ended:
        call_command("reconcile_stripe", "--since", "90m")
    assert ended.value.code == 1
    assert "found: payment" in capsys.readouterr().out


@pytest.mark.parametrize("since", ["48", "0h", "two days", "-3d", "h"])
def test_command_refuses_invalid_since(since: str, db: None) -> None:
    with pytest.raises(CommandError, match="not a length of time"):
        call_command("reconcile_stripe", f"--since={since}")


def test_admin_shows_repaired_and_findings(
    stripe_page: Simulator, in_checkout: Order, client: Client
) -> None:
    run_once()
    stripe_action(stripe_page, f"sessions/{session_of(in_checkout)}/pay")
    healing = run_once()
    Payment.objects.update(amount=299)
    finding = run_once()
    sign_in(client, get_user_model().objects.create_superuser("committee"))
    for said, row in (("repaired", healing), ("found", finding)):
        shown = client.get("/admin/payments/reconciliation/", {"outcome": said})
        assert list(shown.context["cl"].queryset) == [row]
    page = client.get(f"/admin/payments/reconciliation/{finding.pk}/change/").content.decode()
    assert "is 300 usd at Stripe and 299 usd here" in page
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/admin/payments/reconciliation/").status_code == 200
    assert len(queries) < 15
