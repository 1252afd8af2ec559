"""Whatever of Stripe's news is lost: the reconciliation alone brings our books to Stripe's."""

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
from tests.payments import test_checkout
from tests.payments.dashboard import at_stripe, buy, dashboard_refund, plan, stripe_id
from tests.payments.test_checkout import session_of
from tests.payments.test_webhooks import event, post
from tests.races import PATIENCE, at_once
from tests.signing_in import sign_in

State = Order.State
stripe_page = test_checkout.stripe_page


def look(**back: int) -> Reconciliation:
    """One run over the last two days, or over so much."""
    return reconcile(since=timezone.now() - timedelta(**back or {"hours": 48}))


def now(order: Order) -> Order:
    """The order as it is."""
    order.refresh_from_db()
    return order


def in_step(repaired: int = 0) -> None:
    """A run that healed so much found nothing more; the next has nothing to do."""
    first, second = look(), look()
    assert (len(first.repaired), first.findings) == (repaired, [])
    assert (second.repaired, second.findings) == ([], [])
    assert list(audit()) == []


@pytest.fixture
def gone(stripe_page: Simulator, order: Order) -> Order:
    """An order whose buyer stands at Stripe's page."""
    start_checkout(order=order)
    return order


@pytest.fixture
def bought(stripe_page: Simulator, order: Order) -> Order:
    """Three letters, 3.00 USD, paid at Stripe."""
    return buy(stripe_page, order)


def test_a_lost_webhook_becomes_a_fulfilled_order(stripe_page: Simulator, gone: Order) -> None:
    at_stripe(stripe_page, f"sessions/{session_of(gone)}/pay")
    in_step(repaired=1)
    assert now(gone).state == State.FULFILLED
    assert Letter.objects.assigned().count() == 3
    assert Message.objects.get().kind == "order_fulfilled"


def test_what_was_looked_at_and_healed_is_written_down(stripe_page: Simulator, gone: Order) -> None:
    at_stripe(stripe_page, f"sessions/{session_of(gone)}/pay")
    look()
    row = Reconciliation.objects.get()
    assert row.ended_at
    assert row.checked_count == 1
    assert row.repaired == [f"session {session_of(gone)}: order {gone.pk} is fulfilled"]


def test_an_open_session_is_left_alone(gone: Order) -> None:
    in_step()
    assert now(gone).state == State.AWAITING


def test_an_attempt_that_expired_at_stripe_has_ended_here(gone: Order) -> None:
    gateway.expire_session(session_of(gone))
    in_step(repaired=1)
    assert Checkout.objects.get().state == Checkout.State.EXPIRED


def test_the_answer_to_an_attempt_was_lost_and_its_session_paid(
    stripe_page: Simulator, gone: Order
) -> None:
    session = session_of(gone)
    at_stripe(stripe_page, f"sessions/{session}/pay")
    Checkout.objects.update(session_id=None, url="")
    in_step(repaired=1)
    attempt = Checkout.objects.get()
    assert (attempt.session_id, attempt.state) == (session, Checkout.State.COMPLETE)
    assert now(gone).state == State.FULFILLED


def test_an_old_session_that_is_open_here_is_asked_about(
    stripe_page: Simulator, gone: Order
) -> None:
    at_stripe(stripe_page, f"sessions/{session_of(gone)}/pay")
    elsewhere = timezone.now() + timedelta(days=3)  # as if the session were three days old
    row = reconcile(since=elsewhere)
    assert len(row.repaired) == 1
    assert now(gone).state == State.FULFILLED


def test_a_debit_at_work_is_waited_for(stripe_page: Simulator, gone: Order) -> None:
    at_stripe(stripe_page, f"sessions/{session_of(gone)}/debit", days=4)
    in_step(repaired=1)
    assert now(gone).state == State.PROCESSING


@pytest.mark.parametrize(
    ("outcome", "state", "mails"),
    [("succeed", State.FULFILLED, "order_fulfilled"), ("fail", State.AWAITING, "debit_failed")],
)
@pytest.mark.parametrize("heard", [True, False])
def test_the_end_of_a_debit_was_lost(
    stripe_page: Simulator, gone: Order, outcome: str, state: str, mails: str, heard: bool
) -> None:
    at_stripe(stripe_page, f"sessions/{session_of(gone)}/debit", days=4)
    if heard:
        look()
    at_stripe(stripe_page, f"sessions/{session_of(gone)}/debit/{outcome}")
    in_step(repaired=1)
    assert now(gone).state == state
    assert Message.objects.get().kind == mails


