"""Ordering rows of a list, each in one order only."""

from collections.abc import Callable
from functools import partial

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, ProgrammingError, transaction

from communities.models import NameList, Row
from communities.paying import ordering
from communities.paying.ordering import (
    ListChanged,
    NothingReady,
    orders_of,
)
from letters.models import Community, Person, Scroll
from payments.models import Order
from payments.orders.place import SeriesClosed
from tests.communities.name_lists import make_list, order_list
from tests.races import PATIENCE, each, meet_after

State = Order.State


def test_order_rows_creates_lines_in_the_order_of_the_list(
    name_list: NameList, shliach: User
) -> None:
    order = order_list(name_list, shliach)
    lines = order.lines.select_related("inscription__person", "inscription__list_row")
    assert [line.inscription.list_row.position for line in lines] == [1, 2, 3]
    assert [line.inscription.person.line for line in lines] == [
        row.line for row in name_list.rows.all()
    ]
    assert (order.state, order.total, order.community) == (State.AWAITING, 300, name_list.community)


def test_order_rows_assigns_people_to_the_community(name_list: NameList, shliach: User) -> None:
    order_list(name_list, shliach)
    person = Person.objects.earliest("pk")
    assert person.community == name_list.community
    assert (person.country, person.city) == ("CA", "Montreal")
    assert person.declared == Person.Declared.AUTHORISED
    assert person.purchaser.email == shliach.email


def test_order_rows_orders_ready_rows_only(name_list: NameList, shliach: User) -> None:
    name_list.rows.filter(position=1).update(issues=["no_parent"])
    name_list.rows.filter(position=2).update(left_out=True)
    assert order_list(name_list, shliach).lines.count() == 1
    assert Row.objects.get(inscription__isnull=False).position == 3


def test_order_rows_orders_a_duplicate_once_confirmed(name_list: NameList, shliach: User) -> None:
    name_list.rows.update(matching_scrolls=[11])
    with pytest.raises(NothingReady):
        order_list(name_list, shliach)
    name_list.rows.filter(position=1).update(confirmed=True)
    assert order_list(name_list, shliach, token="two").lines.count() == 1


def test_order_rows_orders_selected_rows_only(name_list: NameList, shliach: User) -> None:
    chosen = name_list.rows.get(position=2)
    order = order_list(name_list, shliach, rows=[chosen.pk])
    assert order.lines.get().inscription.list_row == chosen


def test_order_rows_ignores_rows_of_another_list(
    name_list: NameList, make_community: Callable[..., Community], shliach: User
) -> None:
    other = make_list(make_community("london"), name_list.series, shliach)
    theirs = list(other.rows.values_list("pk", flat=True))
    with pytest.raises(NothingReady):
        order_list(name_list, shliach, rows=theirs)


def test_order_rows_again_returns_the_same_order(name_list: NameList, shliach: User) -> None:
    assert order_list(name_list, shliach) == order_list(name_list, shliach, shown=3)
    assert Order.objects.count() == 1


def test_order_rows_orders_a_row_once(name_list: NameList, shliach: User) -> None:
    order_list(name_list, shliach)
    with pytest.raises(NothingReady):
        order_list(name_list, shliach, token="two")


def test_order_rows_refuses_a_changed_list(name_list: NameList, shliach: User) -> None:
    with pytest.raises(ListChanged) as changed:
        order_list(name_list, shliach, shown=2)
    assert changed.value.names == 3
    assert not Order.objects.exists()


def test_order_rows_orders_at_most_max_names(
    name_list: NameList, shliach: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ordering, "MAX_NAMES", 2)
    order_list(name_list, shliach, shown=2)
    assert Row.objects.get(inscription=None).position == 3


def test_order_rows_refuses_a_closed_series(name_list: NameList, shliach: User) -> None:
    Scroll.objects.update(state="full")
    name_list.series.__class__.objects.update(closed=True)
    with pytest.raises(SeriesClosed):
        order_list(name_list, shliach)
    assert not Row.objects.exclude(inscription=None).exists()


def order_at_once(name_list: NameList, by: User, times: int) -> list[Exception]:
    """Order the same list many times at once, each with another form."""
    return each(
        *[partial(order_list, name_list, by, token=str(number), shown=3) for number in range(times)]
    )


def test_order_rows_eight_times_at_once_places_one_order(
    name_list: NameList, shliach: User
) -> None:
    errors = order_at_once(name_list, shliach, 8)
    assert [type(error) for error in errors] == [NothingReady] * 7
    assert Order.objects.count() == 1
    assert Person.objects.count() == 3


def without_list_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ordering, "lock_list", lambda name_list: None)


def without_row_locks(monkeypatch: pytest.MonkeyPatch, patience: float) -> None:
    """Take the rows without locking them; two calls meet before they place their orders."""
    look = meet_after(lambda name_list, rows: list(name_list.rows.ready()), patience=patience)
    monkeypatch.setattr(ordering, "_lock_ready_rows", look)


def test_order_rows_without_the_list_lock_places_one_order(
    name_list: NameList, shliach: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_list_lock(monkeypatch)
    errors = order_at_once(name_list, shliach, 8)
    assert [type(error) for error in errors] == [NothingReady] * 7


def test_order_rows_without_the_row_locks_places_one_order(
    name_list: NameList, shliach: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_row_locks(monkeypatch, patience=0.5)  # they can't meet: the second waits for the list
    errors = order_at_once(name_list, shliach, 2)
    assert [type(error) for error in errors] == [NothingReady]


def test_negative_control_order_rows_without_both_locks(
    name_list: NameList, shliach: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both place the same names, and only the last check refuses the second."""
    without_list_lock(monkeypatch)
    without_row_locks(monkeypatch, PATIENCE)
    (error,) = order_at_once(name_list, shliach, 2)
    assert isinstance(error, RuntimeError)
    assert str(error) == "a row was ordered meanwhile"


def test_order_rows_fails_on_rows_ordered_meanwhile(
    name_list: NameList, shliach: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = list(name_list.rows.ready())
    order_list(name_list, shliach)
    monkeypatch.setattr(ordering, "_lock_ready_rows", lambda name_list, rows: seen)
    with pytest.raises(RuntimeError, match="ordered meanwhile"):
        order_list(name_list, shliach, token="two", shown=3)
    assert Order.objects.count() == 1


def test_database_refuses_a_row_in_a_second_order(name_list: NameList, shliach: User) -> None:
    order = order_list(name_list, shliach)
    row = name_list.rows.get(position=1)
    row.inscription = order.lines.get(position=2).inscription
    Row.objects.filter(position=2).update(inscription=None)
    with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
        row.save(update_fields=["inscription"])


def test_database_refuses_an_unclear_row_in_an_order(name_list: NameList, shliach: User) -> None:
    order_list(name_list, shliach)
    with pytest.raises(IntegrityError, match="ordered_row_has_no_issues"), transaction.atomic():
        name_list.rows.update(issues=["no_parent"])


def test_orders_of_returns_orders_of_the_list_only(
    name_list: NameList, make_community: Callable[..., Community], shliach: User
) -> None:
    other = make_list(make_community("london"), name_list.series, shliach)
    order_list(other, shliach)
    order = order_list(name_list, shliach)
    assert [(each.pk, each.names) for each in orders_of(name_list)] == [(order.pk, 3)]  # type: ignore[attr-defined]
