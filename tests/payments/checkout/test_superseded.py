"""A basket that is sent again with other content: the earlier order can't be paid any more."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from dev.stripe_simulator.server import Simulator
from letters.models import Letter, Price, Scroll
from payments import gateway
from payments.basket.form import new_token
from payments.basket.replace import AlreadyPaid, BasketRefused, place_replacing
from payments.checkout.sessions import confirm_return, start_checkout
from payments.fulfilment import IncomingPayment, record_and_apply
from payments.models import Checkout, Order, Refund
from payments.orders import place
from payments.orders.consent import FAMILY, version_of
from payments.orders.place import EarlierOrders
from tests.conftest import NAMES
from tests.payments.basket.test_basket import name, posted
from tests.payments.checkout import test_checkout
from tests.payments.checkout.basket_orders import (
    URL,
    at_stripe,
    buy,
    change_names,
    states,
    token_in,
)
from tests.payments.checkout.test_checkout import act, session_of
from tests.payments.stripe_actions import pay_at_stripe
from tests.races import each, meet_after

State = Order.State
stripe_page = test_checkout.stripe_page


@pytest.mark.parametrize(
    "changes", [{"currency": "ils"}, {"gift": "1.80"}, {"cover_fee": "on"}, {"email": "b@c.org"}]
)
def test_other_content_from_the_same_page_expires_the_earlier_session(
    client: Client, stripe_page: Simulator, scroll: Scroll, changes: dict[str, str]
) -> None:
    first = buy(client, name())
    second = buy(client, name(), **changes)
    assert second != first
    assert (at_stripe(first), at_stripe(second)) == ("expired", "open")
    assert states() == [State.CANCELED, State.AWAITING]


def test_changed_names_expire_the_earlier_session(
    client: Client, stripe_page: Simulator, scroll: Scroll
) -> None:
    first = buy(client, name())
    token = change_names(client, first)
    second = buy(client, name(given_name="דוד"), token=token)
    assert (at_stripe(first), at_stripe(second)) == ("expired", "open")
    assert states() == [State.CANCELED, State.AWAITING]


def test_names_changed_in_two_windows_leave_one_order_to_pay(
    client: Client, stripe_page: Simulator, scroll: Scroll
) -> None:
    first = buy(client, name())
    tokens = [change_names(client, first) for _ in range(2)]
    second = buy(client, name(given_name="דוד"), token=tokens[0])
    third = buy(client, name(given_name="משה"), token=tokens[1])
    assert [at_stripe(order) for order in (first, second, third)] == ["expired", "expired", "open"]
    assert states() == [State.CANCELED, State.CANCELED, State.AWAITING]


def test_names_changed_twice_leave_one_order_to_pay(
    client: Client, stripe_page: Simulator, scroll: Scroll
) -> None:
    order = buy(client, name())
    for given_name in ("דוד", "משה"):
        order = buy(client, name(given_name=given_name), token=change_names(client, order))
    assert states() == [State.CANCELED, State.CANCELED, State.AWAITING]


def test_stale_form_still_replaces_its_order(
    client: Client,
    stripe_page: Simulator,
    scroll: Scroll,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = buy(client, name())
    token = change_names(client, first)
    with monkeypatch.context() as later:
        later.setattr("django.core.signing.time.time", lambda: timezone.now().timestamp() + 10**6)
        page = client.post(URL, posted(name(given_name="דוד"), token=token))
        assert page.status_code == 422
        buy(client, name(given_name="דוד"), token=token_in(page.content.decode()))
    assert states() == [State.CANCELED, State.AWAITING]


def test_same_content_again_keeps_its_order_and_session(
    client: Client, stripe_page: Simulator, scroll: Scroll
) -> None:
    assert buy(client, name()) == buy(client, name())
    assert Checkout.objects.count() == 1


@pytest.mark.parametrize("returned", [True, False])
def test_changed_names_of_a_paid_order_are_asked_about_once(
    client: Client, stripe_page: Simulator, scroll: Scroll, returned: bool
) -> None:
    first = buy(client, name())
    token = change_names(client, first)
    act(stripe_page, session_of(first), "pay")
    if returned:
        confirm_return(order=first, session_id=session_of(first))
    # Confirmed, so that the question about names of the register is not asked.
    sent = (name(confirmed="on"), name(given_name="דוד", confirmed="on"))
    both = posted(*sent, token=token)
    page = client.post(URL, both)
    assert page.status_code == 409
    assert "This list was paid for already" in page.content.decode()
    assert states() == [State.FULFILLED]
    again = {**both, "token": token_in(page.content.decode())}
    assert client.post(URL, again).status_code == 303
    assert states() == [State.FULFILLED, State.AWAITING]


def test_changed_names_while_a_debit_is_on_its_way_are_asked_about(
    client: Client, stripe_page: Simulator, scroll: Scroll
) -> None:
    first = buy(client, name())
    token = change_names(client, first)
    act(stripe_page, session_of(first), "debit")
    response = client.post(URL, posted(name(given_name="דוד"), token=token))
    assert response.status_code == 409
    assert len(states()) == 1


def test_changed_names_wait_while_stripe_is_unavailable(
    client: Client, stripe_page: Simulator, scroll: Scroll
) -> None:
    first = buy(client, name())
    token = change_names(client, first)
    stripe_page.stop()
    response = client.post(URL, posted(name(given_name="דוד"), token=token))
    assert response.status_code == 409
    assert "Please try again in a minute." in response.content.decode()
    assert states() == [State.AWAITING]


def test_payment_of_a_replaced_order_is_refunded(
    client: Client, stripe_page: Simulator, scroll: Scroll
) -> None:
    first = buy(client, name())
    second = buy(client, name(given_name="דוד"), token=change_names(client, first))
    pay_at_stripe(stripe_page, second)
    incoming = IncomingPayment("pi_late", "cs_late", first.total, "usd")
    record_and_apply(order_id=first.pk, incoming=incoming)
    assert Letter.objects.assigned().count() == 1
    assert Refund.objects.get().reason == Refund.Reason.ORDER_CANCELED


def content(given_name: str, token: str) -> dict[str, Any]:
    """The arguments of one basket's order."""
    return {
        "price": Price.objects.get(currency="usd"),
        "names": [replace(NAMES[0], given_name=given_name)],
        "email": "chana@example.org",
        "language": "en",
        "zone": "Europe/London",
        "cover_fee": False,
        "gift": 0,
        "form_token": token,
        "consent": version_of(FAMILY),
    }


