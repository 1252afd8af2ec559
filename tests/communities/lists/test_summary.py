"""Counts and sums of lists: by status, and of money."""

from collections.abc import Callable

from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from communities.lists.summary import Sums, UnpaidNames, status_counts, sums, unpaid_names
from letters.models import Community, Scroll, Series
from payments.fulfilment import IncomingPayment, record_and_apply
from payments.models import Order
from tests.communities.name_lists import make_list, order_list
from tests.communities.paying.balance.money import deposited

LISTS = "/shluchim/montreal/lists/"


def pay(order: Order, name: str) -> None:
    incoming = IncomingPayment(f"pi_{name}", f"cs_{name}", order.total, order.currency)
    record_and_apply(order_id=order.pk, incoming=incoming)


def test_status_counts_of_several_lists_come_from_one_query(
    community: Community, series: Series, shliach: User, scroll: Scroll
) -> None:
    first, second = (make_list(community, series, shliach, names=4) for _ in range(2))
    first.rows.filter(position=1).update(issues=["no_parent"])
    first.rows.filter(position=2).update(left_out=True)
    first.rows.filter(position=3).update(questions=["hidden"])
    pay(order_list(second, shliach, rows=[row.pk for row in second.rows.all()[:3]]), "one")
    with CaptureQueriesContext(connection) as queries:
        counts = status_counts([first, second])
    assert len(queries) == 1
    assert counts[first.pk] == {
        "unclear": 1, "to_confirm": 1, "ready": 1, "left_out": 1, "ordered": 0, "paid": 0, "all": 4,
    }  # fmt: skip
    assert (counts[second.pk]["ordered"], counts[second.pk]["paid"]) == (3, 3)


def test_sums_are_of_money_paid_owed_and_ahead(
    community: Community, series: Series, shliach: User, scroll: Scroll
) -> None:
    name_list = make_list(community, series, shliach, names=5)
    rows = [row.pk for row in name_list.rows.order_by("position")]
    assert sums(name_list, community) == []
    paid = order_list(name_list, shliach, rows=rows[:3], cover_fee=True)
    pay(paid, "one")
    order_list(name_list, shliach, rows=rows[3:4], token="two")
    deposited(community, shliach, amount=700)
    price = paid.letters_amount // 3
    assert sums(name_list, community) == [Sums("usd", 3 * price, price, 700)]
    refund = paid.payments.get().refunds.create(amount=price, currency="usd", reason="requested")
    paid.lines.filter(position=1).update(refund=refund)
    assert sums(name_list, community) == [Sums("usd", 2 * price, price, 700)]


def test_name_lists_page_shows_counts_with_one_query_for_all(
    community: Community, series: Series, shliach: User, sign_in: Callable[[User], Client]
) -> None:
    page = sign_in(shliach)

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            page.get(LISTS)
        return len(found)

    make_list(community, series, shliach, names=3)
    assert "3 names · 3 ready" in page.get(LISTS).content.decode()
    few = queries()
    make_list(community, series, shliach, names=1)
    make_list(community, series, shliach, names=2)
    assert queries() == few


def test_members_who_lead_find_unpaid_orders_of_lists(
    community: Community,
    series: Series,
    shliach: User,
    helper: User,
    scroll: Scroll,
    sign_in: Callable[[User], Client],
) -> None:
    first, second, third = (make_list(community, series, shliach, names=3) for _ in range(3))
    pay(order_list(first, shliach, rows=[first.rows.all()[0].pk]), "one")
    order_list(first, shliach, token="two")
    order_list(second, shliach, rows=[second.rows.all()[0].pk], token="three")
    price = first.series.prices.get(currency="usd").letter
    assert unpaid_names(community) == [
        UnpaidNames(first, 2, "usd", 2 * price),
        UnpaidNames(second, 1, "usd", price),
    ]
    links = [f"{LISTS}{each.pk}/pay/" for each in (first, second, third)]

    def linked(page: str, user: User) -> list[bool]:
        found = sign_in(user).get(f"/shluchim/montreal/{page}").content.decode()
        return [link in found for link in links]

    assert linked("", shliach) == linked("registrations/", shliach) == [True, True, False]
    assert linked(f"registrations/?list={second.pk}", shliach) == [False, True, False]
    assert linked("", helper) == [False, False, False]
