"""Giving up an order whose page at Stripe may be open: it can't be paid afterwards."""

import pytest
from django.contrib.auth.models import User

from communities.models import NameList
from communities.paying import ordering
from communities.paying.ordering import release_order
from dev.stripe_simulator.server import Simulator
from letters.models import Community, Letter, Scroll
from payments import gateway
from payments.checkout.cancel import expire_sessions
from payments.checkout.sessions import start_checkout
from payments.models import Checkout, Order
from payments.orders.place import NotPayable
from tests.communities.name_lists import make_list, order_list
from tests.payments.test_checkout import act, session_of, stripe_page

__all__ = ["stripe_page"]
State = Order.State


@pytest.fixture
def order(community: Community, scroll: Scroll, shliach: User) -> Order:
    """An unpaid order of a list of three."""
    return order_list(make_list(community, scroll.series, shliach), shliach)


def free(order: Order) -> int:
    """How many names can be ordered anew."""
    return NameList.objects.get().rows.ready().count()


def test_the_open_page_is_ended_first(stripe_page: Simulator, order: Order) -> None:
    start_checkout(order=order)
    assert release_order(order) == 3
    assert gateway.retrieve_session(session_of(order)).status == "expired"
    assert Checkout.objects.get().state == "expired"


def test_what_was_paid_this_very_moment_stays(stripe_page: Simulator, order: Order) -> None:
    start_checkout(order=order)
    act(stripe_page, session_of(order), "pay")  # and the webhook is lost
    with pytest.raises(NotPayable):
        release_order(order)
    order.refresh_from_db()
    assert (order.state, free(order)) == (State.FULFILLED, 0)
    assert Letter.objects.assigned().count() == 3


def test_a_page_whose_answer_was_lost_is_ended_too(stripe_page: Simulator, order: Order) -> None:
    start_checkout(order=order)
    known = session_of(order)
    Checkout.objects.update(session_id=None, url="")
    release_order(order)
    assert gateway.retrieve_session(known).status == "expired"


def test_without_stripe_nothing_is_released(
    stripe_page: Simulator, order: Order, settings: object
) -> None:
    start_checkout(order=order)
    stripe_page.stop()
    with pytest.raises(gateway.StripeUnavailable):
        release_order(order)
    order.refresh_from_db()
    assert (order.state, free(order)) == (State.AWAITING, 0)


def test_a_page_that_is_opened_meanwhile_is_ended_as_well(
    stripe_page: Simulator, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = expire_sessions
    opened: list[str] = []

    def end_then_open(order: Order) -> None:
        real(order)
        if not opened:
            opened.append(start_checkout(order=order))

    monkeypatch.setattr(ordering, "expire_sessions", end_then_open)
    assert release_order(order) == 3
    assert gateway.retrieve_session(session_of(order)).status == "expired"


def test_twin_without_ending_the_page_both_are_paid(
    stripe_page: Simulator, order: Order, shliach: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    start_checkout(order=order)
    monkeypatch.setattr(
        ordering, "expire_sessions", lambda order: Checkout.objects.update(state="expired")
    )
    release_order(order)
    act(stripe_page, session_of(order), "pay")
    assert gateway.retrieve_session(session_of(order)).paid


def test_given_up_it_has_no_new_page(stripe_page: Simulator, order: Order) -> None:
    release_order(order)
    with pytest.raises(NotPayable):
        start_checkout(order=order)
