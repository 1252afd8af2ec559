"""The register in print in the admin: its walls, asking, watching, stopping, fetching."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone

from letters.models import RegisterDownload, RegisterExport, Scroll
from letters.register.exports import make_what_waits
from tests.letters.register_data import asked, folder, give, made
from tests.signing_in import sign_in

__all__ = ["folder"]
PAGES = "/admin/letters/registerexport/"
DOWNLOADS = "/admin/letters/registerdownload/"


@pytest.fixture
def scroll(make_scroll: Callable[..., Scroll], folder: Path) -> Scroll:
    """One of ten letters has somebody."""
    scroll = make_scroll(letters=10)
    give(scroll, 1, "Menachem")
    return scroll


def staff(*may: str) -> Client:
    """Somebody of the staff who may do this."""
    user = User.objects.create_user(f"staff {may}", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=may))
    return sign_in(Client(), user)


@pytest.fixture
def desk(db: None) -> Client:
    """Somebody who may export the register."""
    return staff("export_register")


def page(export: RegisterExport) -> str:
    return f"{PAGES}{export.pk}/change/"


def every_page(export: RegisterExport) -> list[str]:
    of_it = [f"{PAGES}{export.pk}/{each}/" for each in ("change", "history", "delete")]
    return [PAGES, f"{PAGES}add/", f"{PAGES}{export.pk}/", *of_it, DOWNLOADS]


# Walls --------------------------------------------------------------------


def test_for_others_of_the_staff_there_is_nothing(scroll: Scroll) -> None:
    others = staff("view_scroll", "view_registerexport", "add_registerexport", "complete_scroll")
    export = made(scroll)
    for address in every_page(export):
        assert others.get(address).status_code == 404, address
    assert others.post(page(export), {"fetch": "1"}).status_code == 404
    assert others.post(page(export), {"stop": "1"}).status_code == 404
    wish = {"scroll": scroll.pk, "order": "text", "form": "csv", "language": "en"}
    assert others.post(f"{PAGES}add/", wish).status_code == 404
    assert RegisterExport.objects.count() == 1
    assert not RegisterDownload.objects.exists()


def test_who_is_not_signed_in_is_sent_to_do_so(scroll: Scroll) -> None:
    for address in every_page(made(scroll)):
        answer = Client().get(address)
        assert answer.status_code == 302, address
        assert "login" in answer["Location"]


def test_nobody_changes_or_deletes_a_record(scroll: Scroll, desk: Client) -> None:
    export = made(scroll)
    assert desk.post(f"{PAGES}{export.pk}/delete/", {"post": "yes"}).status_code == 403
    assert desk.get(f"{DOWNLOADS}add/").status_code == 403


def test_what_does_not_exist_is_not_found(scroll: Scroll, desk: Client) -> None:
    assert desk.get(f"{PAGES}7777/change/").status_code == 404
    assert desk.get(f"{PAGES}x/change/").status_code == 404


# Asking and watching ------------------------------------------------------


def test_who_asks_is_on_record(scroll: Scroll, desk: Client) -> None:
    wish = {"scroll": scroll.pk, "order": "places", "form": "pdf", "language": "he"}
    answer = desk.post(f"{PAGES}add/", wish)
    export = RegisterExport.objects.get()
    assert answer["Location"] == page(export)
    assert (export.order, export.form, export.language) == ("places", "pdf", "he")
    assert export.by.username.startswith("staff")
    assert export.state == "queued"


def test_a_wish_that_is_none_is_asked_again(scroll: Scroll, desk: Client) -> None:
    answer = desk.post(f"{PAGES}add/", {"scroll": scroll.pk, "order": "weight"})
    assert answer.status_code == 200
    assert not RegisterExport.objects.exists()


@pytest.mark.parametrize("language", ["en", "he"])
def test_every_page_answers_in_both_languages(scroll: Scroll, desk: Client, language: str) -> None:
    desk.cookies["django_language"] = language
    export = made(scroll)
    for address in [PAGES, f"{PAGES}add/", page(export), DOWNLOADS]:
        assert desk.get(address).status_code == 200, address


def test_its_page_moves_while_it_is_made_and_no_longer(scroll: Scroll, desk: Client) -> None:
    export = asked(scroll)
    moving = desk.get(page(export)).content.decode()
    assert 'hx-trigger="every 2s"' in moving
    assert '<noscript><meta http-equiv="refresh"' in moving
    assert 'name="stop"' in moving
    make_what_waits()
    still = desk.get(page(export)).content.decode()
    assert "every 2s" not in still
    assert 'http-equiv="refresh"' not in still
    assert 'name="fetch"' in still


def test_the_page_asks_for_its_part_only(scroll: Scroll, desk: Client) -> None:
    export = asked(scroll)
    RegisterExport.objects.update(state="running", rows_done=50, rows_all=200)
    part = desk.get(page(export), headers={"HX-Request": "true"}).content.decode()
    assert part.strip().startswith('<div id="export"')
    assert re.search(r'<progress[^>]* value="25\.0"', part)
    assert "50 / 200" in part


def test_it_can_be_stopped(scroll: Scroll, desk: Client) -> None:
    export = asked(scroll)
    answer = desk.post(page(export), {"stop": "1"}, follow=True).content.decode()
    export.refresh_from_db()
    assert export.state == "stopped"
    assert 'name="stop"' not in answer


def test_stopping_too_late_is_told(scroll: Scroll, desk: Client) -> None:
    answer = desk.post(page(made(scroll)), {"stop": "1"}, follow=True)
    assert "Nothing was done" in answer.content.decode()


def test_a_failure_has_a_sentence_and_a_way_to_ask_again(scroll: Scroll, desk: Client) -> None:
    export = asked(scroll, "pdf", order="places", language="he")
    RegisterExport.objects.update(state="failed", problem="disk")
    answer = desk.get(page(export)).content.decode()
    assert "There was no room left for the file." in answer
    (again,) = re.findall(rf'href="({PAGES}add/\?[^"]*)"', answer)
    form = desk.get(again.replace("&amp;", "&")).content.decode()
    for chosen in (str(scroll.pk), "places", "pdf", "he"):
        assert re.search(rf'<option value="{chosen}" selected', form), chosen


# Fetching -----------------------------------------------------------------


def test_the_file_is_fetched_and_kept_nowhere(scroll: Scroll, desk: Client) -> None:
    answer = desk.post(page(made(scroll)), {"fetch": "1"})
    assert b"Menachem" in b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert "no-store" in answer["Cache-Control"]
    assert answer["Content-Disposition"] == 'attachment; filename="register-unity-12-text.csv"'


def test_who_fetched_can_be_read(scroll: Scroll, desk: Client) -> None:
    export = made(scroll)
    desk.post(page(export), {"fetch": "1"}).close()
    download = RegisterDownload.objects.get()
    assert download.by.username.startswith("staff")
    assert "Downloaded by" in desk.get(page(export)).content.decode()
    assert export.checksum in desk.get(DOWNLOADS).content.decode()


def test_looking_is_not_fetching(scroll: Scroll, desk: Client) -> None:
    export = made(scroll)
    desk.get(f"{page(export)}?fetch=1")
    assert not RegisterDownload.objects.exists()


def test_what_has_expired_is_not_given_out(scroll: Scroll, desk: Client) -> None:
    export = made(scroll)
    RegisterExport.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert 'name="fetch"' not in desk.get(page(export)).content.decode()
    answer = desk.post(page(export), {"fetch": "1"}, follow=True)
    assert "Nothing was done" in answer.content.decode()
    assert not RegisterDownload.objects.exists()
