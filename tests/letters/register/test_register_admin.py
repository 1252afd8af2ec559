"""Register exports in the admin: access, request, progress, stop, download."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone

from letters.models import RegisterDownload, RegisterExport, Scroll
from letters.register.exports import run_pending_exports
from tests.letters.register.register_data import assign, exported, requested
from tests.signing_in import sign_in

PAGES = "/admin/letters/registerexport/"
DOWNLOADS = "/admin/letters/registerdownload/"


@pytest.fixture
def scroll(make_scroll: Callable[..., Scroll], folder: Path) -> Scroll:
    """A scroll of ten letters, one of them assigned."""
    scroll = make_scroll(letters=10)
    assign(scroll, 1, "Menachem")
    return scroll


def staff_with(*permissions: str) -> Client:
    """A signed-in staff user with these permissions."""
    user = User.objects.create_user(f"staff {permissions}", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return sign_in(Client(), user)


@pytest.fixture
def staff(db: None) -> Client:
    """A staff user who may export the register."""
    return staff_with("export_register")


def page(export: RegisterExport) -> str:
    return f"{PAGES}{export.pk}/change/"


def every_page(export: RegisterExport) -> list[str]:
    of_it = [f"{PAGES}{export.pk}/{each}/" for each in ("change", "history", "delete")]
    return [PAGES, f"{PAGES}add/", f"{PAGES}{export.pk}/", *of_it, DOWNLOADS]


# Access -------------------------------------------------------------------


def test_export_pages_are_404_without_permission(scroll: Scroll) -> None:
    others = staff_with(
        "view_scroll", "view_registerexport", "add_registerexport", "complete_scroll"
    )
    export = exported(scroll)
    for address in every_page(export):
        assert others.get(address).status_code == 404, address
    assert others.post(page(export), {"download": "1"}).status_code == 404
    assert others.post(page(export), {"stop": "1"}).status_code == 404
    options = {"scroll": scroll.pk, "order": "text", "file_format": "csv", "language": "en"}
    assert others.post(f"{PAGES}add/", options).status_code == 404
    assert RegisterExport.objects.count() == 1
    assert not RegisterDownload.objects.exists()


def test_export_pages_redirect_anonymous_to_login(scroll: Scroll) -> None:
    for address in every_page(exported(scroll)):
        answer = Client().get(address)
        assert answer.status_code == 302, address
        assert "login" in answer["Location"]


def test_export_rows_cannot_be_changed_or_deleted(scroll: Scroll, staff: Client) -> None:
    export = exported(scroll)
    assert staff.post(f"{PAGES}{export.pk}/delete/", {"post": "yes"}).status_code == 403
    assert staff.get(f"{DOWNLOADS}add/").status_code == 403


def test_export_page_of_an_unknown_id_is_404(scroll: Scroll, staff: Client) -> None:
    assert staff.get(f"{PAGES}7777/change/").status_code == 404
    assert staff.get(f"{PAGES}x/change/").status_code == 404


# Request and progress ------------------------------------------------------


def test_request_export_records_the_user(scroll: Scroll, staff: Client) -> None:
    options = {"scroll": scroll.pk, "order": "places", "file_format": "pdf", "language": "he"}
    answer = staff.post(f"{PAGES}add/", options)
    export = RegisterExport.objects.get()
    assert answer["Location"] == page(export)
    assert (export.order, export.file_format, export.language) == ("places", "pdf", "he")
    assert export.requested_by.username.startswith("staff")
    assert export.state == "queued"


def test_request_export_with_invalid_options_shows_the_form(scroll: Scroll, staff: Client) -> None:
    answer = staff.post(f"{PAGES}add/", {"scroll": scroll.pk, "order": "weight"})
    assert answer.status_code == 200
    assert not RegisterExport.objects.exists()


@pytest.mark.parametrize("language", ["en", "he"])
def test_export_pages_in_both_languages(scroll: Scroll, staff: Client, language: str) -> None:
    staff.cookies["django_language"] = language
    export = exported(scroll)
    for address in [PAGES, f"{PAGES}add/", page(export), DOWNLOADS]:
        assert staff.get(address).status_code == 200, address


def test_export_page_refreshes_only_while_pending(scroll: Scroll, staff: Client) -> None:
    export = requested(scroll)
    moving = staff.get(page(export)).content.decode()
    assert 'hx-trigger="every 2s"' in moving
    assert '<noscript><meta http-equiv="refresh"' in moving
    assert 'name="stop"' in moving
    run_pending_exports()
    still = staff.get(page(export)).content.decode()
    assert "every 2s" not in still
    assert 'http-equiv="refresh"' not in still
    assert 'name="download"' in still


def test_export_page_answers_htmx_with_the_progress_only(scroll: Scroll, staff: Client) -> None:
    export = requested(scroll)
    RegisterExport.objects.update(state="running", units_done=50, units_total=200)
    part = staff.get(page(export), headers={"HX-Request": "true"}).content.decode()
    assert part.strip().startswith('<div id="export"')
    assert re.search(r'<progress[^>]* value="25"', part)
    assert "50 / 200" in part


def test_stop_button(scroll: Scroll, staff: Client) -> None:
    export = requested(scroll)
    answer = staff.post(page(export), {"stop": "1"}, follow=True).content.decode()
    export.refresh_from_db()
    assert export.state == "stopped"
    assert 'name="stop"' not in answer


def test_resume_button(scroll: Scroll, staff: Client) -> None:
    export = requested(scroll)
    answer = staff.post(page(export), {"stop": "1"}, follow=True).content.decode()
    assert 'name="resume"' in answer
    answer = staff.post(page(export), {"resume": "1"}, follow=True).content.decode()
    export.refresh_from_db()
    assert export.state == "queued"
    assert 'name="stop"' in answer


def test_stop_too_late_shows_a_message(scroll: Scroll, staff: Client) -> None:
    answer = staff.post(page(exported(scroll)), {"stop": "1"}, follow=True)
    assert "Nothing was done" in answer.content.decode()


def test_failed_export_shows_reason_and_link_to_request_again(
    scroll: Scroll, staff: Client
) -> None:
    export = requested(scroll, "pdf", order="places", language="he")
    RegisterExport.objects.update(state="failed", failure="disk")
    answer = staff.get(page(export)).content.decode()
    assert "There was no room left for the file." in answer
    (again,) = re.findall(rf'href="({PAGES}add/\?[^"]*)"', answer)
    form = staff.get(again.replace("&amp;", "&")).content.decode()
    for chosen in (str(scroll.pk), "places", "pdf", "he"):
        assert re.search(rf'<option value="{chosen}" selected', form), chosen


# Download -----------------------------------------------------------------


def test_download_is_not_cached(scroll: Scroll, staff: Client) -> None:
    answer = staff.post(page(exported(scroll)), {"download": "1"})
    assert b"Menachem" in b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert "no-store" in answer["Cache-Control"]
    assert answer["Content-Disposition"] == 'attachment; filename="register-unity-12-text.csv"'


def test_download_is_listed_with_its_user(scroll: Scroll, staff: Client) -> None:
    export = exported(scroll)
    staff.post(page(export), {"download": "1"}).close()
    download = RegisterDownload.objects.get()
    assert download.downloaded_by.username.startswith("staff")
    assert "Downloaded by" in staff.get(page(export)).content.decode()
    assert export.checksum in staff.get(DOWNLOADS).content.decode()


def test_download_needs_a_post(scroll: Scroll, staff: Client) -> None:
    export = exported(scroll)
    staff.get(f"{page(export)}?download=1")
    assert not RegisterDownload.objects.exists()


def test_download_of_an_expired_export_is_refused(scroll: Scroll, staff: Client) -> None:
    export = exported(scroll)
    RegisterExport.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert 'name="download"' not in staff.get(page(export)).content.decode()
    answer = staff.post(page(export), {"download": "1"}, follow=True)
    assert "Nothing was done" in answer.content.decode()
    assert not RegisterDownload.objects.exists()
