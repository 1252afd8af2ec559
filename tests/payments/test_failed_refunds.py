"""What the committee does about a refund that failed, or that Stripe's dashboard made."""

import pytest
from django.contrib.auth.models import User

from dev.stripe_simulator.server import Simulator
from letters.models import Scroll
from messaging.models import Message
from payments import gateway
from payments.checkout.sessions import start_checkout
from payments.models import Order, Refund
from payments.refunds.decide import (
    NothingToRefund,
    Reason,
    allocate_refund,
    record_manual_refund,
    refund_order,
    refund_payment,
    refundable_amount,
    retry_refund,
    waive,
)
from payments.refunds.stripe import send_refund, sync_refund
from tests.payments import test_checkout, test_refunds
from tests.payments.dashboard import at_stripe, buy, dashboard_refund, deliver, plan, stripe_id
from tests.payments.test_fulfilment import _exhaust as exhaust
from tests.payments.test_refund_states import failed_late
from tests.payments.test_refunds import give_back, held

State = Order.State
stripe_page = test_checkout.stripe_page
bought = test_refunds.bought
committee = test_refunds.committee


def failed(simulator: Simulator, order: Order, lines: list[int] | None = None) -> Refund:
    """A refund that the bank never took; the letters stay."""
    plan(simulator, refund_pending={"times": 1})
    row = give_back(order, lines)
    at_stripe(simulator, f"refunds/{stripe_id(row)}/fail")
    deliver("refund.failed", stripe_id(row))
    row.refresh_from_db()
    order.refresh_from_db()
    return row


def test_sent_again_it_is_a_new_refund_of_the_same_letters(
    stripe_page: Simulator, bought: Order, committee: User
) -> None:
    row = failed(stripe_page, bought, [2])
    again = retry_refund(row=row, by=committee)
    send_refund(again.pk)
    bought.refresh_from_db()
    row.refresh_from_db()
    assert (row.state, row.failure) == ("canceled", "expired_or_canceled_card")
    assert (bought.state, bought.review_reason, held(bought)) == (State.FULFILLED, "", [1, 3])
    assert refundable_amount(bought.payments.get()) == 200


def test_after_a_late_failure_sending_again_ends_as_if_it_had_not_failed(
    stripe_page: Simulator, bought: Order, committee: User
) -> None:
    row = failed_late(stripe_page, bought, [2])
    send_refund(retry_refund(row=row, by=committee).pk)
    bought.refresh_from_db()
    assert (bought.state, bought.review_reason, held(bought)) == (State.FULFILLED, "", [1, 3])


def test_a_failed_refund_is_sent_again_once(
    stripe_page: Simulator, bought: Order, committee: User
) -> None:
    row = failed(stripe_page, bought, [2])
    retry_refund(row=row, by=committee)
    with pytest.raises(NothingToRefund):
        retry_refund(row=row, by=committee)


def test_it_is_not_sent_again_when_its_letter_went_back_meanwhile(
    stripe_page: Simulator, bought: Order, committee: User
) -> None:
    row = failed(stripe_page, bought, [1, 2])
    refund_order(order=bought, reason=Reason.REQUESTED, lines=[2])
    with pytest.raises(NothingToRefund):
        retry_refund(row=row, by=committee)


def test_a_failed_refund_is_seen_to_when_its_letters_go_back_in_another_way(
    stripe_page: Simulator, bought: Order
) -> None:
    row = failed(stripe_page, bought, [1, 2])
    give_back(bought, [1])
    assert bought.review_reason
    give_back(bought, [2])
    row.refresh_from_db()
    assert (row.state, bought.review_reason) == ("canceled", "")


def test_another_letters_refund_does_not_hide_a_failure(
    stripe_page: Simulator, bought: Order
) -> None:
    row = failed(stripe_page, bought, [1])
    give_back(bought, [2])
    row.refresh_from_db()
    assert (row.state, bool(bought.review_reason)) == ("failed", True)


def test_what_stripe_can_not_send_is_sent_by_hand(
    stripe_page: Simulator, bought: Order, committee: User
) -> None:
    row = failed_late(stripe_page, bought)
    sent = record_manual_refund(row=row, reference="transfer 9", by=committee)
    bought.refresh_from_db()
    row.refresh_from_db()
    assert sent.pk != row.pk
    assert (sent.state, sent.reference, sent.stripe_id) == ("succeeded", "transfer 9", None)
    assert (row.state, bought.state, bought.review_reason) == ("canceled", State.REFUNDED, "")


def test_a_failed_refund_is_left_and_the_letters_stay(
    stripe_page: Simulator, bought: Order
) -> None:
    row = failed(stripe_page, bought, [2])
    waive(row=row)
    bought.refresh_from_db()
    assert (bought.state, bought.review_reason, held(bought)) == (State.FULFILLED, "", [1, 2, 3])
    with pytest.raises(NothingToRefund):
        waive(row=row)


