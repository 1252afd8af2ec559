"""Names on lines of the basket: read, shown for a look, and never dropped."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from letters.models import Scroll, Series
from payments.basket.typed_lines import TEXT_LIMIT, read_lines
from payments.models import Order
from tests.payments.basket.test_basket import URL, name, posted

TWO = "Yosef ben Chana Levi\nMushka bas Chana Levi"


def read(client: Client, text: str) -> dict[str, Any]:
    answer = client.post(reverse("read_names"), {"lines": text})
    assert answer.status_code == 200
    found: dict[str, Any] = json.loads(answer.content)
    return found


def test_lines_are_read_for_the_script(client: Client, scroll: Scroll) -> None:
    found = read(client, TWO)
    assert [each["line"] for each in found["names"]] == TWO.split("\n")
    assert found["names"][0]["fields"] == {
        "kind": "adult",
        "given_name": "Yosef",
        "relation": "ben",
        "mother_name": "Chana",
        "father_name": "",
        "family_name": "Levi",
        "departed": False,
        "honorific": "",
        "birth_date": None,
        "declared": "authorised",
    }
    assert found["names"][0]["complete"]
    assert (found["unused"], found["error"]) == ([], "")
    assert not Order.objects.exists()


def test_what_is_not_clear_is_said(client: Client, scroll: Scroll) -> None:
    found = read(client, "Dov\nbaby of Chana Levi")
    lacking, baby = found["names"]
    assert not lacking["complete"]
    assert "The mother’s or the father’s name is missing." in lacking["notes"]
    assert baby["fields"]["kind"] == "baby"
    assert baby["notes"] == ["It does not say whether son or daughter."]


def test_text_that_is_no_name_is_named(client: Client, scroll: Scroll) -> None:
    assert read(client, "Levi family:\nYosef ben Chana")["unused"] == ["Levi family:"]


def test_blank_text_is_nothing(client: Client, scroll: Scroll) -> None:
    assert read(client, " \n ") == {"names": [], "unused": [], "error": ""}


def test_too_much_text_is_refused(client: Client, scroll: Scroll) -> None:
    for text in ("a" * (TEXT_LIMIT + 1), "Yosef\n" * 101):
        found = read(client, text)
        assert found["error"].startswith("A list can hold up to 100 names.")
        assert not found["names"]


def test_text_that_cannot_be_read_is_refused(client: Client, scroll: Scroll) -> None:
    refused = read_lines("—\n" * 3)
    assert refused.error
    assert not refused.names


def test_names_of_a_children_s_series_are_children(client: Client, series: Series) -> None:
    assert read_lines(TWO, of_children=True).names[0].fields["kind"] == "child"
    assert read_lines("baby boy of Chana", of_children=True).names[0].fields["kind"] == "baby"


def test_button_adds_the_lines_to_the_list(client: Client, scroll: Scroll) -> None:
    page = client.post(URL, posted(name(), lines=TWO, action="read")).content.decode()
    assert 'name="names-2-given_name"' in page
    assert "Mushka bas Chana Levi</span>" in page
    assert 'data-url="/letters/new/read/">\n</textarea>' in page or "></textarea>" in page
    assert not Order.objects.exists()


def test_names_that_are_read_are_looked_at_before_they_are_paid_for(
    client: Client, scroll: Scroll
) -> None:
    answer = client.post(URL, posted(name(), lines=TWO))
    page = answer.content.decode()
    assert "Please look at how the names were read" in page
    assert 'name="names-2-given_name"' in page
    assert not Order.objects.exists()


def test_row_that_is_not_clear_is_open_and_says_what_was_written(
    client: Client, scroll: Scroll
) -> None:
    page = client.post(URL, posted(lines="Dov", action="read")).content.decode()
    assert "You wrote: <bdi>Dov</bdi>" in " ".join(page.split())
    assert "The mother’s or the father’s name is missing." in page


def test_text_that_could_not_be_read_stays_in_the_field(client: Client, scroll: Scroll) -> None:
    page = client.post(URL, posted(lines="x" * (TEXT_LIMIT + 1), action="read")).content.decode()
    assert "A list can hold up to 100 names." in page
    assert "x" * 100 in page


@pytest.mark.parametrize("action", ["read", "pay"])
def test_what_was_not_used_is_shown(client: Client, scroll: Scroll, action: str) -> None:
    text = "Levi family:\nYosef ben Chana"
    page = client.post(URL, posted(lines=text, action=action)).content.decode()
    assert "<bdi>Levi family:</bdi>" in page


def test_list_without_a_name_leads_to_the_field(client: Client, scroll: Scroll) -> None:
    page = client.post(URL, posted()).content.decode()
    assert 'href="#id_lines"' in page
