"""A refund on its way: sent once, followed to its end, whatever is lost, late or out of order."""

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
from tests.payments import test_checkout, test_refunds
from tests.payments.dashboard import (
    at_stripe,
    dashboard_refund,
    deliver,
    plan,
    stripe_id,
)
from tests.payments.test_fulfilment import _exhaust as exhaust
from tests.payments.test_refunds import give_back, held
from tests.races import at_once

State = Order.State
stripe_page = test_checkout.stripe_page
bought = test_refunds.bought
committee = test_refunds.committee


def known_at_stripe() -> int:
    """How many refunds Stripe has made."""
    return len(list(gateway.client().v1.refunds.list({"limit": 100}).data))


def mails(kind: str = "order_refunded") -> int:
    """How many mails of this kind are owed."""
    return Message.objects.filter(kind=kind).count()


def test_many_workers_at_once_make_one_refund(bought: Order) -> None:
    row = refund_order(order=bought, reason=Reason.REQUESTED)
    assert at_once(5, lambda: send_refund(row.pk)) == []
    row.refresh_from_db()
    assert (row.state, known_at_stripe(), mails()) == ("succeeded", 1, 1)


def test_the_periodic_task_sends_what_no_reminder_told_of(
    bought: Order, broker_unavailable: None
) -> None:
    row = refund_order(order=bought, reason=Reason.REQUESTED)
    tasks.send_unsent_refunds()
    row.refresh_from_db()
    assert row.state == "succeeded"


def test_the_reminder_is_enough(bought: Order) -> None:
    row = refund_order(order=bought, reason=Reason.REQUESTED)
    tasks.send_refund_to_stripe(row.pk)
    row.refresh_from_db()
    assert row.state == "succeeded"


def test_while_stripe_is_away_the_refund_stays_owed(bought: Order, settings: Any) -> None:
    url, settings.STRIPE_API_BASE = settings.STRIPE_API_BASE, "http://127.0.0.1:9"
    gateway.client.cache_clear()
    row = give_back(bought)
    assert (row.state, row.attempts) == ("unsent", 1)
    send_refund(row.pk)
    settings.STRIPE_API_BASE = url
    gateway.client.cache_clear()
    due_again(row)
    assert (row.state, row.attempts) == ("succeeded", 2)


def due_again(row: Refund) -> None:
    """The claim on a refund ran out, and it is sent again."""
    Refund.objects.filter(pk=row.pk).update(next_attempt_at="2026-01-01T00:00Z")
    send_refund(row.pk)
    row.refresh_from_db()


def test_an_answer_lost_after_the_work_is_found_by_its_key(
    stripe_page: Simulator, bought: Order
) -> None:
    plan(stripe_page, api_500_after={"times": 3})
    row = give_back(bought)
    assert row.state == "unsent"
    due_again(row)
    assert (row.state, known_at_stripe(), mails()) == ("succeeded", 1, 1)


