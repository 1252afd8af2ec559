"""Texts of pages: shipped in every language, edited with a preview and a history, sanitised."""

import pytest
from django.apps import apps
from django.conf import settings
from django.test import Client

from core.languages import language_codes
from organisation.models import SiteText
from organisation.texts import shipped_text

pytestmark = pytest.mark.django_db
LIST = "/admin/organisation/sitetext/"
PAGES = [page.value for page in SiteText.Page]


def row(staff: Client, page: str = "terms", language: str = "en") -> SiteText:
    staff.get(LIST)  # makes the rows that are missing
    return SiteText.objects.get(page=page, language=language)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", language_codes())
def test_every_text_is_shipped_and_is_what_the_editor_allows(page: str, language: str) -> None:
    text = SiteText(page=page, language=language, html=shipped_text(page, language))
    assert text.html
    before = text.html
    text.clean_fields()
    assert text.html.replace(' rel="noopener noreferrer"', "").split() == before.split()


@pytest.mark.parametrize("page", PAGES)
def test_every_page_shows_its_text(page: str) -> None:
    first = shipped_text(page, "en").split("</p>")[0].rpartition(">")[2]
    assert first in Client().get(f"/{page}/").content.decode()


def test_an_edited_text_is_shown_in_its_language_only(staff: Client) -> None:
    text = row(staff)
    answer = staff.post(f"{LIST}{text.pk}/change/", {"html": "<p>Only these terms.</p>"})
    assert answer.status_code == 302
    assert "Only these terms." in Client().get("/terms/").content.decode()
    assert "Only these terms." not in Client().get("/he/terms/").content.decode()
    events = apps.get_model("organisation.SiteTextEvent").objects
    assert events.order_by("pgh_id").last().html == "<p>Only these terms.</p>"


def test_what_could_run_is_taken_out(staff: Client) -> None:
    text = row(staff)
    evil = '<p onclick="x()">A<script>alert(1)</script><a href="javascript:x()">b</a></p>'
    staff.post(f"{LIST}{text.pk}/change/", {"html": evil})
    text.refresh_from_db()
    for word in ("script", "onclick", "alert"):
        assert word not in text.html


def test_the_preview_shows_the_typed_text_and_saves_nothing(staff: Client) -> None:
    text = row(staff, language="he")
    answer = staff.post(f"{LIST}{text.pk}/preview/", {"html": "<p>טיוטה</p><script>x</script>"})
    page = answer.content.decode()
    assert "<p>טיוטה</p>" in page
    assert "<script>x" not in page
    assert '<html lang="he"' in page
    text.refresh_from_db()
    assert text.html == ""


def test_the_shipped_text_saved_unchanged_stays_the_shipped_one(staff: Client) -> None:
    text = row(staff)
    page = staff.get(f"{LIST}{text.pk}/change/")
    assert page.context["adminform"].form.initial["html"] == shipped_text("terms", "en")
    staff.post(f"{LIST}{text.pk}/change/", {"html": shipped_text("terms", "en")})
    text.refresh_from_db()
    assert text.html == ""


def test_a_language_without_a_text_has_that_of_the_default_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def only_default(page: str, language: str) -> str:
        return shipped_text(page, language) if language == settings.LANGUAGE_CODE else ""

    monkeypatch.setattr("organisation.texts.shipped_text", only_default)
    page = Client().get("/he/terms/").content.decode()
    assert '<div class="prose" lang="en" dir="ltr">' in page


def test_texts_are_not_added_or_deleted_by_hand(staff: Client) -> None:
    text = row(staff)
    assert staff.get(f"{LIST}add/").status_code == 403
    assert staff.get(f"{LIST}{text.pk}/delete/").status_code == 403
    assert staff.get(f"{LIST}{text.pk}/preview/").status_code == 405
