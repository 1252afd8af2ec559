"""The page of what is kept, and the command that deletes somebody."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils.translation import override

from families.privacy.places import PLACES
from letters.models import Person
from payments.fulfilment import IncomingPayment, record_and_apply
from payments.models import Order
from tests.families.privacy.whole_database import where_found


@pytest.mark.parametrize("language", ["en", "he"])
def test_page_says_of_every_place_why_and_until_when(db: None, language: str) -> None:
    client = Client(headers={"accept-language": language})
    page = client.get("/privacy/").content.decode()
    with override(language):
        for place in PLACES:
            for sentence in (place.title, place.why, place.kept):
                assert str(sentence) in page


def test_every_page_leads_to_it(db: None) -> None:
    assert 'href="/privacy/"' in Client().get("/find/").content.decode()


@pytest.fixture
def bought(order: Order) -> Order:
    incoming = IncomingPayment("pi_1", "cs_1", order.total, order.currency)
    record_and_apply(order_id=order.pk, incoming=incoming)
    return order


def test_command_deletes_a_person_and_then_the_purchaser(bought: Order) -> None:
    person = Person.objects.get(given_name="Mushka")
    call_command("erase_personal_data", person=person.pk, stdout=io.StringIO())
    assert where_found("Mushka") == []
    assert where_found("chana@example.org")
    call_command("erase_personal_data", purchaser=bought.purchaser_id, stdout=io.StringIO())
    assert where_found("chana@example.org", "יוסף") == []


def test_command_says_why_it_refuses(bought: Order) -> None:
    for unknown in ({"person": 99_999}, {"purchaser": 99_999}):
        with pytest.raises(CommandError, match="There is no such"):
            call_command("erase_personal_data", **unknown)
    Order.objects.update(state="review")
    with pytest.raises(CommandError, match="still on its way"):
        call_command("erase_personal_data", purchaser=bought.purchaser_id)
