"""The basket: valid and invalid input, questions, and edits without loss of input."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from letters.models import Letter, Person, Scroll, Series
from payments.audit.orders import findings
from payments.basket.form import new_token
from payments.fulfilment import IncomingPayment, record_and_apply
from payments.models import Order
from payments.orders.consent import FAMILY, version_of
from payments.pages import start_payment

URL = "/letters/new/"
TOKEN = new_token()


@pytest.fixture(autouse=True)
def _stripe_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start_payment, "start_checkout", lambda order: "https://stripe.test/pay")


def name(**changes: Any) -> dict[str, str]:
    """One name as a browser posts it."""
    fields = {
        "kind": "adult",
        "given_name": "יוסף",
        "relation": "ben",
        "mother_name": "חנה",
        "father_name": "",
        "family_name": "לוי",
        "honorific": "",
        "declared": "parent",
    }
    return {**fields, **changes}


def posted(*names: dict[str, str], **changes: Any) -> dict[str, str]:
    """A complete form as a browser posts it."""
    data = {
        "names-TOTAL_FORMS": str(len(names)),
        "names-INITIAL_FORMS": "0",
        "email": "chana@example.org",
        "currency": "usd",
        "gift": "",
        "consent": "on",
        "token": TOKEN,
        "action": "pay",
        **{
            f"names-{i}-{key}": value
            for i, fields in enumerate(names)
            for key, value in fields.items()
        },
    }
    data.update(changes)
    return {key: value for key, value in data.items() if value is not None}


def test_basket_redirects_to_stripe(client: Client, scroll: Scroll) -> None:
    response = client.post(URL, posted(name(), name(given_name="Mushka", kind="child")))
    assert response.status_code == 303
    assert response["Location"] == "https://stripe.test/pay"
    order = Order.objects.get()
    assert (order.letters_amount, order.fee_amount, order.gift_amount) == (200, 0, 0)
    assert [line.price for line in order.lines.all()] == [100, 100]
    assert order.consent == version_of(FAMILY)
    assert order.consent_at


def test_basket_adds_fee_and_gift_on_the_server(client: Client, scroll: Scroll) -> None:
    client.post(URL, posted(name(), cover_fee="on", gift="1.80"))
    order = Order.objects.get()
    assert (order.letters_amount, order.fee_amount, order.gift_amount) == (100, 40, 180)
    assert order.total == 320


def test_basket_stores_names_exactly_as_typed(client: Client, scroll: Scroll) -> None:
    client.post(URL, posted(name(given_name=" שָׂרָה  רִבְקָה ", family_name="O’Brien-כהן")))
    person = Person.objects.get()
    assert person.given_name == " שָׂרָה  רִבְקָה "
    assert person.line == "שָׂרָה  רִבְקָה בן חנה O’Brien-כהן"


def test_basket_submitted_twice_creates_one_order(client: Client, scroll: Scroll) -> None:
    for _ in range(2):
        assert client.post(URL, posted(name())).status_code == 303
    assert Order.objects.count() == 1
    assert Person.objects.count() == 1


def test_basket_with_changes_creates_another_order(client: Client, scroll: Scroll) -> None:
    client.post(URL, posted(name()))
    client.post(URL, posted(name(), name(given_name="דוד")))
    assert Order.objects.count() == 2


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"given_name": ""}, "Write the given name."),
        ({"given_name": "12345"}, "Write the name without digits."),
        ({"given_name": "!!!"}, "Write the name in letters."),
        ({"given_name": "א" * 100}, "A name may have up to 60 characters; this one has 100."),
        ({"mother_name": ""}, "If neither is known"),
        ({"kind": "baby"}, "A baby who has not been named yet has no given name."),
        (
            {"kind": "baby", "given_name": "", "departed": "on"},
            "Choose “a child” for a child who has passed away.",
        ),
        ({"honorific": "ע״ה"}, "This is printed after the name of someone who has passed away."),
        ({"kind": "child", "declared": "self"}, "A child is inscribed by a parent"),
        ({"departed": "on", "declared": "self"}, "connection to the person who has passed away"),
    ],
)
def test_basket_with_an_invalid_name_shows_an_error_and_keeps_it(
    client: Client, scroll: Scroll, fields: dict[str, str], sentence: str
) -> None:
    response = client.post(URL, posted(name(**fields), name(given_name="שמואל")))
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert 'value="שמואל"' in response.content.decode()
    assert not Order.objects.exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"email": "chana@"}, "This e-mail address is not complete."),
        ({"email": ""}, "Please write the e-mail address"),
        ({"consent": None}, "Without your consent"),
        ({"currency": "xyz"}, "This currency is not offered."),
        ({"gift": "-5"}, "Write the gift as an amount"),
        ({"gift": "lots"}, "Write the gift as an amount"),
        ({"gift": "999999999"}, "more than one card payment can hold"),
        ({"shown_total": "1"}, "The total is now $1.00. Please check it"),
    ],
)
def test_basket_with_an_invalid_amount_shows_an_error(
    client: Client, scroll: Scroll, changes: dict[str, Any], sentence: str
) -> None:
    response = client.post(URL, posted(name(), **changes))
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not Order.objects.exists()


def test_basket_without_names_is_refused(client: Client, scroll: Scroll) -> None:
    empty = name(given_name="", mother_name="", family_name="")
    response = client.post(URL, posted(empty))
    assert response.status_code == 422
    assert "Write at least one name." in response.content.decode()


def test_basket_ignores_blank_names(client: Client, scroll: Scroll) -> None:
    blank = name(given_name="", mother_name="", family_name="", declared="")
    assert client.post(URL, posted(blank, name())).status_code == 303
    assert Order.objects.get().lines.count() == 1


def test_basket_with_500_names_shows_an_error_and_keeps_them(
    client: Client, scroll: Scroll
) -> None:
    response = client.post(
        URL, posted(*[name(family_name=f"לוי{'א' * (i % 9)}") for i in range(500)])
    )
    page = response.content.decode()
    assert response.status_code == 422
    assert "A list can hold up to 100 names." in page
    assert page.count("names-499-given_name") > 0


def test_basket_ignores_tampered_prices(client: Client, scroll: Scroll) -> None:
    client.post(URL, posted(name(), price="1", letters_amount="1", total="1"))
    assert Order.objects.get().total == 100


def test_basket_of_a_closed_series_keeps_the_input(client: Client, scroll: Scroll) -> None:
    Scroll.objects.update(state="full")
    Series.objects.update(closed=True)
    response = client.post(URL, posted(name()))
    assert response.status_code == 409
    assert 'value="יוסף"' in response.content.decode()
    assert not Order.objects.exists()


def test_basket_page_of_a_closed_series_says_so(client: Client, scroll: Scroll) -> None:
    Scroll.objects.update(state="full")
    Series.objects.update(closed=True)
    assert client.get(URL).status_code == 503


def test_basket_accepts_orders_while_the_next_scroll_is_prepared(
    client: Client, scroll: Scroll
) -> None:
    """Between the last letter of one scroll and the first of the next, which is being prepared."""
    Scroll.objects.update(state="full")
    assert "13th scroll" in client.get(URL).content.decode()
    assert "13th scroll" in client.get("/").content.decode()
    assert client.post(URL, posted(name())).status_code == 303


def test_basket_adds_a_name_without_validation(client: Client, scroll: Scroll) -> None:
    response = client.post(URL, posted(name(given_name="12345"), action="add"))
    page = response.content.decode()
    assert response.status_code == 200
    assert 'value="12345"' in page
    assert "names-1-given_name" in page


def test_basket_removes_a_name(client: Client, scroll: Scroll) -> None:
    names = [name(given_name="ראובן"), name(given_name="שמעון")]
    page = client.post(URL, posted(*names, action="remove-0")).content.decode()
    assert "ראובן" not in page
    assert 'value="שמעון"' in page


def test_basket_keeps_the_input_when_the_language_changes(client: Client, scroll: Scroll) -> None:
    response = client.post(URL, posted(name(), gift="3", action="language-he"))
    page = response.content.decode()
    assert 'dir="rtl"' in page
    assert 'value="יוסף"' in page
    assert 'value="3"' in page
    assert response.cookies["django_language"].value == "he"


def test_basket_edits_an_unpaid_order(client: Client, make_order: Callable[..., Order]) -> None:
    order = make_order(gift=500)
    page = client.get(f"{URL}?from={order.public_id}").content.decode()
    assert 'value="Mushka"' in page
    assert 'value="5.00"' in page


def test_basket_does_not_show_a_paid_order(
    client: Client, make_order: Callable[..., Order]
) -> None:
    order = make_order()
    record_and_apply(order_id=order.pk, incoming=IncomingPayment("pi", "cs", order.total, "usd"))
    assert "Mushka" not in client.get(f"{URL}?from={order.public_id}").content.decode()


def test_basket_with_bad_input_leaves_the_audit_clean(client: Client, scroll: Scroll) -> None:
    for data in (posted(name(given_name="")), posted(name(), currency="xyz"), {"action": "pay"}):
        client.post(URL, data)
    assert list(findings()) == []
    assert Letter.objects.assigned().count() == 0
