"""Sending refunds once and following their state, with events lost, late or out of order."""

import threading
from typing import Any

import pytest

from dev.stripe_simulator.server import Simulator
from letters.models import Letter, Scroll
from messaging.models import Message
from payments import gateway, tasks
from payments.models import Order, Refund, StripeEvent
from payments.refunds import stripe, transitions
from payments.refunds.decide import Reason, refund_order, refundable_amount, waive
from payments.refunds.stripe import send_refund, sync_refund
from tests.payments.checkout import test_checkout
from tests.payments.refunds import test_refunds
from tests.payments.refunds.test_refunds import held, refund_and_send
from tests.payments.stripe_actions import (
    dashboard_refund,
    deliver_event,
    set_faults,
    stripe_action,
    stripe_id,
)
from tests.payments.test_fulfilment import _exhaust as exhaust
from tests.races import at_once

State = Order.State
stripe_page = test_checkout.stripe_page
bought = test_refunds.bought
committee = test_refunds.committee


def refunds_at_stripe() -> int:
    """The number of refunds at Stripe."""
    return len(list(gateway.client().v1.refunds.list({"limit": 100}).data))


def mails(kind: str = "order_refunded") -> int:
    """The number of mails of this kind."""
    return Message.objects.filter(kind=kind).count()


def test_send_refund_concurrently_makes_one(bought: Order) -> None:
    row = refund_order(order=bought, reason=Reason.REQUESTED)
    assert at_once(5, lambda: send_refund(row.pk)) == []
    row.refresh_from_db()
    assert (row.state, refunds_at_stripe(), mails()) == ("succeeded", 1, 1)


def test_send_unsent_refunds_needs_no_reminder(bought: Order, broker_unavailable: None) -> None:
    row = refund_order(order=bought, reason=Reason.REQUESTED)
    tasks.send_unsent_refunds()
    row.refresh_from_db()
    assert row.state == "succeeded"


def test_refund_is_sent_by_its_reminder(bought: Order) -> None:
    row = refund_order(order=bought, reason=Reason.REQUESTED)
    tasks.send_refund_to_stripe(row.pk)
    row.refresh_from_db()
    assert row.state == "succeeded"


def test_send_refund_stays_unsent_while_stripe_is_unavailable(bought: Order, settings: Any) -> None:
    url, settings.STRIPE_API_BASE = settings.STRIPE_API_BASE, "http://127.0.0.1:9"
    gateway.client.cache_clear()
    row = refund_and_send(bought)
    assert (row.state, row.attempts) == ("unsent", 1)
    send_refund(row.pk)
    settings.STRIPE_API_BASE = url
    gateway.client.cache_clear()
    send_after_claim_expired(row)
    assert (row.state, row.attempts) == ("succeeded", 2)


def send_after_claim_expired(row: Refund) -> None:
    """Let the claim on a refund expire, and send it again."""
    Refund.objects.filter(pk=row.pk).update(next_attempt_at="2026-01-01T00:00Z")
    send_refund(row.pk)
    row.refresh_from_db()


def test_send_refund_after_lost_answer_finds_it_by_key(
    stripe_page: Simulator, bought: Order
) -> None:
    set_faults(stripe_page, api_500_after={"times": 3})
    row = refund_and_send(bought)
    assert row.state == "unsent"
    send_after_claim_expired(row)
    assert (row.state, refunds_at_stripe(), mails()) == ("succeeded", 1, 1)