def test_a_refund_whose_letters_are_gone_is_not_left(stripe_page: Simulator, bought: Order) -> None:
    row = failed_late(stripe_page, bought, [2])
    with pytest.raises(NothingToRefund):
        waive(row=row)


def test_odd_money_whose_refund_failed_stays_before_the_committee(
    stripe_page: Simulator, order: Order, committee: User
) -> None:
    plan(stripe_page, amount_changed={}, refund_pending={"times": 1})
    buy(stripe_page, order)
    payment = order.payments.get()
    row = refund_payment(payment=payment, reason=Reason.MISMATCH, by=committee)
    send_refund(row.pk)
    at_stripe(stripe_page, f"refunds/{stripe_id(row)}/fail")
    deliver("refund.failed", stripe_id(row))
    order.refresh_from_db()
    assert (order.state, bool(order.review_reason)) == (State.REVIEW, True)
    send_refund(retry_refund(row=row, by=committee).pk)
    order.refresh_from_db()
    assert (order.state, order.review_reason) == (State.REFUNDED, "")


def test_a_whole_refund_in_the_dashboard_gives_every_letter_back(
    stripe_page: Simulator, bought: Order
) -> None:
    deliver("refund.created", dashboard_refund(stripe_page, bought))
    bought.refresh_from_db()
    assert (bought.state, bought.review_reason, held(bought)) == (State.REFUNDED, "", [])
    assert Message.objects.filter(kind="order_refunded").count() == 1


def test_a_part_in_the_dashboard_then_another_then_the_rest(
    stripe_page: Simulator, bought: Order
) -> None:
    for _ in range(2):
        deliver("refund.created", dashboard_refund(stripe_page, bought, amount=100))
        bought.refresh_from_db()
        assert "which letters" in bought.review_reason
        assert held(bought) == [1, 2, 3]
    deliver("refund.created", dashboard_refund(stripe_page, bought))
    bought.refresh_from_db()
    assert (bought.state, bought.review_reason, held(bought)) == (State.REFUNDED, "", [])


def test_a_part_in_the_dashboard_and_the_rest_from_here(
    stripe_page: Simulator, bought: Order
) -> None:
    deliver("refund.created", dashboard_refund(stripe_page, bought, amount=50))
    assert give_back(bought).amount == 250
    assert (bought.state, bought.review_reason, held(bought)) == (State.REFUNDED, "", [])


def test_a_part_of_what_is_left_without_letters_needs_no_naming(
    stripe_page: Simulator, bought: Order
) -> None:
    Order.objects.update(letters_amount=270, fee_amount=30)
    bought.lines.update(price=90)
    give_back(bought, [1, 2, 3])
    deliver("refund.created", dashboard_refund(stripe_page, bought, amount=10))
    bought.refresh_from_db()
    assert (bought.state, bought.review_reason) == (State.REFUNDED, "")


def test_the_letters_of_a_dashboards_refund_are_named(
    stripe_page: Simulator, bought: Order, committee: User
) -> None:
    deliver("refund.created", dashboard_refund(stripe_page, bought, amount=100))
    row = Refund.objects.get()
    allocate_refund(row=row, lines=[3], by=committee)
    bought.refresh_from_db()
    assert (bought.state, bought.review_reason, held(bought)) == (State.FULFILLED, "", [1, 2])
    with pytest.raises(NothingToRefund):
        allocate_refund(row=row, lines=[1], by=committee)


def test_a_dashboards_refund_may_leave_every_letter(
    stripe_page: Simulator, bought: Order, committee: User
) -> None:
    deliver("refund.created", dashboard_refund(stripe_page, bought, amount=50))
    allocate_refund(row=Refund.objects.get(), lines=[], by=committee)
    bought.refresh_from_db()
    assert (bought.review_reason, held(bought)) == ("", [1, 2, 3])


def test_letters_named_while_the_money_is_on_its_way_go_when_it_is_back(
    stripe_page: Simulator, bought: Order, committee: User
) -> None:
    plan(stripe_page, refund_pending={})
    made = dashboard_refund(stripe_page, bought, amount=100)
    deliver("refund.created", made)
    allocate_refund(row=Refund.objects.get(), lines=[3], by=committee)
    bought.refresh_from_db()
    assert (bought.review_reason, held(bought)) == ("", [1, 2, 3])
    at_stripe(stripe_page, f"refunds/{made}/succeed")
    deliver("refund.updated", made)
    assert held(bought) == [1, 2]


