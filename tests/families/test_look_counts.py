"""How many people a member of the staff saw on a day, as the committee sees it."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client

from families.look_counts import FEW, MANY, is_unusual, looks_by_day
from families.looks import record_look, record_search
from letters.models import Person
from payments.models import Order
from tests.signing_in import sign_in


@pytest.mark.parametrize(
    ("people", "days", "unusual"),
    [
        (FEW, [FEW], False),
        (MANY, [MANY], False),
        (MANY + 1, [MANY + 1], True),
        (60, [10, 12, 60], True),
        (60, [30, 40, 60], False),
        (60, [10, 60], False),
    ],
)
def test_unusual(people: int, days: list[int], unusual: bool) -> None:
    assert is_unusual(people, days) is unusual


def test_the_same_person_counts_once(make_order: Callable[..., Order]) -> None:
    make_order()
    user = User.objects.create_user("volunteer", "volunteer@example.org")
    for _ in range(2):
        record_search(by=user, page="p", asked=["given_name"], found=3, shown=Person.objects.all())
        record_look(by=user, page="p", at=[Order.objects.get()])
    (day,) = looks_by_day()
    assert (day.by, day.people, day.searches, day.unusual) == (user, 4, 2, False)


def test_committee_page(make_order: Callable[..., Order]) -> None:
    make_order()
    user = User.objects.create_user("volunteer", "volunteer@example.org", first_name="Dovid")
    client = sign_in(Client(), User.objects.create_superuser("committee"))
    assert "Nothing was looked at." in client.get("/admin/families/look/by-day/").content.decode()
    record_look(by=user, page="p", at=Person.objects.all())
    assert "Dovid" in client.get("/admin/families/look/by-day/").content.decode()
