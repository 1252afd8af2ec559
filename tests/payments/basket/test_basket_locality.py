"""Country, city and community of a basket: by the clock, or as they are known already."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from letters.models import Community, Person, Scroll
from payments.models import Order
from payments.orders.place import Locality
from payments.pages import start_payment
from tests.payments.basket.test_basket import URL, name, posted


@pytest.fixture(autouse=True)
def _stripe_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start_payment, "start_checkout", lambda order: "https://stripe.test/pay")


@pytest.fixture
def community(db: None) -> Community:
    """An approved community in Montreal."""
    return Community.objects.create(
        slug="montreal",
        name="Beis Menachem",
        name_he="בית מנחם",
        city="Montreal",
        country="CA",
        approved_at=timezone.now(),
    )


def localities() -> set[tuple[str, str, str]]:
    people = Person.objects.select_related("community")
    return {(each.country, each.city, str(each.community or "")) for each in people}


def test_locality_is_stored_for_each_person_of_the_list(
    client: Client, scroll: Scroll, community: Community
) -> None:
    client.post(
        URL,
        posted(
            name(),
            name(given_name="Mushka"),
            country="CA",
            city=" Montréal ",
            community="montreal",
            zone="Asia/Jerusalem",
        ),
    )
    assert localities() == {("CA", "Montréal", "Beis Menachem")}
    assert Person.objects.count() == 2


def test_locality_without_country_uses_the_time_zone(client: Client, scroll: Scroll) -> None:
    client.post(URL, posted(name(), country="", zone="Europe/London"))
    assert localities() == {("GB", "", "")}


def test_locality_without_time_zone_stays_empty(client: Client, scroll: Scroll) -> None:
    client.post(URL, posted(name(), country="", zone=""))
    assert localities() == {("", "", "")}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"country": "XX"}, "Please choose the country from the list."),
        ({"country": "il; DROP"}, "Please choose the country from the list."),
        ({"city": "<b>"}, "Please write the name of the city, in letters."),
        ({"city": "12345"}, "Please write the name of the city, in letters."),
        ({"city": "א" * 81}, "A city may have up to 80 characters."),
        ({"community": "nowhere"}, "Please choose a community from the list, or none."),
    ],
)
def test_locality_with_invalid_input_shows_an_error_and_keeps_it(
    client: Client,
    scroll: Scroll,
    community: Community,
    changes: dict[str, Any],
    sentence: str,
) -> None:
    response = client.post(URL, posted(name(), **changes))
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert 'value="יוסף"' in response.content.decode()
    assert not Order.objects.exists()


@pytest.mark.parametrize("city", ["Be’er Sheva", "St. Paul-de-Vence", "ירושלים עיה״ק", "São Paulo"])
def test_locality_stores_the_city_as_typed(client: Client, scroll: Scroll, city: str) -> None:
    client.post(URL, posted(name(), country="IL", city=city))
    assert localities() == {("IL", city, "")}


def test_nothing_is_asked_before_the_payment(
    client: Client, scroll: Scroll, community: Community
) -> None:
    page = client.get(URL, headers={"Accept-Language": "fr, en-GB;q=0.9"}).content.decode()
    for field in ("country", "city", "community", "subscribe"):
        assert f'name="{field}"' not in page


def test_chosen_country_is_kept(client: Client, scroll: Scroll) -> None:
    page = client.post(URL, posted(name(), country="BR", action="add")).content.decode()
    assert '<input type="hidden" name="country" value="BR"' in page


def test_locality_hides_communities_while_there_are_none(client: Client, scroll: Scroll) -> None:
    Community.objects.create(slug="asked", name="Asked", city="London", country="GB")
    page = client.get(URL).content.decode()
    assert "Asked" not in page
    assert 'name="community"' not in page


def test_locality_refuses_a_community_that_is_not_approved(client: Client, scroll: Scroll) -> None:
    Community.objects.create(slug="asked", name="Asked", city="London", country="GB")
    assert client.post(URL, posted(name(), community="asked")).status_code == 422


def test_community_link_selects_the_community_for_the_session(
    client: Client, scroll: Scroll, community: Community
) -> None:
    chosen = '<input type="hidden" name="community" value="montreal"'
    assert chosen in client.get(f"{URL}?community=montreal").content.decode()
    assert chosen in client.get(URL).content.decode()


def test_community_link_that_is_wrong_starts_no_session(
    client: Client, scroll: Scroll, community: Community
) -> None:
    page = client.get(f"{URL}?community=nowhere").content.decode()
    assert 'name="community"' not in page
    assert "sessionid" not in client.cookies


def test_locality_of_an_unpaid_order_is_prefilled(
    client: Client, make_order: Callable[..., Order], community: Community
) -> None:
    order = make_order(locality=Locality("CA", "Montréal", community.pk))
    page = client.get(f"{URL}?from={order.public_id}").content.decode()
    for field, value in (("country", "CA"), ("city", "Montréal"), ("community", "montreal")):
        assert f'<input type="hidden" name="{field}" value="{value}"' in page
