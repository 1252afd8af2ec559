"""Refunds made in Stripe's dashboard: in full, in part, failed, and of other programs."""

import pytest
from django.contrib.auth.models import User

from dev.stripe_simulator.server import Simulator
from messaging.models import Message
from payments import gateway
from payments.checkout.sessions import start_checkout
from payments.models import Order, Refund
from payments.refunds.decide import (
    NothingToRefund,
    allocate_refund,
    record_manual_refund,
    refundable_amount,
    retry_refund,
)
from payments.refunds.stripe import send_refund, sync_refund
from tests.payments.checkout import test_checkout
from tests.payments.refunds import test_refunds
from tests.payments.refunds.test_refunds import held, refund_and_send
from tests.payments.stripe_actions import (
    dashboard_refund,
    deliver_event,
    pay_at_stripe,
    set_faults,
    stripe_action,
)

State = Order.State
stripe_page = test_checkout.stripe_page
bought = test_refunds.bought
committee = test_refunds.committee


def test_full_dashboard_refund_releases_all_letters(stripe_page: Simulator, bought: Order) -> None:
    deliver_event("refund.created", dashboard_refund(stripe_page, bought))
    bought.refresh_from_db()
    assert (bought.state, bought.review_reason, held(bought)) == (State.REFUNDED, "", [])
    assert Message.objects.filter(kind="order_refunded").count() == 1


def test_partial_dashboard_refunds_until_nothing_is_left(
    stripe_page: Simulator, bought: Order
) -> None:
    for _ in range(2):
        deliver_event("refund.created", dashboard_refund(stripe_page, bought, amount=100))
        bought.refresh_from_db()
        assert "which letters" in bought.review_reason
        assert held(bought) == [1, 2, 3]
    deliver_event("refund.created", dashboard_refund(stripe_page, bought))
    bought.refresh_from_db()
    assert (bought.state, bought.review_reason, held(bought)) == (State.REFUNDED, "", [])


def test_partial_dashboard_refund_and_rest_from_admin(
    stripe_page: Simulator, bought: Order
) -> None:
    deliver_event("refund.created", dashboard_refund(stripe_page, bought, amount=50))
    assert refund_and_send(bought).amount == 250
    assert (bought.state, bought.review_reason, held(bought)) == (State.REFUNDED, "", [])


def test_partial_dashboard_refund_without_letters_left_needs_no_allocation(
    stripe_page: Simulator, bought: Order
) -> None:
    Order.objects.update(letters_amount=270, fee_amount=30)
    bought.lines.update(price=90)
    refund_and_send(bought, [1, 2, 3])
    deliver_event("refund.created", dashboard_refund(stripe_page, bought, amount=10))
    bought.refresh_from_db()
    assert (bought.state, bought.review_reason) == (State.REFUNDED, "")


def test_allocate_refund_sets_lines(stripe_page: Simulator, bought: Order, committee: User) -> None:
    deliver_event("refund.created", dashboard_refund(stripe_page, bought, amount=100))
    row = Refund.objects.get()
    allocate_refund(row=row, lines=[3], by=committee)
    bought.refresh_from_db()
    assert (bought.state, bought.review_reason, held(bought)) == (State.FULFILLED, "", [1, 2])
    with pytest.raises(NothingToRefund):
        allocate_refund(row=row, lines=[1], by=committee)


def test_allocate_refund_without_lines_keeps_letters(
    stripe_page: Simulator, bought: Order, committee: User
) -> None:
    deliver_event("refund.created", dashboard_refund(stripe_page, bought, amount=50))
    allocate_refund(row=Refund.objects.get(), lines=[], by=committee)
    bought.refresh_from_db()
    assert (bought.review_reason, held(bought)) == ("", [1, 2, 3])


def test_allocate_pending_refund_releases_letters_when_it_succeeds(
    stripe_page: Simulator, bought: Order, committee: User
) -> None:
    set_faults(stripe_page, refund_pending={})
    made = dashboard_refund(stripe_page, bought, amount=100)
    deliver_event("refund.created", made)
    allocate_refund(row=Refund.objects.get(), lines=[3], by=committee)
    bought.refresh_from_db()
    assert (bought.review_reason, held(bought)) == ("", [1, 2, 3])
    stripe_action(stripe_page, f"refunds/{made}/succeed")
    deliver_event("refund.updated", made)
    assert held(bought) == [1, 2]


@pytest.mark.parametrize("lines", [[9], [1, 9], [1]])
def test_allocate_refund_refuses_invalid_lines(
    stripe_page: Simulator, bought: Order, committee: User, lines: list[int]
) -> None:
    refund_and_send(bought, [1])
    deliver_event("refund.created", dashboard_refund(stripe_page, bought, amount=100))
    row = Refund.objects.get(reason="dashboard")
    with pytest.raises(NothingToRefund):
        allocate_refund(row=row, lines=lines, by=committee)