def test_a_debit_that_ended_long_after_its_session_was_made(
    stripe_page: Simulator, gone: Order
) -> None:
    at_stripe(stripe_page, f"sessions/{session_of(gone)}/debit", days=4)
    look()
    at_stripe(stripe_page, f"sessions/{session_of(gone)}/debit/succeed")
    row = reconcile(since=timezone.now() + timedelta(days=3))
    assert (len(row.repaired), row.findings) == (1, [])
    assert now(gone).state == State.FULFILLED


def test_another_amount_draws_nothing_and_is_told_until_it_is_given_back(
    stripe_page: Simulator, order: Order
) -> None:
    plan(stripe_page, amount_changed={"times": 1})
    start_checkout(order=order)
    at_stripe(stripe_page, f"sessions/{session_of(order)}/pay")
    first, second = look(), look()
    assert now(order).state == State.REVIEW
    assert (len(first.repaired), len(first.findings)) == (1, 1)
    assert (second.repaired, second.findings) == ([], first.findings)
    assert f"payment {order.payments.get().pk} " in first.findings[0]


def test_an_amount_that_differs_is_found(bought: Order) -> None:
    Payment.objects.update(amount=299)
    assert look().findings == [
        f"payment {Payment.objects.get().reference} of session {session_of(bought)}, order "
        f"{bought.pk}, is 300 usd at Stripe and 299 usd here"
    ]


def test_a_payment_of_another_currency_is_found_though_its_session_is_old(bought: Order) -> None:
    Payment.objects.update(currency="eur", received_at=timezone.now() + timedelta(days=4))
    row = reconcile(since=timezone.now() + timedelta(days=3))
    assert len(row.findings) == 1
    assert f"payment {Payment.objects.get().pk} " in row.findings[0]


def test_a_payment_that_stripe_does_not_know_is_found(
    stripe_page: Simulator, bought: Order
) -> None:
    Payment.objects.update(reference="pi_invented")
    found = look().findings
    invented = Payment.objects.get(reference="pi_invented")
    assert f"payment {invented.pk} (pi_invented) is not known at Stripe" in found


def test_a_session_of_an_order_not_known_here_is_found(stripe_page: Simulator, gone: Order) -> None:
    session = session_of(gone)
    at_stripe(stripe_page, f"sessions/{session}/pay")
    Order.objects.update(public_id="another")
    assert look().findings == [f"session {session} (complete) is of an order not known here"]


def test_a_session_of_another_program_is_not_ours(stripe_page: Simulator, scroll: Scroll) -> None:
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
    in_step()
    assert Reconciliation.objects.latest().checked_count == 0


def test_an_attempt_whose_session_stripe_does_not_know_is_found(gone: Order) -> None:
    Checkout.objects.update(session_id="cs_test_invented")
    assert "session cs_test_invented is not known at Stripe" in look().findings


def test_a_second_payment_that_nobody_heard_of_goes_back(
    stripe_page: Simulator, gone: Order
) -> None:
    older = session_of(gone)
    Checkout.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    start_checkout(order=gone)
    for session in (older, session_of(gone)):
        at_stripe(stripe_page, f"sessions/{session}/pay")
    first = look()
    assert len(first.repaired) == 3  # each session, and the refund that was sent
    assert first.findings == []
    assert Refund.objects.get().state == "succeeded"
    in_step()


def test_a_refund_of_the_dashboard_was_lost(stripe_page: Simulator, bought: Order) -> None:
    dashboard_refund(stripe_page, bought)
    in_step(repaired=1)
    assert now(bought).state == State.REFUNDED
    assert Certificate.objects.filter(voided_at=None).count() == 0


def test_the_end_of_a_refund_was_lost(stripe_page: Simulator, bought: Order) -> None:
    plan(stripe_page, refund_pending={})
    row = refund_order(order=bought, reason=Reason.REQUESTED)
    send_refund(row.pk)
    in_step()
    at_stripe(stripe_page, f"refunds/{stripe_id(row)}/succeed")
    in_step(repaired=1)
    assert now(bought).state == State.REFUNDED


def test_a_pending_refund_is_asked_about_however_old_it_is(
    stripe_page: Simulator, bought: Order
) -> None:
    plan(stripe_page, refund_pending={})
    row = refund_order(order=bought, reason=Reason.REQUESTED)
    send_refund(row.pk)
    at_stripe(stripe_page, f"refunds/{stripe_id(row)}/succeed")
    repaired = reconcile(since=timezone.now() + timedelta(days=3)).repaired
    assert repaired == [f"refund {stripe_id(row)} of order {bought.pk} is succeeded"]


def test_a_refund_that_nobody_sent_is_sent(bought: Order) -> None:
    refund_order(order=bought, reason=Reason.REQUESTED, lines=[2])
    in_step(repaired=1)
    assert now(bought).state == State.FULFILLED
    assert Refund.objects.get().state == "succeeded"


