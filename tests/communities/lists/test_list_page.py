"""The page of a name list: columns, manual rows, questions."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from communities.lists import name_lists
from communities.lists.duplicate_checks import WAITING_FOR_LETTER
from communities.lists.rows import update_row
from communities.models import NameList, Row
from letters.models import Community, Scroll, Series
from payments.fulfilment import IncomingPayment, record_and_apply
from payments.models import Order
from payments.orders.consent import SENT_LIST, version_of
from tests.communities.name_lists import order_list

SignIn = Callable[[User], Client]
HOME = "/shluchim/montreal/"


def path(name_list: NameList, more: str = "") -> str:
    return f"{HOME}lists/{name_list.pk}/{more}"


# Manual rows -----------------------------------------------------------------


def test_new_row_page_adds_a_row_and_finds_its_duplicate(
    make: Callable[..., NameList], page: Client
) -> None:
    name_list = make("Yosef ben Chana")
    name = {
        "idempotency_key": str(uuid4()), "kind": "adult", "given_name": "Yosef", "relation": "ben",
        "mother_name": "Chana",
    }  # fmt: skip
    assert page.get(path(name_list, "new/")).status_code == 200
    for _ in range(2):  # a form sent twice is one row
        page.post(path(name_list, "new/"), name)
    added = name_list.rows.get(position=2)
    assert (added.entered_manually, added.duplicate_of, name_list.rows.count()) == (
        True,
        name_list.rows.first(),
        2,
    )


def test_new_row_page_refuses_an_unclear_name(make: Callable[..., NameList], page: Client) -> None:
    name_list = make("Yosef ben Chana")
    name = {"idempotency_key": str(uuid4()), "kind": "adult", "given_name": "Moshe", "relation": ""}
    answer = page.post(path(name_list, "new/"), name)
    assert (answer.status_code, name_list.rows.count()) == (422, 1)
    assert "Moshe" in answer.content.decode()


def test_row_page_leads_to_the_next_unclear_row(
    make: Callable[..., NameList], page: Client
) -> None:
    name_list = make("Yosef\nMoshe ben Sarah\nDovid\nShlomo")
    first, third = name_list.rows.get(position=1), name_list.rows.get(position=3)
    name = {"kind": "adult", "given_name": "Yosef", "relation": "ben", "mother_name": "Chana"}
    answer = page.post(f"{HOME}rows/{first.pk}/", {**name, "then": "next"})
    assert answer["Location"] == f"{HOME}rows/{third.pk}/"
    assert page.post(f"{HOME}rows/{third.pk}/", name)["Location"] == path(name_list)
    last = name_list.rows.get(position=4)
    answer = page.post(f"{HOME}rows/{last.pk}/", {**name, "then": "next"})
    assert answer["Location"] == path(name_list)


def test_row_page_keeps_a_row_ordered_meanwhile(
    make: Callable[..., NameList],
    page: Client,
    make_order: Callable[..., Order],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    row = make("Yosef ben Chana").rows.get()
    inscription = make_order().lines.first().inscription  # type: ignore[union-attr]

    def ordered_meanwhile(**_: object) -> None:
        Row.objects.filter(pk=row.pk).update(inscription=inscription)
        raise Row.DoesNotExist

    monkeypatch.setattr("communities.pages.row.update_row", ordered_meanwhile)
    name = {"kind": "adult", "given_name": "Moshe", "relation": "ben", "mother_name": "Chana"}
    answer = page.post(f"{HOME}rows/{row.pk}/", name, follow=True)
    assert "already in an order" in answer.content.decode()


# Questions -------------------------------------------------------------------


def test_name_list_page_shows_unclear_rows_first(
    make: Callable[..., NameList], page: Client
) -> None:
    name_list = make("Yosef ben Chana\nMoshe")
    rows = page.get(path(name_list)).context["page"].object_list
    assert [row.line for row in rows] == ["Moshe"]
    update_row(
        row=name_list.rows.get(position=2),
        name={"given_name": "Yosef", "relation": "ben", "mother_name": "Chana"},
    )
    assert "already on the list, in row 1" in page.get(path(name_list)).content.decode()
    name_list.rows.filter(position=2).update(left_out=True)
    assert "Every name is clear" in page.get(path(name_list)).content.decode()


def test_questions_name_a_duplicate_in_another_open_list(
    make: Callable[..., NameList], page: Client
) -> None:
    earlier = make("Moshe ben Sarah\nYosef ben Chana", title="Chanukah")
    later = make("Yosef ben Chana\nDovid ben Leah")
    assert "also on the list “Chanukah”, in row 2" in page.get(path(later)).content.decode()
    assert [row.position for row in later.rows.ready()] == [2]
    assert earlier.rows.ready().count() == 2  # the first one is no duplicate


def test_questions_ignore_lists_of_other_communities(
    make: Callable[..., NameList], stranger: User, series: Series
) -> None:
    london = Community.objects.get(slug="london")
    theirs, _ = name_lists.create_list(
        consent=version_of(SENT_LIST),
        community=london,
        series=series,
        by=stranger,
        title="x",
        language="en",
        text="Yosef ben Rus",
    )
    name_lists.read_list(theirs.pk)
    assert make("Yosef ben Rus").rows.ready().count() == 1


def test_questions_name_a_paid_name_without_letter(
    make: Callable[..., NameList], scroll: Scroll, shliach: User, page: Client
) -> None:
    first = make("Yosef ben Chana", title="Chanukah")
    order = order_list(first, shliach)
    Order.objects.filter(pk=order.pk).update(state=Order.State.PROCESSING)
    later = make("Yosef ben Chana\nDovid ben Leah")
    assert later.rows.get(position=1).matching_scrolls == [WAITING_FOR_LETTER]
    assert "is waiting for a letter" in page.get(path(later)).content.decode()
    assert [row.position for row in later.rows.ready()] == [2]


def test_name_list_page_shows_the_status_of_ordered_rows(
    make: Callable[..., NameList], page: Client, shliach: User, scroll: Scroll
) -> None:
    name_list = make("Yosef ben Chana\nMushka bas Sarah")
    order = order_list(name_list, shliach, shown=2)
    assert page.get(path(name_list)).content.decode().count("not paid") == 2
    record_and_apply(
        order_id=order.pk, incoming=IncomingPayment("pi_1", "cs_1", order.total, order.currency)
    )
    assert page.get(path(name_list)).content.decode().count("has a letter") == 2
    refund = order.payments.get().refunds.create(
        amount=100, currency=order.currency, reason="requested"
    )
    order.lines.filter(position=1).update(refund=refund)
    result = page.get(path(name_list)).content.decode()
    assert (result.count("has a letter"), result.count("the money was refunded")) == (1, 1)


@pytest.mark.parametrize("show", ["all", "unclear", "ordered"])
def test_name_list_page_asks_as_many_queries_for_many_rows_as_for_few(
    make: Callable[..., NameList], page: Client, shliach: User, scroll: Scroll, show: str
) -> None:
    def queries(name_list: NameList) -> int:
        order_list(name_list, shliach, rows=[row.pk for row in name_list.rows.ready()[:20]])
        with CaptureQueriesContext(connection) as found:
            page.get(path(name_list, f"?show={show}"))
        return len(found)

    def text(count: int) -> str:
        return "".join(f"Yosef ben {'Chana' * n}\nMoshe {'Levi' * n}\n" for n in range(1, count))

    page.get(HOME)
    assert queries(make(text(3))) == queries(make(text(12)))


def test_name_list_page_changes_all_rows_of_a_status(
    make: Callable[..., NameList], page: Client
) -> None:
    name_list = make("Yosef ben Chana\n" * 120 + "Moshe")
    assert name_list.rows.ready().count() == 1
    form = {"action": "confirm", "shown": "to_confirm", "all": "on"}
    answer = page.post(path(name_list), form, follow=True)
    assert "119 rows will have a letter" in answer.content.decode()
    assert name_list.rows.ready().count() == 120
    page.post(path(name_list), {"action": "leave_out", "shown": "ready", "all": "on"})
    assert (name_list.rows.ready().count(), name_list.rows.filter(left_out=True).count()) == (
        0,
        120,
    )
    page.post(path(name_list), {"action": "take_in", "shown": "left_out", "all": "on"})
    assert name_list.rows.ready().count() == 120


@pytest.mark.parametrize("action", ["confirm", "leave_out", "take_in"])
def test_name_list_page_changes_nothing_without_selection(
    make: Callable[..., NameList], page: Client, action: str
) -> None:
    name_list = make("Yosef ben Chana")
    answer = page.post(path(name_list), {"action": action, "row": ["x"]}, follow=True)
    assert "tick the rows" in answer.content.decode()


def test_name_list_page_ignores_rows_of_another_list(
    make: Callable[..., NameList], page: Client
) -> None:
    ours, other = make("Yosef ben Chana"), make("Dovid ben Leah")
    page.post(path(ours), {"action": "leave_out", "row": [other.rows.get().pk]})
    assert not Row.objects.filter(left_out=True).exists()


# Guessed family names --------------------------------------------------------


def test_guessed_family_name_must_be_confirmed_before_the_row_is_ready(
    make: Callable[..., NameList], page: Client
) -> None:
    name_list = make("Yosef ben Chana Malka\nMoshe ben Sarah")
    row = name_list.rows.get(position=1)
    assert [each.given_name for each in name_list.rows.ready()] == ["Moshe"]
    shown = page.get(path(name_list)).content.decode()
    assert "where the parent’s name ends and the family name begins" in shown
    page.post(path(name_list), {"action": "confirm", "row": [row.pk]})
    assert name_list.rows.ready().count() == 2
    row.refresh_from_db()
    assert (row.mother_name, row.family_name) == ("Chana", "Malka")


def test_guessed_family_name_is_asked_about_in_hebrew(
    make: Callable[..., NameList], page: Client
) -> None:
    name_list = make("יוסף בן חנה מלכה")
    shown = page.get(path(name_list), headers={"accept-language": "he"}).content.decode()
    assert "היכן מסתיים שם ההורה ומתחיל שם המשפחה" in shown


def test_update_row_clears_the_guessed_family_name(
    make: Callable[..., NameList], page: Client
) -> None:
    name_list = make("Yosef ben Chana Malka")
    row = name_list.rows.get()
    name = {"kind": "adult", "given_name": "Yosef", "relation": "ben", "mother_name": "Chana Malka"}
    page.post(f"{HOME}rows/{row.pk}/", name)
    row.refresh_from_db()
    assert (row.family_name, row.questions) == ("", [])
    assert name_list.rows.ready().count() == 1


def test_row_page_shows_what_someone_else_wrote_meanwhile(
    make: Callable[..., NameList], page: Client
) -> None:
    row = make("Yosef ben Chana").rows.get()
    url = f"{HOME}rows/{row.pk}/"
    assert 'name="version" value="1"' in page.get(url).content.decode()
    update_row(
        row=row, name={"given_name": "Dovid", "relation": "ben", "mother_name": "Chana"}, version=1
    )
    mine = {"kind": "adult", "given_name": "Moshe", "relation": "ben", "mother_name": "Chana"}
    answer = page.post(url, {**mine, "version": "1"})
    content = answer.content.decode()
    assert (answer.status_code, "Dovid ben Chana" in content) == (422, True)
    assert 'value="Moshe"' in content
    page.post(url, {**mine, "version": "2"})
    row.refresh_from_db()
    assert row.given_name == "Moshe"