def test_failed_dashboard_refund_does_not_block_its_replacement(
    stripe_page: Simulator, bought: Order
) -> None:
    first = dashboard_refund(stripe_page, bought)
    stripe_action(stripe_page, f"refunds/{first}/fail")
    second = dashboard_refund(stripe_page, bought)
    assert [deliver_event("refund.created", made) for made in (second, first)] == [204, 204]
    bought.refresh_from_db()
    assert (bought.state, bought.review_reason) == (State.REFUNDED, "")
    assert Refund.objects.get(stripe_id=first).state == "canceled"


def test_failed_dashboard_refund_is_flagged(stripe_page: Simulator, bought: Order) -> None:
    made = dashboard_refund(stripe_page, bought, amount=100)
    stripe_action(stripe_page, f"refunds/{made}/fail")
    deliver_event("refund.failed", made)
    bought.refresh_from_db()
    assert (bought.state, held(bought)) == (State.FULFILLED, [1, 2, 3])
    assert "failed" in bought.review_reason


def recorded_as_failed(simulator: Simulator, order: Order, **form: int) -> Refund:
    """A dashboard refund whose first event is its failure."""
    made = dashboard_refund(simulator, order, **form)
    stripe_action(simulator, f"refunds/{made}/fail")
    deliver_event("refund.failed", made)
    return Refund.objects.get(stripe_id=made)


@pytest.mark.parametrize("by_hand", [False, True])
def test_retry_of_full_dashboard_refund_takes_all_letters(
    stripe_page: Simulator, bought: Order, committee: User, by_hand: bool
) -> None:
    row = recorded_as_failed(stripe_page, bought)
    if by_hand:
        record_manual_refund(row=row, reference="transfer 9", by=committee)
    else:
        send_refund(retry_refund(row=row, by=committee).pk)
    bought.refresh_from_db()
    assert (bought.state, bought.review_reason, held(bought)) == (State.REFUNDED, "", [])
    assert refundable_amount(bought.payments.get()) == 0


@pytest.mark.parametrize("by_hand", [False, True])
def test_retry_of_partial_dashboard_refund_needs_allocation(
    stripe_page: Simulator, bought: Order, committee: User, by_hand: bool
) -> None:
    row = recorded_as_failed(stripe_page, bought, amount=100)
    if by_hand:
        again = record_manual_refund(row=row, reference="transfer 9", by=committee)
    else:
        again = retry_refund(row=row, by=committee)
        send_refund(again.pk)
    bought.refresh_from_db()
    assert (bought.state, held(bought)) == (State.FULFILLED, [1, 2, 3])
    assert "say for which letters" in bought.review_reason
    allocate_refund(row=again, lines=[2], by=committee)
    bought.refresh_from_db()
    assert (bought.state, bought.review_reason, held(bought)) == (State.FULFILLED, "", [1, 3])


def test_dashboard_refund_of_mismatched_payment_ends_review(
    stripe_page: Simulator, order: Order
) -> None:
    set_faults(stripe_page, amount_changed={})
    pay_at_stripe(stripe_page, order)
    deliver_event("refund.created", dashboard_refund(stripe_page, order))
    order.refresh_from_db()
    assert (order.state, order.review_reason) == (State.REFUNDED, "")


def test_refund_of_unrecorded_payment_is_retried(stripe_page: Simulator, order: Order) -> None:
    start_checkout(order=order)
    stripe_action(stripe_page, f"sessions/{test_checkout.session_of(order)}/pay")
    assert deliver_event("refund.created", dashboard_refund(stripe_page, order)) == 500
    assert not Refund.objects.exists()


@pytest.mark.parametrize("intent", ["pi_of_another", ""])
def test_refund_of_another_program_is_ignored(order: Order, intent: str) -> None:
    sync_refund(gateway.Refund("re_1", intent, "", "", 100, "usd", "succeeded", ""))
    assert not Refund.objects.exists()


@pytest.mark.parametrize("note", ["no number", "9" * 30, "1"])
def test_sync_refund_ignores_foreign_metadata(
    stripe_page: Simulator, bought: Order, note: str
) -> None:
    """Metadata typed in the dashboard: any text, or an id of no refund."""
    found = gateway.retrieve_refund(dashboard_refund(stripe_page, bought, amount=100))
    sync_refund(gateway.Refund(**{**vars(found), "row": note}))
    assert Refund.objects.get().reason == "dashboard"
