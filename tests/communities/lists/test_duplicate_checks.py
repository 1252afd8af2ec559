"""Names that are in a list twice, or have a letter already."""

from collections.abc import Callable

import pytest

from communities.lists import duplicate_checks
from communities.lists.duplicate_checks import recheck
from communities.lists.rows import update_row
from communities.models import NameList
from letters.models import Person, Scroll
from payments.fulfilment import IncomingPayment, record_and_apply
from payments.models import Order


def test_recheck_finds_duplicates(make: Callable[..., NameList]) -> None:
    name_list = make("Yosef ben Chana\nMoshe ben Sarah\nYosef ben Chana\nYOSEF ben Chana")
    first, _moshe, second, third = name_list.rows.all()
    assert (first.duplicate_of, second.duplicate_of, third.duplicate_of) == (None, first, first)
    assert name_list.rows.ready().count() == 2
    name_list.rows.filter(pk=second.pk).update(confirmed=True, questions=[])
    assert name_list.rows.ready().count() == 3
    name_list.rows.filter(pk=first.pk).update(left_out=True)
    recheck(name_list)
    third.refresh_from_db()
    assert third.duplicate_of == second


def test_recheck_finds_the_scroll_of_an_existing_letter(
    make: Callable[..., NameList], scroll: Scroll, make_order: Callable[..., Order]
) -> None:
    order = make_order()
    paid = IncomingPayment(
        amount=order.total, currency=order.currency, reference="pi_1", session_id=""
    )
    record_and_apply(order_id=order.pk, incoming=paid)
    name_list = make("Yosef ben Chana\nמשה בן שרה")
    assert [row.matching_scrolls for row in name_list.rows.all()] == [[], []]  # a stranger
    Person.objects.update(community=name_list.community)
    recheck(name_list)
    has, has_not = name_list.rows.all()
    assert (has.matching_scrolls, has_not.matching_scrolls) == ([12], [])
    assert [row.line for row in name_list.rows.ready()] == ["משה בן שרה"]


@pytest.mark.parametrize(
    ("first", "second", "asked"),
    [
        ("יוסי בן חנה", "יוסף בן חנה", True),
        ("Mendel ben Chana Levi", "מנחם מענדל בן חנה לוי", True),
        ("Yosef ben Chana Levi", "Yosef ben Chana", True),
        ("Yosef ben Chana Levi", "Yosef ben Chana Katz", False),
        ("Yosef ben Chana", "Dovid ben Chana", False),
        ("Yosef ben Chana", "Yosef ben Leah", False),
    ],
)
def test_recheck_asks_once_about_two_spellings_in_a_list(
    make: Callable[..., NameList], first: str, second: str, asked: bool
) -> None:
    name_list = make(f"{first}\n{second}")
    one, other = name_list.rows.order_by("position")
    assert one.duplicate_of is None
    assert (other.duplicate_of == one) is asked


def test_recheck_narrows_the_people_of_a_large_community(
    make: Callable[..., NameList],
    scroll: Scroll,
    make_order: Callable[..., Order],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    order = make_order()
    paid = IncomingPayment(
        amount=order.total, currency=order.currency, reference="pi_1", session_id=""
    )
    record_and_apply(order_id=order.pk, incoming=paid)
    earlier = make("Levi ben Rus")
    Person.objects.update(community=earlier.community)
    monkeypatch.setattr(duplicate_checks, "MAX_COMPARED", 0)
    name_list = make("יוסף בן חנה לוי\nLevi ben Rus")
    has, twice = name_list.rows.order_by("position")
    assert has.matching_scrolls == [12]
    assert twice.duplicate_of == earlier.rows.get()


def test_update_row_checks_the_row_again(make: Callable[..., NameList]) -> None:
    name_list = make("Yosef ben Chana\nMoshe")
    row = name_list.rows.last()
    assert row
    name = {"given_name": "Yosef", "relation": "ben", "mother_name": "Chana"}
    update_row(row=row, name=name)
    row.refresh_from_db()
    assert (row.issues, row.duplicate_of) == ([], name_list.rows.first())
