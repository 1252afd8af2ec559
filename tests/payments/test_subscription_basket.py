"""Asking to hear of the next scroll, and the basket that the mail's link fills."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from letters.models import Inscription, Letter, Person, Purchaser, Scroll, Series
from letters.subscriptions import subscriptions
from letters.subscriptions.subscriptions import names_token
from payments.audit.orders import findings
from payments.basket.form import new_token
from payments.fulfilment import IncomingPayment, record_and_apply
from payments.models import Order
from payments.orders.place import Locality, Name
from payments.pages import start_payment
from tests.letters.subscribed_families import fill
from tests.payments.test_basket import URL, name, posted

EMAIL = "levi@example.org"  # not that of those who fill the scroll
FAMILY = [
    Name("adult", "יוסף", "ben", "חנה", "", "לוי", False, "", "parent"),
    Name("adult", "אברהם", "ben", "", "יעקב", "לוי", True, "ע״ה", "authorised"),
    Name("baby", "", "bas", "חנה", "", "לוי", False, "", "parent"),
]
HOME = {"country": "IL", "city": "Kfar Chabad"}
MakeOrder = Callable[..., Order]


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start_payment, "start_checkout", lambda order: "https://stripe.test/pay")


@pytest.fixture
def scroll(make_scroll: Callable[..., Scroll]) -> Scroll:
    """The 12th scroll, open; the 13th is prepared."""
    scroll = make_scroll(12, letters=40)
    make_scroll(13, letters=40, opened=False)
    return scroll


@pytest.fixture
def bought(make_order: MakeOrder) -> Order:
    """A family that has letters in the 12th scroll, and asked to hear of the next."""
    return pay(
        make_order(
            names=FAMILY, email=EMAIL, subscribe=True, locality=Locality("IL", "Kfar Chabad")
        )
    )


@pytest.fixture
def link(bought: Order, scroll: Scroll) -> str:
    """The 13th is open: what its mail leads to."""
    return again(fill(scroll))


def again(opened: Scroll) -> str:
    registration = Purchaser.objects.get(email=EMAIL).subscriptions.get()
    return names_token(registration, opened)


def pay(order: Order) -> Order:
    return record_and_apply(
        order_id=order.pk, incoming=IncomingPayment(f"pi{order.pk}", "cs", order.total, "usd")
    )


def as_shown(link: str, *names: dict[str, str], **changes: Any) -> dict[str, str]:
    """The basket of the link as a browser posts it, unchanged unless told otherwise."""
    shown = [
        name(),
        name(
            given_name="אברהם",
            mother_name="",
            father_name="יעקב",
            departed="on",
            honorific="ע״ה",
            declared="authorised",
        ),
    ]
    return posted(*(names or shown), **{**HOME, "again": link, "email": EMAIL, **changes})


def asked() -> bool:
    payer = Purchaser.objects.filter(email=EMAIL).first()
    series = Series.objects.get(slug="unity")
    return payer is not None and subscriptions.is_subscribed(purchaser=payer, series=series)


def test_who_ticks_the_box_and_pays_is_registered(client: Client, scroll: Scroll) -> None:
    client.post(URL, posted(name(), subscribe="on", email=EMAIL))
    assert not asked()
    pay(Order.objects.get())
    assert asked()


def test_the_box_is_not_ticked_and_who_leaves_it_is_not_registered(
    client: Client, scroll: Scroll
) -> None:
    page = client.get(URL).content.decode()
    assert 'name="subscribe" aria' in page
    client.post(URL, posted(name(), email=EMAIL))
    pay(Order.objects.get())
    assert not asked()


def test_the_link_fills_the_basket_and_orders_nothing(client: Client, link: str) -> None:
    page = client.get(f"{URL}?again={link}").content.decode()
    for value in ("יוסף", "אברהם", EMAIL, "Kfar Chabad"):
        assert f'value="{value}"' in page
    assert '<option value="IL" selected>' in page
    assert '<option value="ע״ה" selected>' in page
    assert 'name="names-TOTAL_FORMS" value="2"' in page
    assert "Babies who had not been named yet are not on this list" in page
    assert "We will let you know when the next scroll opens" in page
    assert Order.objects.count() == 1


def test_the_names_go_on_to_payment_unasked_and_are_the_same_people(
    client: Client, link: str
) -> None:
    before = Person.objects.count()
    response = client.post(URL, as_shown(link))
    assert response["Location"] == "https://stripe.test/pay"
    order = Order.objects.latest("pk")
    assert (order.total, order.state) == (200, "awaiting")
    pay(order)
    assert Person.objects.count() == before
    people = Person.objects.filter(inscriptions__letter__scroll__number=13)
    assert {person.inscriptions.count() for person in people} == {2}
    assert list(findings()) == []


def test_a_changed_name_is_another_person(client: Client, link: str) -> None:
    before = set(Person.objects.values_list("pk", flat=True))
    client.post(URL, as_shown(link, name(given_name="יוסף יצחק"), name()))
    new = Person.objects.exclude(pk__in=before).get()
    assert new.given_name == "יוסף יצחק"
    assert Person.objects.get(given_name="יוסף", mother_name="חנה").inscriptions.count() == 2


def test_who_moved_is_counted_anew_and_the_old_register_stays(client: Client, link: str) -> None:
    client.post(URL, as_shown(link, name(), city="Tzfas"))
    people = Person.objects.filter(purchaser__email=EMAIL, given_name="יוסף").order_by("pk")
    assert list(people.values_list("city", flat=True)) == ["Kfar Chabad", "Tzfas"]


def test_under_another_address_they_are_people_of_that_one(client: Client, link: str) -> None:
    client.post(URL, as_shown(link, name(), email="grandfather@example.org"))
    person = Order.objects.latest("pk").lines.get().inscription.person
    assert person.purchaser.email == "grandfather@example.org"
    assert Person.objects.filter(given_name="יוסף", mother_name="חנה").count() == 2


def test_a_name_twice_in_the_list_is_asked_about_all_the_same(client: Client, link: str) -> None:
    response = client.post(URL, as_shown(link, name(), name()))
    assert response.status_code == 422
    assert "appears twice in your list" in response.content.decode()


def test_without_the_link_the_same_person_is_asked_about(client: Client, link: str) -> None:
    client.post(URL, as_shown(link))
    pay(Order.objects.latest("pk"))
    response = client.post(URL, as_shown(link, token=new_token()))
    assert response.status_code == 422  # they have their letters: the link vouches for them no more
    assert "already has a letter in this scroll" in response.content.decode()


def test_a_list_whose_names_have_their_letters_says_so(
    client: Client, make_order: MakeOrder, scroll: Scroll
) -> None:
    pay(make_order(names=FAMILY[:1], email=EMAIL, subscribe=True))
    link = again(fill(scroll))
    client.post(URL, as_shown(link, name()))
    pay(Order.objects.latest("pk"))
    page = client.get(f"{URL}?again={link}").content.decode()
    assert "Every name on your list already has a letter in this scroll." in page
    assert 'value="יוסף"' not in page


@pytest.mark.parametrize("state", ["processing", "waiting", "review"])
def test_a_name_whose_letter_is_on_its_way_is_not_in_the_list(
    client: Client, link: str, state: str
) -> None:
    client.post(URL, as_shown(link, name()))
    Order.objects.filter(state="awaiting").update(state=state)
    page = client.get(f"{URL}?again={link}").content.decode()
    assert 'value="יוסף"' not in page
    assert 'value="אברהם"' in page


def test_a_link_that_is_over_says_so_and_shows_nobody(
    client: Client, link: str, scroll: Scroll
) -> None:
    for old in (link + "x", again(scroll), ""):
        page = client.get(URL, {"again": old}).content.decode()
        assert "The list behind this link is no longer available" in page
        assert "יוסף" not in page
        assert EMAIL not in page


def test_a_list_longer_than_a_basket_comes_in_parts(
    client: Client, link: str, settings: Any
) -> None:
    settings.BASKET_LIMIT = 1
    page = client.get(f"{URL}?again={link}").content.decode()
    assert 'name="names-TOTAL_FORMS" value="1"' in page
    assert "One more name from your list will appear here once these are paid for" in page


def test_it_is_ended_in_the_basket_and_nothing_is_lost(client: Client, link: str) -> None:
    changed = as_shown(link, name(given_name="12345"), action="unsubscribe")
    page = client.post(URL, changed).content.decode()
    assert not asked()
    assert 'value="12345"' in page
    assert 'name="subscribe" aria' in page


def test_it_is_not_ended_without_the_link(client: Client, bought: Order) -> None:
    client.post(URL, posted(name(), action="unsubscribe", again="1-1"))
    assert asked()


def test_it_is_asked_for_and_ended_on_the_page_of_a_paid_order(
    client: Client, make_order: MakeOrder
) -> None:
    order = pay(make_order(names=FAMILY, email=EMAIL))
    page = f"/orders/{order.public_id}/"
    assert "Let me know" in client.get(page).content.decode()
    response = client.post(f"{page}subscriptions/")
    assert response["Location"] == f"{page}#subscription"
    assert asked()
    assert "No need to let me know" in client.get(page).content.decode()
    client.post(f"{page}subscriptions/", {"end": "1"})
    assert not asked()


def test_it_is_not_asked_for_with_an_order_that_is_not_paid(client: Client, order: Order) -> None:
    page = f"/orders/{order.public_id}/"
    assert client.post(f"{page}subscriptions/").status_code == 404
    assert "Let me know" not in client.get(page).content.decode()
    assert client.get(f"{page}subscriptions/").status_code == 405


def test_an_unpaid_order_keeps_the_box_as_it_was_ticked(
    client: Client, make_order: MakeOrder
) -> None:
    order = make_order(subscribe=True)
    assert (
        'name="subscribe" checked' in client.get(f"{URL}?from={order.public_id}").content.decode()
    )


def test_two_baskets_of_one_link_that_are_both_paid_keep_the_books_clean(
    client: Client, link: str
) -> None:
    """Both were sent before either was paid: the buyer paid twice, and has twice what he paid."""
    for _ in range(2):
        client.post(URL, as_shown(link, name(), token=new_token()))
    for order in Order.objects.filter(state="awaiting"):
        pay(order)
    assert Letter.objects.filter(scroll__number=13).assigned().count() == 2
    assert Inscription.objects.filter(letter__scroll__number=13).count() == 2
    assert list(findings()) == []
