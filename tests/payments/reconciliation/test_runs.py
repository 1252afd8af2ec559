"""A run of the reconciliation: pages, errors, concurrency, the command, the task and the admin."""

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
from letters.models import Letter
from messaging.models import Message
from payments import gateway
from payments.checkout import sessions
from payments.checkout.sessions import apply_session, confirm_return, start_checkout
from payments.models import Order, Payment, Reconciliation
from payments.reconciliation import AlreadyRunning
from payments.reconciliation import run as one_run
from payments.reconciliation import sessions as one_by_one
from payments.tasks import reconcile_stripe
from tests.payments.checkout.test_checkout import session_of
from tests.payments.checkout.webhook_events import event, post
from tests.payments.reconciliation.runs import assert_agrees, reread, run_once
from tests.payments.stripe_actions import stripe_action
from tests.races import PATIENCE, at_once
from tests.signing_in import sign_in

State = Order.State


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
        postage=0,
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

    calls: list[Callable[[], object]] = [
        reconciled,
        lambda: confirm_return(order=in_checkout, session_id=session_id),
        lambda: post(body),
    ] * 3

    def deliver_and_return() -> None:
        calls.pop()()

    errors = at_once(len(calls), deliver_and_return)
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
    calls: list[Callable[[], object]] = [
        run_once,
        lambda: confirm_return(order=in_checkout, session_id=session_id),
    ]

    def deliver_and_return() -> None:
        calls.pop()()

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
