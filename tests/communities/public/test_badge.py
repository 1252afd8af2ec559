"""The embedded badge: small, self-contained, without cookies."""

import re
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256

import pytest
from django.http import HttpResponse
from django.test import Client

from letters.models import Community, Scroll
from tests.communities.people import give_letters

MAX_SIZE = 15 * 1024  # bytes, with headers


@pytest.fixture
def montreal(scroll: Scroll, make_community: Callable[..., Community]) -> Community:
    """A community with the longest possible name, six people and a goal of ten."""
    community = make_community(name="<" * 120, name_he="מ" * 120, goal=10)
    give_letters(community, scroll, 6)
    return community


def badge(community: Community, language: str = "en") -> HttpResponse:
    answer: HttpResponse = Client().get(f"/communities/{community.slug}/badge/?language={language}")  # type: ignore[assignment]
    return answer


@pytest.mark.parametrize("language", ["en", "he"])
def test_badge_is_under_15_kb(montreal: Community, language: str) -> None:
    answer = badge(montreal, language)
    assert answer.status_code == 200
    assert len(answer.content) + len(answer.serialize_headers()) < MAX_SIZE


@pytest.mark.parametrize("language", ["en", "he"])
def test_badge_loads_nothing_else(montreal: Community, language: str) -> None:
    page = badge(montreal, language).content.decode()
    loads = r"<(script|link|img|iframe|object|embed|video|audio)|src=|url\(|@import"
    assert not re.search(loads, page)


def test_badge_sets_no_cookie(montreal: Community) -> None:
    assert not badge(montreal).cookies


def test_badge_may_be_framed_anywhere_and_runs_nothing(montreal: Community) -> None:
    answer = badge(montreal)
    policy = answer["Content-Security-Policy"]
    assert "frame-ancestors *" in policy
    assert "default-src 'none'" in policy
    assert "X-Frame-Options" not in answer


def test_badge_style_matches_its_csp_hash(montreal: Community) -> None:
    answer = badge(montreal)
    style = re.search(r"<style>(.*)</style>", answer.content.decode(), re.DOTALL)
    assert style
    mark = b64encode(sha256(style[1].encode()).digest()).decode()
    assert f"style-src 'sha256-{mark}'" in answer["Content-Security-Policy"]


@pytest.mark.parametrize("page", ["/", "/communities/", "/communities/montreal/"])
def test_other_pages_may_not_be_framed(montreal: Community, page: str) -> None:
    answer = Client().get(page)
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "DENY"


def test_badge_shows_the_count_in_both_languages(montreal: Community) -> None:
    assert "6 of 10" in badge(montreal).content.decode()
    hebrew = badge(montreal, "he").content.decode()
    assert "6 מתוך 10" in hebrew
    assert 'dir="rtl"' in hebrew


def test_badge_has_a_dark_scheme(montreal: Community) -> None:
    assert "prefers-color-scheme:dark" in badge(montreal).content.decode()
