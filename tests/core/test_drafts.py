"""The cookie that tells a page that its draft is stored."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from core.http.drafts import mark_saved

DRAFT = "0b54a1f4-6c35-4a4e-9d54-6a9a3f4b1a10"


def test_cookie_names_the_draft_and_what_it_became() -> None:
    request, response = RequestFactory().post("/letters/new/", {"draft": DRAFT}), HttpResponse()
    mark_saved(request, response, saved_as="order")
    cookie = response.cookies["draft_saved"]
    assert cookie.value == f"{DRAFT}.order"
    assert cookie["path"] == "/letters/new/"


@pytest.mark.parametrize("draft", ["", "x", DRAFT + "\r\n", "../" * 12])
def test_no_cookie_without_a_draft(draft: str) -> None:
    response = HttpResponse()
    mark_saved(RequestFactory().post("/letters/new/", {"draft": draft}), response)
    assert not response.cookies
