"""Which members of the staff saw whose data."""

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client

from families.looks import record_look, record_search
from families.models import Look
from letters.models import Person
from payments.models import Order
from tests.signing_in import sign_in


@pytest.fixture
def volunteer(db: None) -> User:
    return User.objects.create_user("volunteer", "volunteer@example.org", first_name="Dovid")


def test_look_at_each(volunteer: User, make_order: Callable[..., Order]) -> None:
    order = make_order()
    people = list(Person.objects.order_by("pk"))
    record_look(by=volunteer, page="my_page", at=[*people, order, order.purchaser])
    assert list(Look.objects.order_by("pk").values_list("person", "order", "purchaser")) == [
        *((person.pk, None, None) for person in people),
        (None, order.pk, None),
        (None, None, order.purchaser_id),
    ]


def test_search_says_which_fields_and_no_word(
    volunteer: User, make_order: Callable[..., Order]
) -> None:
    make_order()
    record_search(
        by=volunteer,
        page="my_page",
        asked=["given_name", "family_name"],
        found=3,
        shown=Person.objects.all()[:1],
    )
    search, shown = Look.objects.order_by("pk")
    assert (search.asked, search.found, search.person) == (["family_name", "given_name"], 3, None)
    assert shown.person is not None


def test_a_look_is_at_something(volunteer: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Look.objects.create(by=volunteer, page="my_page")


def test_looks_are_not_changed(volunteer: User) -> None:
    record_search(by=volunteer, page="my_page", asked=[], found=0)
    with pytest.raises(DatabaseError), transaction.atomic():
        Look.objects.update(found=1)


def test_committee_sees_them(volunteer: User, make_order: Callable[..., Order]) -> None:
    make_order()
    record_look(by=volunteer, page="my_page", at=Person.objects.all())
    client = sign_in(Client(), User.objects.create_superuser("committee"))
    page = client.get("/admin/families/look/").content.decode()
    assert len(re.findall("my_page", page)) >= 3
    assert "volunteer" in page
    one = Look.objects.first()
    assert one
    assert client.get(f"/admin/families/look/{one.pk}/change/").status_code == 200