def test_a_crash_between_answer_and_commit_loses_nothing(
    bought: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = refund_order(order=bought, reason=Reason.REQUESTED)
    with monkeypatch.context() as patched:
        patched.setattr(transitions, "recompute_order_state", lambda order: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            send_refund(row.pk)
    row.refresh_from_db()
    assert (row.state, held(bought)) == ("unsent", [1, 2, 3])
    due_again(row)
    assert (row.state, held(bought), known_at_stripe()) == ("succeeded", [], 1)


def test_news_before_our_own_answer(bought: Order, monkeypatch: pytest.MonkeyPatch) -> None:
    row = refund_order(order=bought, reason=Reason.REQUESTED)
    follow = stripe.sync_refund

    def news_first(made: gateway.Refund) -> None:
        assert deliver("refund.created", made.id) == 204
        follow(made)

    monkeypatch.setattr(stripe, "sync_refund", news_first)
    send_refund(row.pk)
    row.refresh_from_db()
    assert (row.state, Refund.objects.count(), mails()) == ("succeeded", 1, 1)


def test_news_and_our_own_answer_at_once(bought: Order, monkeypatch: pytest.MonkeyPatch) -> None:
    row = refund_order(order=bought, reason=Reason.REQUESTED)
    follow = stripe.sync_refund

    def together(made: gateway.Refund) -> None:
        news = threading.Thread(target=deliver, args=("refund.created", made.id))
        news.start()
        follow(made)
        news.join()

    monkeypatch.setattr(stripe, "sync_refund", together)
    send_refund(row.pk)
    row.refresh_from_db()
    assert (row.state, Refund.objects.count(), mails()) == ("succeeded", 1, 1)
    assert StripeEvent.objects.get().outcome == "handled"


def test_news_after_our_own_answer_and_twice(bought: Order) -> None:
    row = give_back(bought)
    assert [deliver("refund.created", stripe_id(row)) for _ in range(3)] == [204] * 3
    assert (Refund.objects.count(), mails()) == (1, 1)


def test_pending_keeps_the_letters_until_the_money_is_back(
    stripe_page: Simulator, bought: Order
) -> None:
    plan(stripe_page, refund_pending={})
    row = give_back(bought)
    assert (row.state, bought.state, held(bought), mails()) == (
        "pending",
        State.FULFILLED,
        [1, 2, 3],
        1,
    )
    at_stripe(stripe_page, f"refunds/{stripe_id(row)}/succeed")
    deliver("refund.updated", stripe_id(row))
    bought.refresh_from_db()
    assert (bought.state, held(bought), mails()) == (State.REFUNDED, [], 1)


def test_a_pending_refund_that_fails_leaves_the_letters(
    stripe_page: Simulator, bought: Order
) -> None:
    plan(stripe_page, refund_pending={})
    row = give_back(bought, [1])
    at_stripe(stripe_page, f"refunds/{stripe_id(row)}/fail")
    deliver("refund.failed", stripe_id(row))
    row.refresh_from_db()
    bought.refresh_from_db()
    assert (row.state, row.failure) == ("failed", "expired_or_canceled_card")
    assert (bought.state, held(bought)) == (State.FULFILLED, [1, 2, 3])
    assert "failed" in bought.review_reason
    assert refundable_amount(bought.payments.get()) == 300


def failed_late(simulator: Simulator, order: Order, lines: list[int] | None = None) -> Refund:
    """A refund that succeeded, and that the bank sent back days later."""
    row = give_back(order, lines)
    at_stripe(simulator, f"refunds/{stripe_id(row)}/fail")
    assert deliver("refund.failed", stripe_id(row)) == 204
    row.refresh_from_db()
    order.refresh_from_db()
    return row


@pytest.mark.parametrize("lines", [None, [2]])
def test_a_late_failure_goes_before_the_committee(
    stripe_page: Simulator, bought: Order, lines: list[int] | None
) -> None:
    row = failed_late(stripe_page, bought, lines)
    assert (row.state, bought.state) == ("failed", State.REVIEW)
    assert bought.review_reason == f"refund {row.pk} failed (expired_or_canceled_card): " + (
        "the money is still here"
    )
    assert held(bought) == ([] if lines is None else [1, 3])


def test_a_late_failure_in_a_full_scroll_leaves_letter_and_money(
    stripe_page: Simulator, bought: Order
) -> None:
    exhaust(Scroll.objects.get())
    Scroll.objects.update(state="full")
    row = failed_late(stripe_page, bought)
    assert (bought.state, held(bought)) == (State.FULFILLED, [1, 2, 3])
    assert bought.review_reason
    waive(row=row)
    bought.refresh_from_db()
    assert (bought.state, bought.review_reason) == (State.FULFILLED, "")


def test_stale_news_never_moves_a_refund_backwards(stripe_page: Simulator, bought: Order) -> None:
    row = give_back(bought)
    found = gateway.retrieve_refund(stripe_id(row))
    for status in ("pending", "requires_action", "something_new"):
        sync_refund(gateway.Refund(**{**vars(found), "status": status}))
    row.refresh_from_db()
    assert row.state == "succeeded"
    at_stripe(stripe_page, f"refunds/{row.stripe_id}/fail")
    deliver("refund.failed", stripe_id(row))
    sync_refund(found)
    row.refresh_from_db()
    assert row.state == "failed"
    assert Letter.objects.assigned().count() == 0


def test_a_refund_that_stripe_refuses_is_failed_with_its_code(
    stripe_page: Simulator, bought: Order
) -> None:
    at_stripe(stripe_page, f"sessions/{test_checkout.session_of(bought)}/dispute")
    row = give_back(bought)
    assert (row.state, row.failure, row.attempts) == ("failed", "charge_disputed", 1)
    assert (bought.state, held(bought), mails()) == (State.FULFILLED, [1, 2, 3], 0)
    assert "charge_disputed" in bought.review_reason


def test_already_given_back_at_stripe(stripe_page: Simulator, bought: Order) -> None:
    """Ours is refused; the dashboard's, when its news comes, is what gave the letters back."""
    made = dashboard_refund(stripe_page, bought)
    row = refund_order(order=bought, reason=Reason.REQUESTED)
    assert deliver("refund.created", made) == 500  # no room beside ours: asked for again
    send_refund(row.pk)
    row.refresh_from_db()
    assert (row.state, row.failure) == ("failed", "charge_already_refunded")
    assert deliver("refund.created", made) == 204
    bought.refresh_from_db()
    row.refresh_from_db()
    assert (bought.state, bought.review_reason, held(bought)) == (State.REFUNDED, "", [])
    assert row.state == "canceled"


def test_refused_after_the_news_changes_nothing(bought: Order, monkeypatch: Any) -> None:
    row = refund_order(order=bought, reason=Reason.REQUESTED)
    create = gateway.create_refund

    def refused(**asked: Any) -> gateway.Refund:
        sync_refund(create(**asked))
        raise gateway.Refused("charge_already_refunded")

    monkeypatch.setattr(gateway, "create_refund", refused)
    send_refund(row.pk)
    row.refresh_from_db()
    assert row.state == "succeeded"


def test_a_refund_cancelled_at_stripe_waits_for_the_committee(
    stripe_page: Simulator, bought: Order
) -> None:
    plan(stripe_page, refund_pending={})
    found = gateway.retrieve_refund(stripe_id(give_back(bought)))
    sync_refund(gateway.Refund(**{**vars(found), "status": "canceled"}))
    assert (Refund.objects.get().state, Refund.objects.get().failure) == ("failed", "canceled")
