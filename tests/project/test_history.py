"""The history: who did what and when, readable, and not to be changed."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from accounts.roles import sync_groups
from letters.models import Person, Scroll, Series
from payments.models import Order
from tests.signing_in import sign_in
from unity_torah.history import Sought, changes


@pytest.fixture
def head(db: None) -> User:
    """Somebody who may do everything."""
    return User.objects.create_superuser("head", "head@example.org", first_name="Dovber")


@pytest.fixture
def client(head: User) -> Client:
    """His browser."""
    return sign_in(Client(), head)


def test_a_step_of_the_admin_says_who_took_it(
    client: Client, head: User, make_scroll: Callable[..., Scroll]
) -> None:
    scroll = make_scroll(opened=False)
    client.post(f"/admin/letters/scroll/{scroll.pk}/open/")
    change = next(c for c in changes(Sought(model=Scroll), 10) if c.values and c.values[0][0])
    assert (change.who, change.pk) == (head.pk, scroll.pk)
    assert dict(change.values)["state"] == "open"
    page = client.get("/admin/history/", {"of": "letters.scroll"}).content.decode()
    assert "Dovber" in page


def test_what_the_program_does_has_nobody_behind_it(order: Order) -> None:
    Order.objects.filter(pk=order.pk).update(state=Order.State.PROCESSING)
    (change,) = changes(Sought(model=Order), 10)
    assert change.who is None


def test_a_buyer_s_request_carries_nothing_of_it(client: Client, order: Order) -> None:
    """Not even the address of his order, which is a key."""
    client.post(f"/orders/{order.public_id}/subscriptions/", {})
    for change in changes(Sought(), 50):
        assert change.who is None


def test_changes_are_found_by_what_and_by_whom(head: User, series: Series, client: Client) -> None:
    Series.objects.update(name="Another")
    assert len(changes(Sought(model=Series, pk=str(series.pk)), 10)) == 1
    assert changes(Sought(model=Series, pk="0"), 10) == []
    assert changes(Sought(model=Series, who=head.pk), 10) == []


def test_a_long_history_goes_on_page_by_page(client: Client, series: Series) -> None:
    for number in range(60):
        Series.objects.update(name=f"Name {number}")
    page = client.get("/admin/history/")
    assert len(page.context["rows"]) == 50
    older = client.get("/admin/history/", {"page": page.context["older"]})
    assert len(older.context["rows"]) == 10


def test_each_thing_leads_to_its_own_history(client: Client, order: Order) -> None:
    person = Person.objects.first()
    assert person
    answer = client.get(f"/admin/letters/person/{person.pk}/history/")
    assert answer["Location"] == f"/admin/history/?of=letters.person&pk={person.pk}"
    assert client.get(answer["Location"]).status_code == 200


@pytest.mark.parametrize("of", ["auth.user", "letters.nothing", "x", "sessions.session"])
def test_what_has_no_history_is_not_there(client: Client, of: str) -> None:
    assert client.get("/admin/history/", {"of": of}).status_code == 404


def test_odd_addresses_are_no_error(client: Client) -> None:
    for query in ({"page": "x"}, {"page": "0"}, {"who": "me"}, {"page": "9" * 30}):
        assert client.get("/admin/history/", query).status_code == 200


def test_it_is_for_those_with_a_role(db: None) -> None:
    clerk = User.objects.create_user("clerk", is_staff=True)
    assert sign_in(Client(), clerk).get("/admin/history/").status_code == 403
    sync_groups()
    clerk.groups.add(Group.objects.get(name="treasurer"))
    assert sign_in(Client(), clerk).get("/admin/history/").status_code == 200


def test_there_is_no_way_to_change_it(client: Client) -> None:
    assert client.post("/admin/history/").status_code == 405
