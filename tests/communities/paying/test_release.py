"""Releasing an order whose checkout may be open: it can't be paid afterwards."""

import pytest
from django.contrib.auth.models import User

from communities.models import NameList
from communities.paying.ordering import release_order
from dev.stripe_simulator.server import Simulator
from letters.models import Community, Letter, Scroll
from payments import gateway
from payments.checkout import cancel
from payments.checkout.cancel import expire_sessions
from payments.checkout.sessions import confirm_return, start_checkout
from payments.models import Checkout, Order, Payment, Refund
from payments.orders.place import NotPayable
from tests.communities.name_lists import make_list, order_list
from tests.payments.checkout.test_checkout import act, session_of, stripe_page

__all__ = ["stripe_page"]
State = Order.State


@pytest.fixture
def order(community: Community, scroll: Scroll, shliach: User) -> Order:
    """An unpaid order of a list of three."""
    return order_list(make_list(community, scroll.series, shliach), shliach)


def free(order: Order) -> int:
    """How many names can be ordered again."""
    return NameList.objects.get().rows.ready().count()


def test_release_order_expires_the_open_checkout_first(
    stripe_page: Simulator, order: Order
) -> None:
    start_checkout(order=order)
    assert release_order(order) == 3
    assert gateway.retrieve_session(session_of(order)).status == "expired"
    assert Checkout.objects.get().state == "expired"


def test_release_order_keeps_an_order_paid_this_moment(
    stripe_page: Simulator, order: Order
) -> None:
    start_checkout(order=order)
    act(stripe_page, session_of(order), "pay")  # and the webhook is lost
    with pytest.raises(NotPayable):
        release_order(order)
    order.refresh_from_db()
    assert (order.state, free(order)) == (State.FULFILLED, 0)
    assert Letter.objects.assigned().count() == 3


def test_release_order_expires_a_checkout_whose_response_was_lost(
    stripe_page: Simulator, order: Order
) -> None:
    start_checkout(order=order)
    known = session_of(order)
    Checkout.objects.update(session_id=None, url="")
    release_order(order)
    assert gateway.retrieve_session(known).status == "expired"


def test_release_order_changes_nothing_without_stripe(
    stripe_page: Simulator, order: Order, settings: object
) -> None:
    start_checkout(order=order)
    stripe_page.stop()
    with pytest.raises(gateway.StripeUnavailable):
        release_order(order)
    order.refresh_from_db()
    assert (order.state, free(order)) == (State.AWAITING, 0)


def test_release_order_expires_a_checkout_opened_meanwhile(
    stripe_page: Simulator, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = expire_sessions
    opened: list[str] = []

    def end_then_open(order: Order) -> None:
        real(order)
        if not opened:
            opened.append(start_checkout(order=order))

    monkeypatch.setattr(cancel, "expire_sessions", end_then_open)
    assert release_order(order) == 3
    assert gateway.retrieve_session(session_of(order)).status == "expired"


def test_negative_control_release_order_without_expiring_the_checkout(
    stripe_page: Simulator, order: Order, shliach: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same names are paid in two orders, and one must be refunded."""
    start_checkout(order=order)
    monkeypatch.setattr(
        cancel, "expire_sessions", lambda order: Checkout.objects.update(state="expired")
    )
    assert release_order(order) == 3
    again = order_list(NameList.objects.get(), shliach, token="two")
    start_checkout(order=again)
    for paid in (order, again):
        act(stripe_page, session_of(paid), "pay")
        confirm_return(order=paid, session_id=session_of(paid))
    assert Payment.objects.filter(amount=300).count() == 2
    refund = Refund.objects.get()
    assert (refund.payment.order, refund.reason, refund.amount) == (order, "order_canceled", 300)
    assert Letter.objects.assigned().count() == 3


def test_canceled_order_gets_no_new_checkout(stripe_page: Simulator, order: Order) -> None:
    release_order(order)
    with pytest.raises(NotPayable):
        start_checkout(order=order)
