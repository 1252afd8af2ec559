"""Paying for a list on its page: card, transfer, balance and fund; access control."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from communities.members.members import end_membership
from communities.models import Membership, NameList, Row
from dev.stripe_simulator.server import Simulator
from letters.models import Community, Letter, Scroll
from messaging import delivery
from messaging.models import Message
from payments.abuse import checkout_limits
from payments.methods.balance import balances, pay_from_balance
from payments.methods.fund import letters_left, record_entry, set_quota
from payments.methods.manual import approve, record
from payments.models import CheckoutRequest, Method, Order, Organisation
from tests.communities.name_lists import make_list, order_list
from tests.payments.checkout.test_checkout import act, session_of, stripe_page

__all__ = ["stripe_page"]
State = Order.State


@pytest.fixture
def name_list(community: Community, scroll: Scroll, shliach: User) -> NameList:
    """Three ready names."""
    return make_list(community, scroll.series, shliach)


@pytest.fixture
def page(shliach: User, sign_in: Callable[[User], Client]) -> Client:
    """The shliach, signed in."""
    return sign_in(shliach)


@pytest.fixture
def committee(db: None) -> User:
    """A member of the committee."""
    return User.objects.create_superuser("committee")


def address(name_list: NameList, more: str = "pay/") -> str:
    """The URL of the list's payment page, or of one below it."""
    return f"/shluchim/{name_list.community.slug}/lists/{name_list.pk}/{more}"


def send(page: Client, name_list: NameList, method: str, **changes: Any) -> Any:
    """Submit the form with a method of payment."""
    form = {
        "currency": "usd",
        "agreed": "on",
        "shown": name_list.rows.ready().count(),
        "token": "one",
        "method": method,
        **changes,
    }
    return page.post(address(name_list), form)


def add_balance(community: Community, by: User, amount: int = 1000) -> None:
    """Deposit to the community's balance."""
    row = record(
        target=community,
        by=by,
        method=Method.TRANSFER,
        reference=f"T-{timezone.now()}",
        received_on=timezone.now().date(),
        amount=amount,
        currency="usd",
    )
    if row.awaits_approval:
        approve(payment=row, by=User.objects.create_superuser("second"))


def audited(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """The audit's findings, apart from the short scroll of the tests."""
    with pytest.raises(SystemExit):
        call_command("audit")
    said = capsys.readouterr().out.splitlines()
    return [line for line in said if "500 letters" not in line]


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
        ({"currency": "xxx"}, "Select a valid choice"),
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


def test_unpaid_order_is_canceled(page: Client, name_list: NameList, shliach: User) -> None:
    order = order_list(name_list, shliach)
    assert "awaiting payment" in page.get(address(name_list)).content.decode()
    answer = page.post(address(name_list, f"orders/{order.public_id}/"), {"method": "cancel"})
    assert answer["Location"] == address(name_list)
    assert name_list.rows.ready().count() == 3
    assert "This order was cancelled" in page.get(f"/orders/{order.public_id}/").content.decode()


def test_unpaid_order_paid_from_the_balance_expires_its_checkout(
    stripe_page: Simulator, page: Client, name_list: NameList, committee: User
) -> None:
    send(page, name_list, "card")
    order = Order.objects.get()
    add_balance(name_list.community, committee)
    page.post(address(name_list, f"orders/{order.public_id}/"), {"method": "balance"})
    order.refresh_from_db()
    assert order.state == State.FULFILLED
    assert order.checkouts.get().state == "expired"


def test_unpaid_order_of_last_week_is_not_paid_at_the_old_price(
    page: Client, name_list: NameList, shliach: User, committee: User
) -> None:
    order = order_list(name_list, shliach)
    add_balance(name_list.community, committee)
    Order.objects.update(created_at=timezone.now() - timedelta(days=8))
    page.post(address(name_list, f"orders/{order.public_id}/"), {"method": "balance"})
    order.refresh_from_db()
    assert order.state == State.AWAITING


def test_order_page_does_not_pay_or_change_the_order_of_a_list(
    page: Client, name_list: NameList, shliach: User
) -> None:
    order = order_list(name_list, shliach)
    shown = page.get(f"/orders/{order.public_id}/").content.decode()
    assert f"/shluchim/montreal/orders/{order.public_id}/" in shown
    assert "Change the names" not in shown
    assert "Zevulun" not in page.get("/letters/new/", {"from": order.public_id}).content.decode()
    page.post(f"/orders/{order.public_id}/transfer/")
    order.refresh_from_db()
    assert order.method == "stripe"


def test_order_list_redirects_to_the_list(page: Client, name_list: NameList, shliach: User) -> None:
    order = order_list(name_list, shliach)
    way = f"/shluchim/montreal/orders/{order.public_id}/"
    assert page.get(way)["Location"] == address(name_list)
    Order.objects.update(state=State.WAITING)
    assert page.get(way)["Location"] == f"/shluchim/montreal/registrations/?list={name_list.pk}"


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


def test_unpaid_order_of_another_list_answers_404(
    page: Client, name_list: NameList, stranger: User, series: Any
) -> None:
    london = Community.objects.get(slug="london")
    order = order_list(make_list(london, name_list.series, stranger), stranger)
    answer = page.post(address(name_list, f"orders/{order.public_id}/"), {"method": "cancel"})
    assert answer.status_code == 404
    assert page.get(f"/shluchim/montreal/orders/{order.public_id}/").status_code == 404


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


def test_order_page_paginates_a_long_order(
    page: Client, community: Community, make_scroll: Callable[..., Scroll], shliach: User
) -> None:
    scroll = make_scroll()
    order = order_list(make_list(community, scroll.series, shliach, names=150), shliach)
    first = page.get(f"/orders/{order.public_id}/").content.decode()
    approve = page.get(f"/orders/{order.public_id}/", {"page": "2"}).content.decode()
    assert (first.count("<li><bdi>"), approve.count("<li><bdi>")) == (100, 50)


@pytest.mark.parametrize(("names", "sheets"), [(20, True), (21, False)])
def test_fulfilled_mail_of_a_long_list_links_to_its_certificates(
    name_list: NameList, shliach: User, committee: User, names: int, sheets: bool
) -> None:
    long = make_list(name_list.community, name_list.series, shliach, names=names)
    add_balance(name_list.community, committee, 3000)
    order = pay_from_balance(order=order_list(long, shliach), by=shliach)
    delivery.send(Message.objects.get(kind="order_fulfilled").pk)
    (sent,) = mail.outbox
    attached = [name for name, *_rest in sent.attachments]
    assert ("certificates.pdf" in attached) is sheets
    assert (f"/shluchim/montreal/orders/{order.public_id}/" in sent.body) is not sheets
    assert any(name.startswith("receipt-") for name in attached)
