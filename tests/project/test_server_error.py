"""The page of an error on our side."""

import re

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from unity_torah.urls import handler500

__all__ = ["handler500"]


def _fail(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


urlpatterns = [path("fail/", _fail)]


@pytest.mark.urls(__name__)
def test_server_error_page_needs_no_other_file_and_may_use_its_own_style() -> None:
    answer = Client(raise_request_exception=False).get("/fail/")
    page = answer.content.decode()
    assert answer.status_code == 500
    assert "Something went wrong on our side" in page
    assert re.findall(r"<(?:link|script|img)|url\(|@import", page) == []
    assert "style-src 'unsafe-inline'" in answer.headers["Content-Security-Policy"]
