"""The pages of an order of a list: canceled, paid later, shown in parts, and mailed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from django.utils import timezone

from communities.models import NameList
from dev.stripe_simulator.server import Simulator
from letters.models import Community, Scroll
from messaging import delivery
from messaging.models import Message
from payments.methods.balance import pay_from_balance
from payments.models import Order
from tests.communities.name_lists import make_list, order_list
from tests.communities.paying.pay_page import add_balance, address, send

State = Order.State


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


def test_unpaid_order_of_another_list_answers_404(
    page: Client, name_list: NameList, stranger: User, series: Any
) -> None:
    london = Community.objects.get(slug="london")
    order = order_list(make_list(london, name_list.series, stranger), stranger)
    answer = page.post(address(name_list, f"orders/{order.public_id}/"), {"method": "cancel"})
    assert answer.status_code == 404
    assert page.get(f"/shluchim/montreal/orders/{order.public_id}/").status_code == 404


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
