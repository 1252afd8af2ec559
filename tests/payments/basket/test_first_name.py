"""The one field of a home page, and the page of names that it leads to."""

import html
import re

import pytest
from django.test import Client

from letters.models import Scroll
from payments.basket.first_name import parts_of
from payments.models import Order

URL = "/letters/new/name/"


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("Yosef ben Chana Levi", ("Yosef", "ben", "Chana", "", "Levi")),
        ("יוסף בן חנה לוי", ("יוסף", "ben", "חנה", "", "לוי")),
        ("Mushka bas Sarah Rivka Feldman", ("Mushka", "bas", "Sarah Rivka", "", "Feldman")),
        ("מרים בת לאה", ("מרים", "bas", "לאה", "", "")),
    ],
)
def test_a_name_is_parted(typed: str, parts: tuple[str, ...]) -> None:
    read = parts_of(typed)
    fields = ("given_name", "relation", "mother_name", "father_name", "family_name")
    assert tuple(read[field] for field in fields) == parts


@pytest.mark.parametrize(
    "typed",
    [
        "Yosef (Joe) ben Chana",
        "baby of Chana Levi",
        "Yosef ben Chana, Levi!",
        "Rabbi Yosef Levi ז״ל",
        "1234",
        "<b>",
    ],
)
def test_no_typed_word_is_lost(typed: str) -> None:
    kept = " ".join(map(str, parts_of(typed).values()))
    assert set(typed.split()) - {"ben"} <= set(kept.split())


def test_the_name_is_on_the_page_of_names(client: Client, scroll: Scroll) -> None:
    page = html.unescape(client.post(URL, {"name": " Yosef  ben Chana Levi "}).content.decode())
    assert "You wrote: \u2068Yosef ben Chana Levi\u2069" in page
    assert re.search(r'name="names-0-given_name"[^>]*value="Yosef"|value="Yosef"[^>]*names-0', page)
    assert 'action="/letters/new/"' in page
    assert not Order.objects.exists()


def test_no_token_is_needed_because_nothing_is_stored(scroll: Scroll) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(URL, {"name": "Yosef"}).status_code == 200
    assert strict.post("/letters/new/", {"name": "Yosef"}).status_code == 403


def test_without_a_name_the_page_is_empty(client: Client, scroll: Scroll) -> None:
    page = client.post(URL).content.decode()
    assert "You wrote" not in page


def test_it_is_never_cached_and_never_an_address(client: Client, scroll: Scroll) -> None:
    assert "no-store" in client.post(URL, {"name": "Yosef"})["Cache-Control"]
    assert client.get(URL, {"name": "Yosef"}).status_code == 405


def test_without_a_scroll_it_says_so(client: Client, scroll: Scroll) -> None:
    Scroll.objects.update(state="full")
    scroll.series.closed = True
    scroll.series.save()
    assert client.post(URL, {"name": "Yosef"}).status_code == 503
