"""Where the people of an order live, asked once it is paid."""

import pytest
from django.test import Client
from django.urls import reverse

from letters.models import Community, Person, Scroll
from payments.fulfilment import IncomingPayment, record_and_apply
from payments.models import Order
from tests.payments.basket.test_basket import URL, name, posted

FRANCE = {"country": "FR", "city": "Paris", "community": ""}


@pytest.fixture
def paid(order: Order) -> Order:
    incoming = IncomingPayment("pi_1", "cs_1", order.total, "usd")
    record_and_apply(order_id=order.pk, incoming=incoming)
    return order


def address(order: Order) -> str:
    return reverse("order_locality", args=[order.public_id])


def countries(order: Order) -> set[str]:
    people = Person.objects.filter(inscriptions__line__order=order)
    return set(people.values_list("country", flat=True))


def test_the_order_s_page_leads_to_the_question(client: Client, paid: Order) -> None:
    page = client.get(reverse("order", args=[paid.public_id])).content.decode()
    assert address(paid) in page


def test_people_are_counted_where_the_buyer_says(client: Client, paid: Order) -> None:
    assert client.get(address(paid)).status_code == 200
    answer = client.post(address(paid), FRANCE)
    assert answer.status_code == 303
    assert countries(paid) == {"FR"}
    page = client.get(reverse("order", args=[paid.public_id])).content.decode()
    assert "They are counted in <bdi>France</bdi>." in page
    assert "Paris" not in page
    assert 'value="Paris"' in client.get(address(paid)).content.decode()


def test_a_community_is_chosen(client: Client, paid: Order) -> None:
    community = Community.objects.create(
        slug="sydney", name="Sydney", city="Sydney", country="AU", approved_at=paid.created_at
    )
    client.post(address(paid), {**FRANCE, "country": "AU", "community": "sydney"})
    people = Person.objects.filter(inscriptions__line__order=paid)
    assert {person.community for person in people} == {community}


@pytest.mark.parametrize("wrong", [{"country": ""}, {"country": "XX"}, {"city": "<b>"}])
def test_what_is_not_understood_is_refused(
    client: Client, paid: Order, wrong: dict[str, str]
) -> None:
    before = countries(paid)
    answer = client.post(address(paid), {**FRANCE, **wrong})
    assert answer.status_code == 422
    assert 'id="errors"' in answer.content.decode()
    assert countries(paid) == before


def test_an_order_that_is_not_paid_is_asked_nothing(client: Client, order: Order) -> None:
    assert client.get(address(order)).status_code == 404
    assert client.post(address(order), FRANCE).status_code == 404


def test_people_of_another_order_too_stay(client: Client, paid: Order) -> None:
    shared = Person.objects.filter(inscriptions__line__order=paid).earliest("pk")
    client.post(URL, posted(name()))
    other = Order.objects.exclude(pk=paid.pk).get()
    line = other.lines.get()
    line.inscription.person = shared
    line.inscription.save()
    client.post(address(paid), FRANCE)
    shared.refresh_from_db()
    assert shared.country != "FR"
    assert "FR" in countries(paid)


def test_a_basket_keeps_what_is_known(client: Client, scroll: Scroll) -> None:
    changes = {"country": "FR", "city": "Paris", "subscribe": "on", "action": "add"}
    page = client.post(URL, posted(name(), **changes)).content.decode()
    for kept in (
        'value="FR"',
        'value="Paris"',
        '<input type="hidden" name="subscribe" value="on">',
    ):
        assert kept in page


def test_countries_and_communities_are_named_in_hebrew(client: Client, paid: Order) -> None:
    Community.objects.create(
        slug="montreal",
        name="Beis Menachem",
        name_he="בית מנחם",
        city="Montreal",
        country="CA",
        approved_at=paid.created_at,
    )
    client.cookies["django_language"] = "he"
    page = client.get(address(paid)).content.decode()
    assert '<option value="FR">צרפת' in page
    assert '<optgroup label="קנדה">' in page
    assert ">בית מנחם, Montreal" in page


def test_each_error_is_at_its_field(client: Client, paid: Order) -> None:
    page = client.post(address(paid), {**FRANCE, "city": "12345"}).content.decode()
    assert page.count("Please write the name of the city, in letters.") == 2
