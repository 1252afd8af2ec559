"""Ordering rows of a list, each in one order only, and releasing them."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import IntegrityError, ProgrammingError, transaction
from django.utils import timezone

from communities.lists.name_lists import name_list_of
from communities.models import NameList, Row
from communities.paying import ordering
from communities.paying.ordering import (
    ListChanged,
    NothingReady,
    orders_of,
    release_abandoned_orders,
    release_order,
)
from letters.models import Community, Letter, Person, Scroll
from payments.fulfilment import IncomingPayment, record_and_apply
from payments.methods.manual import choose_offline, record
from payments.models import Method, Order, Refund
from payments.orders.place import NotPayable, SeriesClosed
from tests.communities.name_lists import make_list, order_list
from tests.races import PATIENCE, each, meet_after

State = Order.State


@pytest.fixture
def name_list(community: Community, scroll: Scroll, shliach: User) -> NameList:
    """Three ready names."""
    return make_list(community, scroll.series, shliach)


def pay(order: Order, reference: str = "pi_1") -> Order:
    """Pay the order by card."""
    return record_and_apply(
        order_id=order.pk, incoming=IncomingPayment(reference, "", order.total, order.currency)
    )


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


def test_release_order_makes_its_rows_ready_again(name_list: NameList, shliach: User) -> None:
    first = order_list(name_list, shliach)
    assert release_order(first) == 3
    second = order_list(name_list, shliach)
    first.refresh_from_db()
    assert (first.state, second.state) == (State.CANCELED, State.AWAITING)
    assert second != first
    assert name_list_of(first) is None
    assert name_list_of(second) == name_list


def test_release_order_twice_changes_nothing(name_list: NameList, shliach: User) -> None:
    order = order_list(name_list, shliach)
    release_order(order)
    again = order_list(name_list, shliach, token="two")
    assert release_order(order) == 0
    assert again.lines.filter(inscription__list_row__isnull=False).count() == 3


@pytest.mark.parametrize("state", [State.PROCESSING, State.WAITING, State.REVIEW])
def test_release_order_refuses_paid_and_processing_orders(
    name_list: NameList, shliach: User, state: str
) -> None:
    order = order_list(name_list, shliach)
    Order.objects.update(state=state)
    with pytest.raises(NotPayable):
        release_order(order)
    assert not name_list.rows.filter(inscription=None).exists()


def test_release_order_refuses_an_order_with_a_recorded_receipt(
    name_list: NameList, shliach: User
) -> None:
    order = choose_offline(order=order_list(name_list, shliach), method=Method.TRANSFER)
    order.manual_payments.create(
        method="transfer",
        reference="7",
        received_on=timezone.now().date(),
        amount=300,
        currency="usd",
        recorded_by=shliach,
    )
    with pytest.raises(NotPayable, match="A payment has already been recorded"):
        release_order(order)


def test_release_order_records_and_refunds_a_late_transfer(
    name_list: NameList, shliach: User
) -> None:
    order = choose_offline(order=order_list(name_list, shliach), method=Method.TRANSFER)
    release_order(order)
    record(
        target=order,
        by=shliach,
        method=Method.TRANSFER,
        reference="7",
        received_on=timezone.now().date(),
        amount=300,
        currency="usd",
        to_refund=True,
    )
    refund = Refund.objects.get()
    assert (refund.reason, refund.amount, refund.state) == ("order_canceled", 300, "unsent")
    assert not Letter.objects.assigned().exists()


def test_release_order_refunds_a_late_card_payment(name_list: NameList, shliach: User) -> None:
    order = order_list(name_list, shliach)
    release_order(order)
    again = order_list(name_list, shliach, token="two")
    pay(again, "pi_2")
    pay(order, "pi_1")
    order.refresh_from_db()
    assert order.state == State.CANCELED
    assert Refund.objects.get().reason == "order_canceled"
    assert Letter.objects.assigned().count() == 3


def test_orders_of_returns_orders_of_the_list_only(
    name_list: NameList, make_community: Callable[..., Community], shliach: User
) -> None:
    other = make_list(make_community("london"), name_list.series, shliach)
    order_list(other, shliach)
    order = order_list(name_list, shliach)
    assert [(each.pk, each.names) for each in orders_of(name_list)] == [(order.pk, 3)]  # type: ignore[attr-defined]


def paid_by_recipient(name_list: NameList, shliach: User, hours: int) -> Order:
    """An order that a recipient placed by a link so many hours ago."""
    order = order_list(name_list, shliach)
    name_list.rows.update(paid_by_recipient=True)
    began = timezone.now() - timedelta(hours=hours)
    Order.objects.update(created_at=began, community=None)
    return order


@pytest.mark.parametrize(("hours", "left"), [(23, 0), (25, 3)])
def test_release_abandoned_orders_releases_after_a_day(
    name_list: NameList, shliach: User, hours: int, left: int
) -> None:
    paid_by_recipient(name_list, shliach, hours)
    release_abandoned_orders()
    assert name_list.rows.filter(inscription=None, paid_by_recipient=False).count() == left


def test_release_abandoned_orders_keeps_awaited_transfers(
    name_list: NameList, shliach: User
) -> None:
    paid_by_recipient(name_list, shliach, 100)
    Order.objects.update(method="transfer")
    release_abandoned_orders()
    assert not name_list.rows.filter(inscription=None).exists()


def test_fulfilled_list_has_its_letters_and_passes_the_audit(
    name_list: NameList, shliach: User, capsys: pytest.CaptureFixture[str]
) -> None:
    release_order(order_list(name_list, shliach))
    pay(order_list(name_list, shliach, token="two"))
    with pytest.raises(SystemExit):
        call_command("audit")
    said = capsys.readouterr().out.splitlines()
    assert [line for line in said if "500 letters" not in line] == []
