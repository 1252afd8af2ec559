"""The subscription to the next scroll, and the basket that its mail links to."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from letters.models import Inscription, Letter, Person, Price, Purchaser, Scroll, Series
from letters.subscriptions import subscriptions
from letters.subscriptions.subscriptions import names_token
from payments.audit.orders import findings
from payments.basket.form import new_token
from payments.fulfilment import IncomingPayment, record_and_apply
from payments.models import Order
from payments.orders.place import Locality, Name
from payments.pages import start_payment
from tests.letters.subscriptions.subscribed_families import fill
from tests.payments.basket.test_basket import URL, name, posted

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
    """A paid order in the 12th scroll with a subscription."""
    return pay(
        make_order(
            names=FAMILY, email=EMAIL, subscribe=True, locality=Locality("IL", "Kfar Chabad")
        )
    )


@pytest.fixture
def link(bought: Order, scroll: Scroll) -> str:
    """The link in the mail about the 13th scroll, which is open."""
    return again(fill(scroll))


def again(opened: Scroll) -> str:
    registration = Purchaser.objects.get(email=EMAIL).subscriptions.get()
    return names_token(registration, opened)


def pay(order: Order) -> Order:
    return record_and_apply(
        order_id=order.pk, incoming=IncomingPayment(f"pi{order.pk}", "cs", order.total, "usd")
    )


def as_shown(link: str, *names: dict[str, str], **changes: Any) -> dict[str, str]:
    """The basket of the link as a browser posts it, with changes."""
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


def test_subscribe_checkbox_subscribes_once_paid(client: Client, scroll: Scroll) -> None:
    client.post(URL, posted(name(), subscribe="on", email=EMAIL))
    assert not asked()
    pay(Order.objects.get())
    assert asked()


def test_nobody_is_subscribed_by_default(client: Client, scroll: Scroll) -> None:
    page = client.get(URL).content.decode()
    assert 'name="subscribe"' not in page  # asked after the payment
    client.post(URL, posted(name(), email=EMAIL))
    pay(Order.objects.get())
    assert not asked()


def test_subscription_link_fills_the_basket(client: Client, link: str) -> None:
    page = client.get(f"{URL}?again={link}").content.decode()
    for value in ("יוסף", "אברהם", EMAIL, "Kfar Chabad"):
        assert f'value="{value}"' in page
    assert '<input type="hidden" name="country" value="IL"' in page
    assert '<option value="ע״ה" selected>' in page
    assert 'name="names-TOTAL_FORMS" value="2"' in page
    assert "Babies who had not been named yet are not on this list" in page
    assert "We will let you know when the next scroll opens" in page
    assert Order.objects.count() == 1


def test_subscription_basket_reuses_the_people_without_questions(client: Client, link: str) -> None:
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


def test_subscription_basket_with_a_changed_name_creates_a_person(
    client: Client, link: str
) -> None:
    before = set(Person.objects.values_list("pk", flat=True))
    client.post(URL, as_shown(link, name(given_name="יוסף יצחק"), name()))
    new = Person.objects.exclude(pk__in=before).get()
    assert new.given_name == "יוסף יצחק"
    assert Person.objects.get(given_name="יוסף", mother_name="חנה").inscriptions.count() == 2


def test_subscription_basket_with_another_locality_creates_people(
    client: Client, link: str
) -> None:
    client.post(URL, as_shown(link, name(), city="Tzfas"))
    people = Person.objects.filter(purchaser__email=EMAIL, given_name="יוסף").order_by("pk")
    assert list(people.values_list("city", flat=True)) == ["Kfar Chabad", "Tzfas"]


def test_subscription_basket_with_another_email_creates_people(client: Client, link: str) -> None:
    client.post(URL, as_shown(link, name(), email="grandfather@example.org"))
    person = Order.objects.latest("pk").lines.get().inscription.person
    assert person.purchaser.email == "grandfather@example.org"
    assert Person.objects.filter(given_name="יוסף", mother_name="חנה").count() == 2


def test_subscription_basket_asks_about_a_name_that_is_twice(client: Client, link: str) -> None:
    response = client.post(URL, as_shown(link, name(), name()))
    assert response.status_code == 422
    assert "appears twice in your list" in response.content.decode()


def test_basket_without_the_link_asks_about_the_same_person(client: Client, link: str) -> None:
    client.post(URL, as_shown(link))
    pay(Order.objects.latest("pk"))
    response = client.post(URL, as_shown(link, token=new_token()))
    assert response.status_code == 422  # they have their letters: the link vouches for them no more
    assert "already has a letter in this scroll from you" in response.content.decode()


def test_subscription_link_says_when_all_names_have_letters(
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
def test_subscription_link_omits_names_being_paid(client: Client, link: str, state: str) -> None:
    client.post(URL, as_shown(link, name()))
    Order.objects.filter(state="awaiting").update(state=state)
    page = client.get(f"{URL}?again={link}").content.decode()
    assert 'value="יוסף"' not in page
    assert 'value="אברהם"' in page


def test_subscription_link_leaves_out_a_currency_that_is_not_offered_any_more(
    client: Client, link: str
) -> None:
    Price.objects.filter(currency="usd").delete()
    page = client.get(URL, {"again": link})
    assert 'value="יוסף"' in page.content.decode()
    assert page.context["form"].price.currency == "ils"


def test_subscription_link_that_has_expired_shows_no_names(
    client: Client, link: str, scroll: Scroll
) -> None:
    for old in (link + "x", again(scroll), ""):
        page = client.get(URL, {"again": old}).content.decode()
        assert "The list behind this link is no longer available" in page
        assert "יוסף" not in page
        assert EMAIL not in page


def test_subscription_list_longer_than_a_basket_is_split(
    client: Client, link: str, settings: Any
) -> None:
    settings.BASKET_LIMIT = 1
    page = client.get(f"{URL}?again={link}").content.decode()
    assert 'name="names-TOTAL_FORMS" value="1"' in page
    assert "One more name from your list will appear here once these are paid for" in page


def test_unsubscribe_in_the_basket_keeps_the_input(client: Client, link: str) -> None:
    changed = as_shown(link, name(given_name="12345"), action="unsubscribe")
    page = client.post(URL, changed).content.decode()
    assert not asked()
    assert 'value="12345"' in page
    assert 'value="unsubscribe"' not in page


def test_unsubscribe_requires_the_link(client: Client, bought: Order) -> None:
    client.post(URL, posted(name(), action="unsubscribe", again="1-1"))
    assert asked()


def test_order_page_subscribes_and_unsubscribes(client: Client, make_order: MakeOrder) -> None:
    order = pay(make_order(names=FAMILY, email=EMAIL))
    page = f"/orders/{order.public_id}/"
    assert "Let me know" in client.get(page).content.decode()
    response = client.post(f"{page}subscriptions/")
    assert response["Location"] == f"{page}#subscription"
    assert asked()
    assert "No need to let me know" in client.get(page).content.decode()
    client.post(f"{page}subscriptions/", {"end": "1"})
    assert not asked()


def test_order_page_of_an_unpaid_order_can_not_subscribe(client: Client, order: Order) -> None:
    page = f"/orders/{order.public_id}/"
    assert client.post(f"{page}subscriptions/").status_code == 404
    assert "Let me know" not in client.get(page).content.decode()
    assert client.get(f"{page}subscriptions/").status_code == 405


def test_basket_of_an_unpaid_order_keeps_what_was_asked_for(
    client: Client, make_order: MakeOrder
) -> None:
    order = make_order(subscribe=True)
    page = client.get(f"{URL}?from={order.public_id}").content.decode()
    assert '<input type="hidden" name="subscribe" value="on">' in page


def test_subscription_baskets_that_are_both_paid_leave_the_audit_clean(
    client: Client, link: str
) -> None:
    """Both were submitted before either was paid: the buyer has all letters twice."""
    for _ in range(2):
        client.post(URL, as_shown(link, name(), token=new_token()))
    for order in Order.objects.filter(state="awaiting"):
        pay(order)
    assert Letter.objects.filter(scroll__number=13).assigned().count() == 2
    assert Inscription.objects.filter(letter__scroll__number=13).count() == 2
    assert list(findings()) == []