def test_a_crash_between_stripes_answer_and_our_commit_refunds_once(
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
    in_step(repaired=1)
    assert stripe_id(row)
    at = list(gateway.refunds_since(timezone.now() - timedelta(days=1)))
    assert [made.amount for made in at] == [100]


def test_an_owed_refund_whose_answer_was_lost_long_ago_is_found_at_stripe_first(
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


def test_a_refund_of_another_amount_is_found(stripe_page: Simulator, bought: Order) -> None:
    row = refund_order(order=bought, reason=Reason.REQUESTED, lines=[1])
    send_refund(row.pk)
    Refund.objects.update(amount=99)
    assert look().findings == [
        f"refund {stripe_id(row)} ({row.pk}) of order {bought.pk} is 99 usd, succeeded, here and "
        "100 usd, succeeded, at Stripe"
    ]


def test_a_failure_that_was_seen_to_is_not_news(stripe_page: Simulator, bought: Order) -> None:
    row = refund_order(order=bought, reason=Reason.REQUESTED)
    send_refund(row.pk)
    at_stripe(stripe_page, f"refunds/{stripe_id(row)}/fail")
    assert len(look().repaired) == 1
    Refund.objects.update(state="canceled")
    assert look().repaired == []


def test_a_dispute_was_lost_and_then_its_end(stripe_page: Simulator, bought: Order) -> None:
    dispute = at_stripe(stripe_page, f"sessions/{session_of(bought)}/dispute")["id"]
    in_step(repaired=1)
    at_stripe(stripe_page, f"disputes/{dispute}/close", status="won")
    repaired = reconcile(since=timezone.now() + timedelta(days=3)).repaired
    assert repaired == [f"dispute {dispute} of order {bought.pk} is won"]
    in_step()
    assert Dispute.objects.get().closed_at


def test_a_dispute_of_another_amount_is_found(stripe_page: Simulator, bought: Order) -> None:
    dispute = at_stripe(stripe_page, f"sessions/{session_of(bought)}/dispute")["id"]
    look()
    Dispute.objects.update(amount=1)
    (found,) = look().findings
    assert found.startswith(f"dispute {dispute} of order {bought.pk} is 1 usd")


def test_an_event_that_failed_is_handled_again(stripe_page: Simulator, bought: Order) -> None:
    plan(stripe_page, api_500={})
    refund_id = "re_unknown"
    assert post(event("refund.updated", {"id": refund_id})) == 500
    plan(stripe_page)
    assert look().findings == ["event evt_1 (refund.updated) fails: NotFound"]
    refund_id = dashboard_refund(stripe_page, bought)
    stored = StripeEvent.objects.get()
    StripeEvent.objects.update(body={**stored.body, "data": {"object": {"id": refund_id}}})
    row = look()
    assert row.findings == []
    assert "event evt_1 (refund.updated) is handled" in row.repaired


def test_events_of_another_version_are_told_once(scroll: Scroll, stripe_page: Simulator) -> None:
    for number in range(3):
        body = {"id": f"evt_{number}", "api_version": "2024-06-20", "data": {}}
        StripeEvent.objects.create(
            id=f"evt_{number}", type="refund.created", body=body, outcome="handled"
        )
    (found,) = look().findings
    assert found.startswith("3 events came in version 2024-06-20")
    assert "evt_0" in found


def test_any_number_is_paged_through(
    stripe_page: Simulator, gone: Order, make_order: Callable[..., Order]
) -> None:
    at_stripe(stripe_page, f"sessions/{session_of(gone)}/pay")
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
    row = look()
    assert row.checked_count == 257
    assert len(row.repaired) == 1
    assert now(gone).state == State.FULFILLED


def test_a_failure_with_one_is_a_finding_and_does_not_stop_the_rest(
    stripe_page: Simulator,
    make_order: Callable[..., Order],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    orders = [make_order(form_token=token) for token in ("one", "two", "three")]
    for order in orders:
        start_checkout(order=order)
        at_stripe(stripe_page, f"sessions/{session_of(order)}/pay")

    def stumble(session: gateway.Session) -> None:
        if session.order == orders[1].public_id:
            raise RuntimeError
        apply_session(session)

    with monkeypatch.context() as patched:
        patched.setattr(one_by_one, "apply_session", stumble)
        row = look()
    assert row.findings == [f"session {session_of(orders[1])}: RuntimeError"]
    assert [now(order).state for order in orders] == ["fulfilled", "awaiting", "fulfilled"]
    in_step(repaired=1)


def test_when_stripe_is_away_each_list_says_so_and_the_run_ends(gone: Order, settings: Any) -> None:
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    gateway.client.cache_clear()
    row = look()
    assert row.ended_at
    assert sum("broke off" in found for found in row.findings) == 3


def test_together_with_webhooks_and_returns_there_is_one_set_of_letters(
    stripe_page: Simulator, gone: Order
) -> None:
    session_id = session_of(gone)
    at_stripe(stripe_page, f"sessions/{session_id}/pay")
    content = json.loads(str(gateway.client().v1.checkout.sessions.retrieve(session_id)))
    body = event("checkout.session.completed", content)

    def reconciled() -> None:
        with suppress(AlreadyRunning):
            look()

    doors: list[Callable[[], object]] = [
        reconciled,
        lambda: confirm_return(order=gone, session_id=session_id),
        lambda: post(body),
    ] * 3

    def come() -> None:
        doors.pop()()

    errors = at_once(len(doors), come)
    assert errors == []
    assert Letter.objects.assigned().count() == 3
    assert Message.objects.count() == 1
    assert Payment.objects.count() == 1
    in_step()


def test_twin_without_the_orders_lock_meets_the_damage(
    stripe_page: Simulator, gone: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    session_id = session_of(gone)
    at_stripe(stripe_page, f"sessions/{session_id}/pay")
    both = threading.Barrier(2, timeout=PATIENCE)

    def glance(**by: Any) -> Order:
        both.wait()
        return Order.objects.get(**by)

    monkeypatch.setattr(one_by_one, "lock_order", Order.objects.get)
    monkeypatch.setattr(sessions, "lock_order", glance)
    doors: list[Callable[[], object]] = [
        look,
        lambda: confirm_return(order=gone, session_id=session_id),
    ]

    def come() -> None:
        doors.pop()()

    errors = at_once(2, come)
    damage = [found for found in Reconciliation.objects.get().findings if "IntegrityError" in found]
    assert len(errors) + len(damage) == 1


def test_two_at_once_do_not_disturb_each_other(
    stripe_page: Simulator, gone: Order, capsys: pytest.CaptureFixture[str]
) -> None:
    with exclusive(Lock.RECONCILIATION):
        assert at_once(1, lambda: call_command("reconcile_stripe")) == []
    assert "running already" in capsys.readouterr().out
    assert not Reconciliation.objects.exists()
    look()


def test_the_clocks_task_heals_and_lets_another_be(
    stripe_page: Simulator, gone: Order, caplog: pytest.LogCaptureFixture
) -> None:
    at_stripe(stripe_page, f"sessions/{session_of(gone)}/pay")
    with exclusive(Lock.RECONCILIATION):
        assert at_once(1, reconcile_stripe) == []
    assert now(gone).state == State.AWAITING
    reconcile_stripe()
    assert now(gone).state == State.FULFILLED
    Payment.objects.update(amount=299)
    reconcile_stripe()
    assert "1 findings" in caplog.text


def test_the_lock_is_free_again_after_a_run_that_failed(
    gone: Order, stripe_page: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(one_run, "reconcile_events", die)
        with pytest.raises(KeyboardInterrupt):
            look()
    connection.close()
    assert look().ended_at
    assert Reconciliation.objects.filter(ended_at=None).count() == 1


def test_the_command_prints_what_it_healed_and_is_content(
    stripe_page: Simulator, gone: Order, capsys: pytest.CaptureFixture[str]
) -> None:
    at_stripe(stripe_page, f"sessions/{session_of(gone)}/pay")
    call_command("reconcile_stripe", "--since", "7d")
    assert f"repaired: session {session_of(gone)}" in capsys.readouterr().out


def test_the_command_exits_1_with_what_it_found(
    bought: Order, capsys: pytest.CaptureFixture[str]
) -> None:
    Payment.objects.update(amount=299)
    with pytest.raises(SystemExit) as ended:
        call_command("reconcile_stripe", "--since", "90m")
    assert ended.value.code == 1
    assert "found: payment" in capsys.readouterr().out


@pytest.mark.parametrize("since", ["48", "0h", "two days", "-3d", "h"])
def test_a_length_of_time_that_is_none_is_refused(since: str, db: None) -> None:
    with pytest.raises(CommandError, match="not a length of time"):
        call_command("reconcile_stripe", f"--since={since}")


def test_the_committee_reads_what_was_repaired_and_found(
    stripe_page: Simulator, gone: Order, client: Client
) -> None:
    look()
    at_stripe(stripe_page, f"sessions/{session_of(gone)}/pay")
    healing = look()
    Payment.objects.update(amount=299)
    finding = look()
    sign_in(client, get_user_model().objects.create_superuser("committee"))
    for said, row in (("repaired", healing), ("found", finding)):
        shown = client.get("/admin/payments/reconciliation/", {"outcome": said})
        assert list(shown.context["cl"].queryset) == [row]
    page = client.get(f"/admin/payments/reconciliation/{finding.pk}/change/").content.decode()
    assert "is 300 usd at Stripe and 299 usd here" in page
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/admin/payments/reconciliation/").status_code == 200
    assert len(queries) < 15
