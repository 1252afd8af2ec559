"""The one field of a home page, and the page of names that it leads to."""

import html
import re

import pytest
from django.test import Client

from letters.models import Scroll
from payments.models import Order

URL = "/letters/new/name/"


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
def test_what_is_not_clear_is_shown_as_it_was_typed(
    client: Client, scroll: Scroll, typed: str
) -> None:
    page = html.unescape(client.post(URL, {"name": typed}).content.decode())
    assert f"You wrote: <bdi>{typed}</bdi>" in page or f">{typed}</textarea>" in page


def test_the_name_is_on_the_page_of_names(client: Client, scroll: Scroll) -> None:
    page = html.unescape(client.post(URL, {"name": " Yosef  ben Chana Levi "}).content.decode())
    assert "<span data-line>Yosef ben Chana Levi</span>" in page
    assert re.search(r'name="names-0-given_name"[^>]*value="Yosef"|value="Yosef"[^>]*names-0', page)
    assert 'action="/letters/new/"' in page
    assert not Order.objects.exists()


def test_no_token_is_needed_because_nothing_is_stored(scroll: Scroll) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(URL, {"name": "Yosef"}).status_code == 200
    assert strict.post("/letters/new/", {"name": "Yosef"}).status_code == 403


def test_without_a_name_the_page_is_empty(client: Client, scroll: Scroll) -> None:
    page = client.post(URL).content.decode()
    assert "></textarea>" in page
    assert 'value="Yosef"' not in page


def test_it_is_never_cached_and_never_an_address(client: Client, scroll: Scroll) -> None:
    assert "no-store" in client.post(URL, {"name": "Yosef"})["Cache-Control"]
    assert client.get(URL, {"name": "Yosef"}).status_code == 405


def test_without_a_scroll_it_says_so(client: Client, scroll: Scroll) -> None:
    Scroll.objects.update(state="full")
    scroll.series.closed = True
    scroll.series.save()
    assert client.post(URL, {"name": "Yosef"}).status_code == 503
