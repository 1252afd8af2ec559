"""Language tags that browsers and telephones send, old and new."""

import pytest
from django.test import RequestFactory
from django.utils.translation import get_language_from_request

from core.languages import AcceptLanguageMiddleware, known_language, modern_tag


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("he", "he"),
        ("he-IL", "he"),
        ("he_IL", "he"),
        ("iw", "he"),
        ("iw-IL", "he"),
        ("IW_il", "he"),
        ("heb", "he"),
        ("he-Hebr-IL-u-ca-hebrew", "he"),
        ("yi", "he"),
        ("ji", "he"),
        ("yid-Hebr", "he"),
        ("en", "en"),
        ("en_US", "en"),
        ("eng", "en"),
        ("fr-CA", ""),
        ("in-ID", ""),
        ("hex", ""),
        ("", ""),
        ("*", ""),
        ("x" * 400, ""),
    ],
)
def test_known_language(tag: str, language: str) -> None:
    assert known_language(tag) == language


@pytest.mark.parametrize(
    ("tag", "modern"), [("iw_IL", "he-IL"), ("ji-US", "he-US"), ("in", "id"), ("no-NO", "nb-NO")]
)
def test_modern_tag_keeps_the_country(tag: str, modern: str) -> None:
    assert modern_tag(tag) == modern


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("iw-IL,iw;q=0.9,en-US;q=0.8", "he"),
        ("yi,en;q=0.5", "he"),
        ("he_IL", "he"),
        ("ji;q=0.8, en;q=0.3", "he"),
        ("ru-RU, iw;q=0.5", "he"),
        ("en-GB,iw;q=0.5", "en"),
        ("ru", "en"),
        ("en;q=0.3,he;q=0.9", "he"),
        (",;=,,*;q=x", "en"),
    ],
)
def test_accept_language(header: str, language: str) -> None:
    request = RequestFactory().get("/", headers={"Accept-Language": header})
    chosen = []

    def view(request: object) -> object:
        chosen.append(get_language_from_request(request))  # type: ignore[arg-type]
        return None

    AcceptLanguageMiddleware(view)(request)  # type: ignore[arg-type]
    assert chosen == [language]
