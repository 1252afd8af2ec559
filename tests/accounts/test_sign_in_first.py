"""After signing in one comes to a page, also if what was pressed can only be sent."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from core.http.methods import accepts_get


def next_of(client: Client, path: str, **headers: str) -> str:
    answer = client.post(path, headers=headers)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")
    return parse_qs(urlsplit(answer["Location"]).query)["next"][0]


@pytest.mark.parametrize(
    ("pressed", "page"),
    [
        ("/my-letters/next-scroll/", "/my-letters/"),
        ("/my-letters/list/", "/my-letters/"),
        ("/my-letters/mails/", "/my-letters/"),
        ("/shluchim/x/lists/7/answers/", "/shluchim/x/lists/7/"),
        ("/shluchim/x/lists/7/edits/", "/shluchim/x/lists/7/"),
        ("/shluchim/x/lists/7/undo/", "/shluchim/x/lists/7/"),
        ("/shluchim/x/lists/7/new/", "/shluchim/x/lists/7/new/"),
        ("/telephone/start/", "/telephone/"),
        ("/telephone/end/", "/telephone/"),
        ("/my-letters/data/", "/my-letters/data/"),
    ],
)
def test_one_comes_back_to_a_page(db: None, client: Client, pressed: str, page: str) -> None:
    assert next_of(client, pressed) == page


def test_it_is_the_page_on_which_the_form_stood(db: None, client: Client) -> None:
    path = "/shluchim/x/lists/7/answers/"
    page = "/shluchim/x/lists/7/?show=unclear"
    assert next_of(client, path, referer=f"http://testserver{page}") == page


@pytest.mark.parametrize(
    "referrer",
    [
        "https://evil.example/my-letters/",
        "http://testserver/my-letters/mails/",
        "javascript:alert(1)",
        "//evil.example/",
        "/my-letters/",
    ],
)
def test_any_other_referrer_is_not_followed(db: None, client: Client, referrer: str) -> None:
    assert next_of(client, "/my-letters/list/", referer=referrer) == "/my-letters/"


def _views(patterns: list[URLPattern | URLResolver]) -> list[URLPattern]:
    found: list[URLPattern] = []
    for each in patterns:
        if isinstance(each, URLResolver):
            if each.namespace != "admin":
                found += _views(each.url_patterns)
        else:
            found.append(each)
    return found


def test_every_address_that_refuses_get_is_known(db: None, client: Client) -> None:
    """Of our own views: `django.views.decorators.http.require_POST` does not tell."""
    for pattern in _views(get_resolver().url_patterns):
        view = pattern.callback
        if view.__module__.split(".")[0] in {"communities", "families", "payments"}:
            inner: Any = view
            while inner is not None:
                cells = [cell.cell_contents for cell in inner.__closure__ or ()]
                if ["POST"] in cells:
                    assert getattr(view, "post_only", False), pattern
                inner = getattr(inner, "__wrapped__", None)
    assert not accepts_get("/my-letters/list/")
    assert accepts_get("/my-letters/")