@pytest.mark.parametrize("lines", [[9], [1, 9], [1]])
def test_letters_that_can_not_be_named_are_refused(
    stripe_page: Simulator, bought: Order, committee: User, lines: list[int]
) -> None:
    give_back(bought, [1])
    deliver("refund.created", dashboard_refund(stripe_page, bought, amount=100))
    row = Refund.objects.get(reason="dashboard")
    with pytest.raises(NothingToRefund):
        allocate_refund(row=row, lines=lines, by=committee)


def test_a_failed_refund_of_the_dashboard_leaves_room_for_the_one_that_succeeded(
    stripe_page: Simulator, bought: Order
) -> None:
    first = dashboard_refund(stripe_page, bought)
    at_stripe(stripe_page, f"refunds/{first}/fail")
    second = dashboard_refund(stripe_page, bought)
    assert [deliver("refund.created", made) for made in (second, first)] == [204, 204]
    bought.refresh_from_db()
    assert (bought.state, bought.review_reason) == (State.REFUNDED, "")
    assert Refund.objects.get(stripe_id=first).state == "canceled"


def test_a_failed_refund_of_the_dashboard_is_told(stripe_page: Simulator, bought: Order) -> None:
    made = dashboard_refund(stripe_page, bought, amount=100)
    at_stripe(stripe_page, f"refunds/{made}/fail")
    deliver("refund.failed", made)
    bought.refresh_from_db()
    assert (bought.state, held(bought)) == (State.FULFILLED, [1, 2, 3])
    assert "failed" in bought.review_reason


def known_when_it_had_failed(simulator: Simulator, order: Order, **form: int) -> Refund:
    """A refund of the dashboard of which the first news is that it failed."""
    made = dashboard_refund(simulator, order, **form)
    at_stripe(simulator, f"refunds/{made}/fail")
    deliver("refund.failed", made)
    return Refund.objects.get(stripe_id=made)


@pytest.mark.parametrize("by_hand", [False, True])
def test_the_whole_of_it_sent_again_takes_every_letter(
    stripe_page: Simulator, bought: Order, committee: User, by_hand: bool
) -> None:
    row = known_when_it_had_failed(stripe_page, bought)
    if by_hand:
        record_manual_refund(row=row, reference="transfer 9", by=committee)
    else:
        send_refund(retry_refund(row=row, by=committee).pk)
    bought.refresh_from_db()
    assert (bought.state, bought.review_reason, held(bought)) == (State.REFUNDED, "", [])
    assert refundable_amount(bought.payments.get()) == 0


@pytest.mark.parametrize("by_hand", [False, True])
def test_of_a_part_sent_again_the_committee_says_the_letters(
    stripe_page: Simulator, bought: Order, committee: User, by_hand: bool
) -> None:
    row = known_when_it_had_failed(stripe_page, bought, amount=100)
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


def test_a_dashboards_refund_of_odd_money_settles_the_order(
    stripe_page: Simulator, order: Order
) -> None:
    plan(stripe_page, amount_changed={})
    buy(stripe_page, order)
    deliver("refund.created", dashboard_refund(stripe_page, order))
    order.refresh_from_db()
    assert (order.state, order.review_reason) == (State.REFUNDED, "")


def test_a_refund_of_a_payment_not_known_yet_is_asked_for_again(
    stripe_page: Simulator, order: Order
) -> None:
    start_checkout(order=order)
    at_stripe(stripe_page, f"sessions/{test_checkout.session_of(order)}/pay")
    assert deliver("refund.created", dashboard_refund(stripe_page, order)) == 500
    assert not Refund.objects.exists()


@pytest.mark.parametrize("intent", ["pi_of_another", ""])
def test_a_refund_of_another_program_is_left_alone(order: Order, intent: str) -> None:
    sync_refund(gateway.Refund("re_1", intent, "", "", 100, "usd", "succeeded", ""))
    assert not Refund.objects.exists()


@pytest.mark.parametrize("note", ["no number", "9" * 30, "1"])
def test_a_note_that_is_not_ours_makes_no_mistake(
    stripe_page: Simulator, bought: Order, note: str
) -> None:
    """Somebody wrote something, or the number of no refund, into the dashboard."""
    found = gateway.retrieve_refund(dashboard_refund(stripe_page, bought, amount=100))
    sync_refund(gateway.Refund(**{**vars(found), "row": note}))
    assert Refund.objects.get().reason == "dashboard"


def test_a_waiting_order_goes_back_and_waits_again_when_that_fails(
    stripe_page: Simulator, order: Order
) -> None:
    exhaust(Scroll.objects.get())
    buy(stripe_page, order)
    assert order.state == State.WAITING
    failed(stripe_page, order)
    assert (order.state, bool(order.review_reason)) == (State.WAITING, True)