def test_send_refund_after_crash_before_commit(
    bought: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = refund_order(order=bought, reason=Reason.REQUESTED)
    with monkeypatch.context() as patched:
        patched.setattr(transitions, "recompute_order_state", lambda order: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            send_refund(row.pk)
    row.refresh_from_db()
    assert (row.state, held(bought)) == ("unsent", [1, 2, 3])
    send_after_claim_expired(row)
    assert (row.state, held(bought), refunds_at_stripe()) == ("succeeded", [], 1)


def test_refund_event_before_the_answer(bought: Order, monkeypatch: pytest.MonkeyPatch) -> None:
    row = refund_order(order=bought, reason=Reason.REQUESTED)
    follow = stripe.sync_refund

    def event_first(made: gateway.Refund) -> None:
        assert deliver_event("refund.created", made.id) == 204
        follow(made)

    monkeypatch.setattr(stripe, "sync_refund", event_first)
    send_refund(row.pk)
    row.refresh_from_db()
    assert (row.state, Refund.objects.count(), mails()) == ("succeeded", 1, 1)


def test_refund_event_concurrent_with_the_answer(
    bought: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = refund_order(order=bought, reason=Reason.REQUESTED)
    follow = stripe.sync_refund

    def together(made: gateway.Refund) -> None:
        news = threading.Thread(target=deliver_event, args=("refund.created", made.id))
        news.start()
        follow(made)
        news.join()

    monkeypatch.setattr(stripe, "sync_refund", together)
    send_refund(row.pk)
    row.refresh_from_db()
    assert (row.state, Refund.objects.count(), mails()) == ("succeeded", 1, 1)
    assert StripeEvent.objects.get().outcome == "handled"


def test_refund_event_after_the_answer_and_repeated(bought: Order) -> None:
    row = refund_and_send(bought)
    assert [deliver_event("refund.created", stripe_id(row)) for _ in range(3)] == [204] * 3
    assert (Refund.objects.count(), mails()) == (1, 1)


def test_pending_refund_keeps_letters_until_it_succeeds(
    stripe_page: Simulator, bought: Order
) -> None:
    set_faults(stripe_page, refund_pending={})
    row = refund_and_send(bought)
    assert (row.state, bought.state, held(bought), mails()) == (
        "pending",
        State.FULFILLED,
        [1, 2, 3],
        1,
    )
    stripe_action(stripe_page, f"refunds/{stripe_id(row)}/succeed")
    deliver_event("refund.updated", stripe_id(row))
    bought.refresh_from_db()
    assert (bought.state, held(bought), mails()) == (State.REFUNDED, [], 1)


def test_pending_refund_that_fails_keeps_letters(stripe_page: Simulator, bought: Order) -> None:
    set_faults(stripe_page, refund_pending={})
    row = refund_and_send(bought, [1])
    stripe_action(stripe_page, f"refunds/{stripe_id(row)}/fail")
    deliver_event("refund.failed", stripe_id(row))
    row.refresh_from_db()
    bought.refresh_from_db()
    assert (row.state, row.failure) == ("failed", "expired_or_canceled_card")
    assert (bought.state, held(bought)) == (State.FULFILLED, [1, 2, 3])
    assert "failed" in bought.review_reason
    assert refundable_amount(bought.payments.get()) == 300


def make_late_failure(simulator: Simulator, order: Order, lines: list[int] | None = None) -> Refund:
    """A refund that succeeded, and failed days later."""
    row = refund_and_send(order, lines)
    stripe_action(simulator, f"refunds/{stripe_id(row)}/fail")
    assert deliver_event("refund.failed", stripe_id(row)) == 204
    row.refresh_from_db()
    order.refresh_from_db()
    return row


@pytest.mark.parametrize("lines", [None, [2]])
def test_late_failure_flags_order_for_review(
    stripe_page: Simulator, bought: Order, lines: list[int] | None
) -> None:
    row = make_late_failure(stripe_page, bought, lines)
    assert (row.state, bought.state) == ("failed", State.REVIEW)
    assert bought.review_reason == f"refund {row.pk} failed (expired_or_canceled_card): " + (
        "the money is still here"
    )
    assert held(bought) == ([] if lines is None else [1, 3])


def test_late_failure_in_full_scroll_keeps_letters(stripe_page: Simulator, bought: Order) -> None:
    exhaust(Scroll.objects.get())
    Scroll.objects.update(state="full")
    row = make_late_failure(stripe_page, bought)
    assert (bought.state, held(bought)) == (State.FULFILLED, [1, 2, 3])
    assert bought.review_reason
    waive(row=row)
    bought.refresh_from_db()
    assert (bought.state, bought.review_reason) == (State.FULFILLED, "")


def test_stale_event_never_moves_refund_backwards(stripe_page: Simulator, bought: Order) -> None:
    row = refund_and_send(bought)
    found = gateway.retrieve_refund(stripe_id(row))
    for status in ("pending", "requires_action", "something_new"):
        sync_refund(gateway.Refund(**{**vars(found), "status": status}))
    row.refresh_from_db()
    assert row.state == "succeeded"
    stripe_action(stripe_page, f"refunds/{row.stripe_id}/fail")
    deliver_event("refund.failed", stripe_id(row))
    sync_refund(found)
    row.refresh_from_db()
    assert row.state == "failed"
    assert Letter.objects.assigned().count() == 0


def test_refused_refund_fails_with_stripes_code(stripe_page: Simulator, bought: Order) -> None:
    stripe_action(stripe_page, f"sessions/{test_checkout.session_of(bought)}/dispute")
    row = refund_and_send(bought)
    assert (row.state, row.failure, row.attempts) == ("failed", "charge_disputed", 1)
    assert (bought.state, held(bought), mails()) == (State.FULFILLED, [1, 2, 3], 0)
    assert "charge_disputed" in bought.review_reason


def test_refund_already_made_in_dashboard(stripe_page: Simulator, bought: Order) -> None:
    """Ours is refused; the dashboard's refund, when its event comes, releases the letters."""
    made = dashboard_refund(stripe_page, bought)
    row = refund_order(order=bought, reason=Reason.REQUESTED)
    assert deliver_event("refund.created", made) == 500  # no room beside ours: asked for again
    send_refund(row.pk)
    row.refresh_from_db()
    assert (row.state, row.failure) == ("failed", "charge_already_refunded")
    assert deliver_event("refund.created", made) == 204
    bought.refresh_from_db()
    row.refresh_from_db()
    assert (bought.state, bought.review_reason, held(bought)) == (State.REFUNDED, "", [])
    assert row.state == "canceled"


def test_refusal_after_the_event_changes_nothing(bought: Order, monkeypatch: Any) -> None:
    row = refund_order(order=bought, reason=Reason.REQUESTED)
    create = gateway.create_refund

    def refused(**asked: Any) -> gateway.Refund:
        sync_refund(create(**asked))
        raise gateway.Refused("charge_already_refunded")

    monkeypatch.setattr(gateway, "create_refund", refused)
    send_refund(row.pk)
    row.refresh_from_db()
    assert row.state == "succeeded"


def test_refund_canceled_at_stripe_waits_for_committee(
    stripe_page: Simulator, bought: Order
) -> None:
    set_faults(stripe_page, refund_pending={})
    found = gateway.retrieve_refund(stripe_id(refund_and_send(bought)))
    sync_refund(gateway.Refund(**{**vars(found), "status": "canceled"}))
    assert (Refund.objects.get().state, Refund.objects.get().failure) == ("failed", "canceled")
