"""Addresses by language: which pages have them, which never, and what a visitor's choice does."""

from typing import Any

import pytest
from django.test import Client
from django.urls import resolve, reverse
from django.utils.translation import override

from core.http.language_paths import bare_path, has_language_address, language_in_path, path_in
from core.languages import language_codes
from letters.models import Scroll

pytestmark = pytest.mark.django_db

HEBREW_READER = {"Accept-Language": "he"}
PAGES = ["", "about/", "questions/", "terms/", "contact/", "privacy/", "scrolls/", "find/"]
# Known to machines, on paper, or registered at another site.
NEVER_PREFIXED = [
    ("stripe_webhook", []),
    ("certificate_check", ["token"]),
    ("certificate_pdf", ["token"]),
    ("admin:index", []),
    ("api_reference", []),
    ("google_callback", []),
    ("healthz", []),
    ("set_language", []),
]


def language_of(response: Any) -> str:
    page: str = response.content.decode()
    return page.partition('<html lang="')[2][:2]


@pytest.mark.parametrize("page", PAGES)
def test_each_page_has_an_address_in_each_language(page: str) -> None:
    found = {
        code: language_of(
            Client().get(path_in(f"/{page}", code), headers={"Accept-Language": "ru"})
        )
        for code in language_codes()
    }
    assert found == {code: code for code in language_codes()}


@pytest.mark.parametrize("page", PAGES)
def test_a_bare_address_is_shown_in_the_visitors_language(page: str) -> None:
    assert language_of(Client(headers=HEBREW_READER).get(f"/{page}")) == "he"
    client = Client(headers=HEBREW_READER)
    client.cookies["django_language"] = "en"
    assert language_of(client.get(f"/{page}")) == "en"


def test_an_address_with_a_language_outweighs_the_browser_and_the_choice() -> None:
    client = Client(headers={"Accept-Language": "en"})
    client.cookies["django_language"] = "en"
    assert language_of(client.get("/he/questions/")) == "he"


def test_the_switch_is_a_link_whose_choice_is_kept() -> None:
    client = Client(headers=HEBREW_READER)
    page = client.get("/he/questions/").content.decode()
    assert 'href="/questions/?language=en"' in page
    assert language_of(client.get("/questions/?language=en")) == "en"
    assert language_of(client.get("/find/")) == "en"
    client.get("/he/find/?language=he")
    assert language_of(client.get("/find/")) == "he"


def test_a_link_keeps_nothing_unless_it_chooses() -> None:
    client = Client()
    assert "django_language" not in client.get("/he/questions/").cookies
    assert "django_language" not in client.get("/questions/?language=xx").cookies


def test_a_page_that_sets_the_choice_is_in_no_shared_cache(scroll: Scroll) -> None:
    answer = Client().get("/siyum/12/?language=he")
    assert answer.cookies["django_language"].value == "he"
    assert answer["Cache-Control"] == "private, no-store"
    client = Client()
    client.cookies["django_language"] = "he"
    assert "public" in client.get("/siyum/12/?language=he")["Cache-Control"]


def test_a_cached_page_with_a_language_does_not_vary_by_reader(scroll: Scroll) -> None:
    assert Client().get("/he/siyum/12/")["Vary"] == "Accept-Encoding"
    assert language_of(Client().get("/he/siyum/12/")) == "he"


@pytest.mark.parametrize(("name", "arguments"), NEVER_PREFIXED)
def test_some_addresses_are_the_same_in_every_language(name: str, arguments: list[str]) -> None:
    bare = reverse(name, args=arguments)
    for code in language_codes():
        with override(code):
            assert reverse(name, args=arguments) == bare
    # Google's also resolves below a language, but nothing leads there.
    assert has_language_address(bare) == (name == "google_callback")


def test_addresses_are_reversed_in_the_active_language() -> None:
    with override("he"):
        assert reverse("order", args=["x"]) == "/he/orders/x/"
    assert reverse("order", args=["x"]) == "/orders/x/"


def test_an_address_is_resolved_whatever_language_is_active() -> None:
    with override("he"):
        assert resolve("/orders/x/").url_name == "order"
    assert resolve("/he/orders/x/").url_name == "order"


def test_pages_of_a_series_have_addresses_in_each_language() -> None:
    assert has_language_address("/children/letters/new/")
    assert resolve("/he/children/letters/new/").kwargs == {"series": "children"}


def test_paths_of_unknown_and_default_languages_are_bare() -> None:
    assert language_in_path("/en/find/") == ""
    assert language_in_path("/hello/") == ""
    assert bare_path("/he/") == "/"
    assert bare_path("/hebrew/") == "/hebrew/"
    assert Client().get("/en/find/").status_code == 404


def test_head_names_the_canonical_address_and_the_others() -> None:
    page = Client(headers=HEBREW_READER).get("/find/?x=1").content.decode()
    assert '<link rel="canonical" href="http://testserver/he/find/">' in page
    assert '<link rel="alternate" hreflang="en" href="http://testserver/find/">' in page
    assert '<link rel="alternate" hreflang="he" href="http://testserver/he/find/">' in page


def test_an_error_below_a_language_is_in_that_language() -> None:
    answer = Client().get("/he/no/such/page/")
    assert answer.status_code == 404
    assert language_of(answer) == "he"


@pytest.mark.parametrize("path", ["/he", "/he/find"])
def test_a_missing_slash_is_added(path: str) -> None:
    assert Client().get(path).headers["Location"] == f"{path}/"
