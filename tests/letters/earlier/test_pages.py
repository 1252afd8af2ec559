"""Registers of earlier scrolls in the admin: sent, looked at, stepped on, searched."""

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from letters.models import EarlierEntry, EarlierRegister, Scroll, Series
from tests.letters.earlier.registers import ROWS, MakeRegister, csv_of
from tests.signing_in import sign_in

PAGES, ENTRIES = "/admin/letters/earlierregister/", "/admin/letters/earlierentry/"
STEPS = ("columns", "import", "stop", "resume", "remove")


def member(role: str) -> Client:
    user = User.objects.create_user(f"{role} of the staff", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return sign_in(Client(), user)


@pytest.fixture
def staff(transactional_db: None) -> Client:
    return member("committee")


def page(client: Client, register: EarlierRegister) -> str:
    answer = client.get(f"{PAGES}{register.pk}/change/")
    assert answer.status_code == 200
    return answer.content.decode()


def form_of(series: Series, **changes: object) -> dict[str, object]:
    values = {
        "series": series.pk,
        "scroll_number": 9,
        "title": "The 9th",
        "origin": "The committee’s copy",
        "quality": "copied",
        "file": SimpleUploadedFile("list.csv", csv_of(ROWS)),
    }
    return {**values, **changes}


def test_file_is_sent(staff: Client, series: Series, folder: object) -> None:
    answer = staff.post(f"{PAGES}add/", form_of(series))
    register = EarlierRegister.objects.get()
    assert answer["Location"] == f"{PAGES}{register.pk}/change/"
    assert (register.title, register.state, register.phase) == ("The 9th", "queued", "trial")
    assert 'hx-trigger="every 2s"' in page(staff, register)
    again = staff.post(f"{PAGES}add/", form_of(series))
    assert "sent already" in again.content.decode()


@pytest.mark.parametrize(
    "changes",
    [
        {"file": ""},
        {"title": " "},
        {"origin": ""},
        {"quality": "gold"},
        {"scroll_number": 0},
        {"scroll_number": "x"},
        {"file": SimpleUploadedFile("list.csv", b"")},
    ],
)
def test_incomplete_form_is_shown_again(
    staff: Client, series: Series, changes: dict[str, object]
) -> None:
    assert staff.post(f"{PAGES}add/", form_of(series, **changes)).status_code == 200
    assert not EarlierRegister.objects.exists()


def test_large_file_is_refused(
    staff: Client, series: Series, monkeypatch: pytest.MonkeyPatch
) -> None:
    from letters.reading.table import Limits

    monkeypatch.setattr("letters.admin.earlier_forms.OF_A_REGISTER", Limits(1024**2, 5))
    file = SimpleUploadedFile("list.csv", b"x" * (1024**2 + 1))
    answer = staff.post(f"{PAGES}add/", form_of(series, file=file))
    assert "larger than 1 MB" in answer.content.decode()


@pytest.mark.parametrize("language", ["en", "he"])
def test_pages_in_both_languages(staff: Client, seen: MakeRegister, language: str) -> None:
    staff.cookies["django_language"] = language
    rows = [*ROWS, ["3", "Levi and Yosef", "son", "Chana", "", "Katz", ""]]
    register = seen(csv_of(rows))
    text = page(staff, register)
    assert "Levi and Yosef" in text
    assert ("Their number stands" in text) == (language == "en")
    for step in STEPS:
        assert staff.get(f"{PAGES}{register.pk}/{step}/").status_code == 200, step
    for address in (PAGES, f"{PAGES}add/", ENTRIES, "/admin/letters/earlierdouble/"):
        assert staff.get(address).status_code == 200, address
    part = staff.get(f"{PAGES}{register.pk}/change/", headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()


def test_offered_steps_follow_the_state(staff: Client, imported: MakeRegister) -> None:
    register = imported()
    offered = page(staff, register)
    assert "../remove/" in offered
    assert not any(f"../{step}/" in offered for step in STEPS if step != "remove")


def test_step_that_is_refused_is_a_warning(staff: Client, imported: MakeRegister) -> None:
    register = imported()
    for step in ("import", "stop", "resume"):
        answer = staff.post(f"{PAGES}{register.pk}/{step}/", follow=True)
        assert "Nothing was done" in answer.content.decode()
    register.refresh_from_db()
    assert (register.phase, register.state) == ("import", "done")


def test_columns_that_cannot_be_are_asked_again(staff: Client, seen: MakeRegister) -> None:
    register = seen()
    same = {f"column{number}": "given" for number in range(7)}
    answer = staff.post(f"{PAGES}{register.pk}/columns/", same)
    assert "two columns" in answer.content.decode()
    register.refresh_from_db()
    assert register.state == "done"


def test_other_roles_and_unknown_registers(seen: MakeRegister, series: Series) -> None:
    register = seen()
    for role in ("registrar", "treasurer"):
        client = member(role)
        for address in (PAGES, f"{PAGES}add/", f"{PAGES}{register.pk}/change/", ENTRIES):
            assert client.get(address).status_code == 403, address
        assert client.post(f"{PAGES}{register.pk}/remove/").status_code == 403
        assert client.post(f"{PAGES}add/", form_of(series)).status_code == 403
    staff = member("committee")
    assert staff.get(f"{PAGES}7777/change/").status_code == 404
    assert staff.get(f"{PAGES}x/change/").status_code == 404


def test_names_are_searched_in_any_script(
    staff: Client, imported: MakeRegister, scroll: Scroll
) -> None:
    imported()
    for term in ("Zevulun ben Basya Lipskar", "זבולון בן בתיה ליפסקר", "1"):
        text = staff.get(ENTRIES, {"q": term}).content.decode()
        assert "Lipskar" in text, term
        assert "in the 9th scroll, place unknown" in text
    assert "Lipskar" not in staff.get(ENTRIES, {"q": "Yosef ben Chana Katz"}).content.decode()
    entry = EarlierEntry.objects.get(number="1")
    assert "Vienna" in staff.get(f"{ENTRIES}{entry.pk}/change/").content.decode()