def test_two_windows_at_once_leave_one_order_to_pay(stripe_page: Simulator, scroll: Scroll) -> None:
    first, second = content("יוסף", "one"), content("דוד", "one")
    errors = each(lambda: place_replacing(**first), lambda: place_replacing(**second))
    assert errors == []
    assert sorted(states()) == [State.AWAITING, State.CANCELED]


def test_same_basket_sent_twice_at_once_is_one_order(
    stripe_page: Simulator, scroll: Scroll
) -> None:
    same = content("יוסף", "one")
    assert each(*[lambda: place_replacing(**same)] * 3) == []
    assert states() == [State.AWAITING]


def test_negative_control_without_the_lock_two_orders_can_be_paid(
    stripe_page: Simulator, scroll: Scroll, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = content("יוסף", "one"), content("דוד", "one")
    monkeypatch.setattr(place, "hold", lambda lock, key: None)
    monkeypatch.setattr(place, "earlier_orders", meet_after(place.earlier_orders))
    assert each(lambda: place_replacing(**first), lambda: place_replacing(**second)) == []
    assert states() == [State.AWAITING, State.AWAITING]


def test_earlier_order_paid_while_it_is_replaced_stays_the_only_one(
    stripe_page: Simulator, make_order: Callable[..., Order], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The buyer pays in one window between the other window's look and its cancellation."""
    order = make_order()
    start_checkout(order=order)
    real = gateway.expire_session

    def paid_first(session_id: str) -> gateway.Session:
        act(stripe_page, session_id, "pay")
        return real(session_id)

    monkeypatch.setattr(gateway, "expire_session", paid_first)
    with pytest.raises(AlreadyPaid):
        place_replacing(**content("דוד", "one"))
    assert states() == [State.FULFILLED]


def test_basket_is_refused_when_orders_keep_coming(
    monkeypatch: pytest.MonkeyPatch, make_order: Callable[..., Order]
) -> None:
    monkeypatch.setattr(
        "payments.basket.replace.place_order", lambda **content: _raise(EarlierOrders([]))
    )
    with pytest.raises(BasketRefused, match="from another window"):
        place_replacing(form_token="one")


def _raise(error: Exception) -> None:
    raise error


def test_token_names_the_basket_that_it_replaces() -> None:
    first = new_token()
    assert place.basket_key(new_token(replaces=place.basket_key(first))) == place.basket_key(first)
    assert place.basket_key(new_token()) != place.basket_key(first)
