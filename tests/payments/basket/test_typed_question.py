"""The question of a basket and of a correction about words that hardly any name has."""

from collections.abc import Callable

import pytest
from django.test import Client

from letters.models import Scroll
from payments.fulfilment import IncomingPayment, record_and_apply
from payments.models import Order
from tests.payments.basket.test_basket import URL, name, posted

QUESTION = 'id="typed-question"'


@pytest.mark.parametrize(
    "typed",
    [
        {"given_name": "Yosef and Chana"},
        {"given_name": "יוסף וחנה"},
        {"given_name": 'Yosef z"l'},
        {"given_name": "Yosef (Joe)"},
        {"given_name": "asdf"},
        {"given_name": "Levi", "family_name": "Yosef"},
        {"mother_name": "ben Chana"},
        {"mother_name": "Chana bas Rivka"},
        {"mother_name": "N/A"},
        {"mother_name": "לא ידוע"},
        {"mother_name": "Avraham"},
        {"family_name": "unknown"},
    ],
)
def test_basket_asks_once_about_words_that_are_no_name(
    client: Client, scroll: Scroll, typed: dict[str, str]
) -> None:
    written = name(**{"family_name": "", **typed})
    response = client.post(URL, posted(written))
    assert response.status_code == 422
    assert response.content.decode().count(QUESTION) == 1
    assert not Order.objects.exists()
    answer = response.context["names"].typed.digest
    other = posted(name(given_name="Moshe and Dovid"), typed_confirmed=answer)
    assert client.post(URL, other).status_code == 422  # it was given for another name
    assert client.post(URL, posted(written, typed_confirmed=answer)).status_code == 303


def test_basket_asks_nothing_about_a_rare_name(client: Client, scroll: Scroll) -> None:
    rare = name(given_name="zlotkefreidy", mother_name="Xyzzy", family_name="")
    assert client.post(URL, posted(rare)).status_code == 303


def test_correction_asks_about_what_was_changed_only(
    client: Client, make_order: Callable[..., Order]
) -> None:
    order = make_order()
    record_and_apply(order_id=order.pk, incoming=IncomingPayment("pi", "cs", order.total, "usd"))
    person = order.lines.earliest("position").inscription.person
    form = {"kind": "adult", "given_name": person.given_name, "relation": person.relation}
    form |= {"mother_name": "N/A", "family_name": "unknown"}
    url = f"/orders/{order.public_id}/names/1/"
    response = client.post(url, form)
    assert response.status_code == 422
    assert response.content.decode().count(QUESTION) == 1
    person.refresh_from_db()
    assert person.family_name != "unknown"
    answer = response.context["question"].digest
    assert client.post(url, {**form, "typed_confirmed": answer}).status_code == 303
    person.refresh_from_db()
    assert person.family_name == "unknown"
    # Of the fields that stay nothing is asked again.
    assert client.post(url, {**form, "father_name": "אברהם"}).status_code == 303
