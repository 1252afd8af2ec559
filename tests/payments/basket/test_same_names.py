"""The one question of a basket: about names of its own list and the asker's own people only."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.contrib.auth.models import User
from django.test import Client

from letters.matching.same import facts_of
from letters.models import Scroll
from letters.names import TypedName
from payments.basket.form import new_token
from payments.basket.same_names import find_same_names
from payments.fulfilment import IncomingPayment, record_and_apply
from payments.models import Order
from payments.orders.place import Name
from tests.payments.basket.test_basket import URL, name, posted

YOSEF = Name("adult", "יוסף", "ben", "חנה", "", "לוי", False, "", "self")
QUESTION = 'class="same-names"'


@pytest.fixture
def bought(make_order: Callable[..., Order]) -> Order:
    """An order of chana@example.org with letters."""
    order = make_order()
    record_and_apply(order_id=order.pk, incoming=IncomingPayment("pi", "cs", order.total, "usd"))
    return order


def test_basket_asks_nothing_about_strangers(client: Client, bought: Order) -> None:
    person = bought.lines.earliest("position").inscription.person
    again = name(
        given_name=person.given_name,
        mother_name=person.mother_name,
        family_name=person.family_name,
    )
    for email in ("stranger@example.org", bought.email):  # a typed address proves nothing
        response = client.post(URL, posted(again, email=email, token=new_token()))
        assert response.status_code == 303


def test_basket_of_somebody_signed_in_asks_about_their_own_people(
    client: Client, bought: Order
) -> None:
    person = bought.lines.earliest("position").inscription.person
    again = name(given_name=person.given_name, mother_name=person.mother_name, family_name="")
    client.force_login(User.objects.create_user("chana", email=bought.email.upper()))
    response = client.post(URL, posted(again))
    page = response.content.decode()
    assert response.status_code == 422
    assert "already has a letter in this scroll from you" in page
    assert "error-summary" not in page
    digest = response.context["names"].same.digest
    other = posted(again, name(given_name="דוד"), same_confirmed=digest)
    other["names-1-mother_name"] = other["names-0-mother_name"]
    assert client.post(URL, posted(again, same_confirmed=digest)).status_code == 303


def test_basket_asks_once_about_all_names_that_are_twice(client: Client, scroll: Scroll) -> None:
    rows = [name(), name(), name(given_name="Mendel"), name(given_name="מענדל")]
    response = client.post(URL, posted(*rows))
    page = response.content.decode()
    assert response.status_code == 422
    assert page.count(QUESTION) == 1
    assert page.count("appears twice in your list") == response.context["names"].same.count
    assert not Order.objects.exists()
    answer = response.context["names"].same.digest
    assert client.post(URL, posted(*rows, same_confirmed=answer)).status_code == 303


def test_answer_counts_for_the_names_it_was_given_for_only(client: Client, scroll: Scroll) -> None:
    answer = client.post(URL, posted(name(), name())).context["names"].same.digest
    others = [name(given_name="דוד"), name(given_name="דוד")]
    assert client.post(URL, posted(*others, same_confirmed=answer)).status_code == 422


def facts(name: Name) -> TypedName:
    return TypedName(
        name.given_name, name.relation, name.mother_name, name.father_name, name.family_name
    )


@pytest.mark.parametrize(
    ("changes", "asked"),
    [
        ({}, True),
        ({"family_name": ""}, True),
        ({"given_name": "Yosef", "family_name": "Levi"}, True),  # another script
        ({"given_name": "יוֹסֵף"}, True),
        ({"family_name": "כהן"}, False),
        ({"mother_name": "רבקה"}, False),
        ({"given_name": "דוד"}, False),
        ({"relation": "bas"}, False),
        ({"departed": True}, False),
    ],
)
def test_own_people_are_asked_about_strictly(changes: dict[str, str], asked: bool) -> None:
    owned = [facts_of(facts(YOSEF))]
    found = find_same_names([replace(YOSEF, **changes)], owned=owned)  # type: ignore[arg-type]
    assert bool(found.with_letter) is asked


def test_each_known_name_answers_for_one_name() -> None:
    owned = [facts_of(facts(YOSEF))]
    assert not find_same_names([YOSEF], owned=owned, known=[YOSEF])
    assert find_same_names([YOSEF, YOSEF], owned=owned, known=[YOSEF]).twice
