"""Paying for a list on its page: card, transfer, balance and fund; access control."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client

from communities.members.members import end_membership
from communities.models import Membership, NameList, Row
from dev.stripe_simulator.server import Simulator
from letters.models import Letter
from organisation.models import Organisation
from payments.abuse import checkout_limits
from payments.methods.balance import balances
from payments.methods.fund import letters_left, record_entry, set_quota
from payments.models import CheckoutRequest, Order
from tests.communities.name_lists import order_list
from tests.communities.paying.pay_page import add_balance, address, audited, send
from tests.payments.checkout.test_checkout import act, session_of

State = Order.State


def test_pay_page_shows_ready_names_and_total(page: Client, name_list: NameList) -> None:
    name_list.rows.filter(position=1).update(issues=["no_parent"])
    shown = page.get(address(name_list)).content.decode()
    assert "<strong>2</strong>" in shown
    assert "$2.00" in shown
    assert "1 name on the list is not ready" in shown


def test_pay_page_sends_one_item_to_stripe(
    stripe_page: Simulator, page: Client, name_list: NameList, capsys: pytest.CaptureFixture[str]
) -> None:
    assert send(page, name_list, "card").status_code == 303
    order = Order.objects.get()
    act(stripe_page, session_of(order), "pay")
    shown = page.get(f"/orders/{order.public_id}/").content.decode()
    assert "Your letters have been drawn" in shown
    assert Letter.objects.filter(inscription__list_row__name_list=name_list).count() == 3
    assert audited(capsys) == []


def test_pay_page_adds_the_fee_for_cards_only(
    stripe_page: Simulator, page: Client, name_list: NameList
) -> None:
    send(page, name_list, "card", cover_fee="on")
    assert Order.objects.get().fee_amount > 0


def test_pay_page_by_transfer_waits_for_the_committee(page: Client, name_list: NameList) -> None:
    Organisation.objects.update_or_create(pk=1, defaults={"bank_details": "IBAN 1"})
    answer = send(page, name_list, "transfer", cover_fee="on")
    order = Order.objects.get()
    assert answer["Location"] == f"/orders/{order.public_id}/"
    assert (order.method, order.fee_amount, order.state) == ("transfer", 0, State.AWAITING)
    assert f"UT-{order.pk}" in page.get(address(name_list)).content.decode()


def test_pay_page_from_the_balance_pays_at_once(
    page: Client, name_list: NameList, committee: User, capsys: pytest.CaptureFixture[str]
) -> None:
    add_balance(name_list.community, committee)
    send(page, name_list, "balance")
    assert Order.objects.get().state == State.FULFILLED
    assert balances(name_list.community) == {"usd": 700}
    assert audited(capsys) == []


def test_pay_page_with_too_little_balance_orders_nothing(
    page: Client, name_list: NameList, committee: User
) -> None:
    add_balance(name_list.community, committee, 299)
    answer = send(page, name_list, "balance")
    assert answer.status_code == 409
    assert "balance is $2.99; this order comes to $3.00" in answer.content.decode()
    assert name_list.rows.ready().count() == 3
    assert not Order.objects.exists()


def test_pay_page_from_the_fund_pays_within_the_quota(
    page: Client,
    name_list: NameList,
    shliach: User,
    committee: User,
    capsys: pytest.CaptureFixture[str],
) -> None:
    record_entry(currency="usd", amount=1000, note="a cheque", by=committee)
    set_quota(user=shliach, letters=4)
    send(page, name_list, "fund")
    assert Order.objects.get().state == State.FULFILLED
    assert letters_left(shliach) == 1
    assert audited(capsys) == []


def test_pay_page_beyond_the_quota_orders_nothing(
    page: Client, name_list: NameList, shliach: User, committee: User
) -> None:
    record_entry(currency="usd", amount=1000, note="a cheque", by=committee)
    set_quota(user=shliach, letters=2)
    assert send(page, name_list, "fund").status_code == 409
    assert not Order.objects.exists()


def test_pay_page_sent_twice_places_one_order(
    page: Client, name_list: NameList, committee: User
) -> None:
    add_balance(name_list.community, committee)
    send(page, name_list, "balance")
    assert send(page, name_list, "balance", shown=3).status_code == 302
    assert Order.objects.count() == 1
    assert balances(name_list.community) == {"usd": 700}


def test_pay_page_orders_ticked_names_only(
    page: Client, name_list: NameList, committee: User
) -> None:
    add_balance(name_list.community, committee)
    chosen = name_list.rows.get(position=2)
    assert f'value="{chosen.pk}"' in page.get(address(name_list), {"some": "1"}).content.decode()
    send(page, name_list, "balance", some="1", row=[chosen.pk])
    assert Row.objects.get(inscription__isnull=False) == chosen


@pytest.mark.parametrize(
    ("changes", "expected_text"),
    [
        ({"agreed": ""}, "Without their consent"),
        ({"method": "cash"}, "Choose how you want to pay"),
        ({"method": "transfer"}, "Bank transfer is unavailable"),
        ({"method": "fund"}, "no letters left that the fund"),
        ({"some": "1"}, "Tick the names"),
        ({"some": "1", "numbers": "2, nine"}, "This can’t be read: nine"),
        ({"some": "1", "numbers": "3-4"}, "not in the list, or not ready: 4"),
        ({"currency": "xxx"}, "not among the choices"),
    ],
)
def test_pay_page_refuses_invalid_input_with_a_message(
    page: Client, name_list: NameList, changes: dict[str, str], expected_text: str
) -> None:
    answer = send(page, name_list, **{"method": "card", **changes})
    assert answer.status_code == 422
    assert expected_text in answer.content.decode()
    assert not Order.objects.exists()


def test_pay_page_is_shown_again_when_the_list_changed(
    page: Client, name_list: NameList, committee: User
) -> None:
    add_balance(name_list.community, committee)
    answer = send(page, name_list, "balance", shown=2)
    assert answer.status_code == 409
    assert "3 names are ready now" in answer.content.decode()


def test_rate_limit_of_an_address_does_not_stop_a_shliach(
    stripe_page: Simulator, page: Client, name_list: NameList, make_order: Callable[..., Order]
) -> None:
    neighbour = Client()
    for number in range(21):
        order = make_order(form_token=str(number))
        neighbour.post(f"/orders/{order.public_id}/pay/")
    assert neighbour.post(f"/orders/{make_order().public_id}/pay/").status_code == 429
    assert send(page, name_list, "card").status_code == 303


def test_rate_limit_stops_a_shliach_who_tests_cards(
    stripe_page: Simulator, page: Client, name_list: NameList, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkout_limits, "MIN_DIFFICULTY", 40)
    for number in range(6):
        send(page, name_list, "card", token=str(number))
        order = Order.objects.latest("pk")
        page.post(address(name_list, f"orders/{order.public_id}/"), {"method": "cancel"})
    answer = send(page, name_list, "card", token="more")
    assert answer.status_code == 429
    assert CheckoutRequest.objects.count() == 6
    assert name_list.rows.ready().count() == 3


PATHS = ["pay/", "orders/{order}/"]


@pytest.mark.parametrize("path", PATHS)
def test_pages_answer_404_for_the_list_of_another_community(
    name_list: NameList, shliach: User, stranger: User, sign_in: Callable[[User], Client], path: str
) -> None:
    order = order_list(name_list, shliach)
    more = path.format(order=order.public_id)
    theirs = sign_in(stranger)
    for slug in ("montreal", "london"):
        there = f"/shluchim/{slug}/lists/{name_list.pk}/{more}"
        assert theirs.post(there, {"method": "cancel"}).status_code == 404
    order.refresh_from_db()
    assert order.state == State.AWAITING


def test_pay_page_answers_404_to_helpers(
    name_list: NameList, helper: User, sign_in: Callable[[User], Client]
) -> None:
    assert sign_in(helper).get(address(name_list)).status_code == 404


def test_pay_page_answers_404_to_former_members(
    page: Client, name_list: NameList, shliach: User, helper: User
) -> None:
    Membership.objects.filter(user=helper).update(role=Membership.Role.SHLIACH)
    end_membership(membership=Membership.objects.get(user=shliach))
    assert page.get(address(name_list)).status_code == 404
