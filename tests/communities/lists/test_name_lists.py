"""Name lists: created, read in slices, resumed, checked, corrected and deleted."""

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone

from communities.lists import duplicate_checks, name_lists
from communities.lists.duplicate_checks import recheck
from communities.lists.name_lists import LIST_READING, create_list, delete_list, read_list
from communities.lists.rows import update_row
from communities.models import NameList, Row
from core import job_runner
from core.job_runner import expire, resume_job, stop_job
from core.languages import language_codes
from core.locks import Lock, exclusive
from letters.models import Community, Person, Scroll, Series
from letters.reading import Field, parse_name, read_file, recognise_columns
from payments.fulfilment import IncomingPayment, record_and_apply
from payments.models import Order
from tests.races import PATIENCE, at_once, meet_after

SignIn = Callable[[User], Client]
HOME = "/shluchim/montreal/"
CSV = "Given name,Son or daughter,Mother's name,Family name\nיוסף,בן,חנה,לוי\nMushka,bas,,Levi\n"


@pytest.fixture(autouse=True)
def _delete_uploads() -> Iterator[None]:
    yield
    for file in uploads():
        file.unlink()


def uploads() -> list[Path]:
    """The stored uploads."""
    return sorted((Path(settings.PRIVATE_ROOT) / "uploads").glob("*"))


@pytest.fixture
def make(community: Community, series: Series, shliach: User) -> Callable[..., NameList]:
    """Create a list and, by default, read it."""

    def made(text: str = "", content: bytes = b"", reading: bool = True) -> NameList:
        name_list, _ = create_list(
            community=community,
            series=series,
            by=shliach,
            title="Purim",
            language="en",
            text=text,
            content=content,
        )
        if reading:
            read_list(name_list.pk)
            name_list.refresh_from_db()
        return name_list

    return made


def test_read_list_creates_rows_and_no_people(make: Callable[..., NameList]) -> None:
    name_list = make(content=CSV.encode())
    assert (name_list.state, name_list.units_total, name_list.units_done) == ("done", 2, 2)
    clear, unclear = name_list.rows.all()
    assert (clear.line, clear.issues) == ("יוסף בן חנה לוי", [])
    assert (unclear.issues, unclear.cells) == (["no_parent"], ["Mushka", "bas", "", "Levi"])
    assert Person.objects.count() == 0
    assert (uploads(), name_list.upload, name_list.text) == ([], "", "")


def test_create_list_stores_the_upload_privately(make: Callable[..., NameList]) -> None:
    make(content=CSV.encode(), reading=False)
    (file,) = uploads()
    assert file.stat().st_mode & 0o777 == 0o600


def test_create_list_again_returns_the_same_list(make: Callable[..., NameList]) -> None:
    first = make(content=CSV.encode())
    assert make(content=CSV.encode()) == first
    assert (NameList.objects.count(), Row.objects.count(), uploads()) == (1, 2, [])


def test_read_list_fails_with_the_reason(make: Callable[..., NameList]) -> None:
    name_list = make(content=b"%PDF-1.7")
    assert (name_list.state, uploads()) == ("failed", [])
    assert (
        name_list.failure == "This is a PDF. Copy the names out of it and paste them here, "
        "or send the list as Excel or CSV."
    )


def test_read_list_continues_after_an_interruption(
    make: Callable[..., NameList], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(name_lists, "SLICE", 2)
    name_list = make("\n".join(f"Yosef{'x' * n} ben Chana" for n in range(7)), reading=False)
    real, made = name_lists._row, []

    def dying(*arguments: Any) -> Row:
        made.append(arguments[2].number)
        if len(made) == 4:
            raise KeyboardInterrupt
        return real(*arguments)

    with monkeypatch.context() as death:
        death.setattr(name_lists, "_row", dying)
        with pytest.raises(KeyboardInterrupt):
            read_list(name_list.pk)
    assert name_list.rows.count() == 2
    read_list(name_list.pk)
    name_list.refresh_from_db()
    assert name_list.state == "done"
    assert list(name_list.rows.values_list("position", flat=True)) == [1, 2, 3, 4, 5, 6, 7]


_READ = """
import django; django.setup()
import time
from communities.lists import duplicate_checks, name_lists
from communities.lists.duplicate_checks import recheck
name_lists.SLICE = 2
whole = name_lists._row
def slow(*arguments):
    if arguments[3] == 5:  # until it is killed
        time.sleep(600)
    return whole(*arguments)
name_lists._row = slow
name_lists.read_list({pk})
"""


@pytest.mark.django_db(transaction=True)
def test_read_list_continues_after_a_killed_worker(make: Callable[..., NameList]) -> None:
    name_list = make("\n".join(f"Yosef{'x' * n} ben Chana" for n in range(11)), reading=False)
    server = os.environ["DATABASE_URL"].rsplit("/", 1)[0]
    own = {
        "DATABASE_URL": f"{server}/{connection.settings_dict['NAME']}",
        "DJANGO_SETTINGS_MODULE": "unity_torah.settings.development",
    }
    running = subprocess.Popen(
        [sys.executable, "-c", _READ.format(pk=name_list.pk)],
        env={**os.environ, **own},
        cwd=settings.BASE_DIR,
    )
    deadline = time.monotonic() + 60
    while name_list.rows.count() < 4 and time.monotonic() < deadline:
        time.sleep(0.02)
    running.send_signal(signal.SIGKILL)
    running.wait()
    name_list.refresh_from_db()
    assert (name_list.state, name_list.units_done, name_list.rows.count() < 11) == (
        "running", name_list.rows.count(), True,
    )  # fmt: skip
    while name_list.is_active and time.monotonic() < deadline:
        read_list(name_list.pk)  # the lock is released a moment after the process died
        name_list.refresh_from_db()
    assert list(name_list.rows.values_list("position", flat=True)) == list(range(1, 12))
    assert (name_list.state, name_list.text, name_list.attempts) == ("done", "", 2)


def test_read_list_fails_after_too_many_attempts(make: Callable[..., NameList]) -> None:
    name_list = make("Yosef ben Chana", reading=False)
    NameList.objects.update(attempts=LIST_READING.max_attempts)
    read_list(name_list.pk)
    name_list.refresh_from_db()
    assert (name_list.state, name_list.text) == ("failed", "")
    assert "took too long" in name_list.failure


def stop_in_the_middle(name_list: NameList, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stop the reading of a list after its first two rows."""
    monkeypatch.setattr(name_lists, "SLICE", 2)
    whole = name_lists._row

    def stopping(*arguments: Any) -> Row:
        if arguments[3] == 3:
            assert stop_job(LIST_READING, name_list)
        return whole(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(name_lists, "_row", stopping)
        read_list(name_list.pk)
    name_list.refresh_from_db()
    assert (name_list.state, name_list.rows.count()) == ("stopped", 2)


def test_resume_continues_a_stopped_list(
    make: Callable[..., NameList], monkeypatch: pytest.MonkeyPatch
) -> None:
    name_list = make("\n".join(f"Yosef{'x' * n} ben Chana" for n in range(5)), reading=False)
    stop_in_the_middle(name_list, monkeypatch)
    assert not name_list.rows.ready().exists()
    read_list(name_list.pk)
    assert name_list.rows.count() == 2
    assert resume_job(LIST_READING, name_list)
    read_list(name_list.pk)
    name_list.refresh_from_db()
    assert (name_list.state, name_list.text, name_list.expires_at) == ("done", "", None)
    assert list(name_list.rows.values_list("position", flat=True)) == [1, 2, 3, 4, 5]


def test_expire_deletes_the_upload_of_a_stopped_list(
    make: Callable[..., NameList], monkeypatch: pytest.MonkeyPatch
) -> None:
    name_list = make(content=CSV.encode() + CSV.encode(), reading=False)
    stop_in_the_middle(name_list, monkeypatch)
    expire(LIST_READING)
    assert len(uploads()) == 1
    NameList.objects.update(expires_at=timezone.now())
    expire(LIST_READING)
    name_list.refresh_from_db()
    assert (name_list.state, name_list.upload, uploads()) == ("expired", "", [])
    assert not resume_job(LIST_READING, name_list)
    assert make(content=CSV.encode() + CSV.encode()).state == "done"


def test_stop_and_resume_buttons_of_a_list(
    make: Callable[..., NameList], helper: User, sign_in: SignIn
) -> None:
    name_list = make("Yosef ben Chana", reading=False)
    client, page = sign_in(helper), f"{HOME}lists/{name_list.pk}/"
    assert 'value="stop"' in client.get(page).content.decode()
    answer = client.post(page, {"action": "stop"}, follow=True).content.decode()
    assert 'value="resume"' in answer
    assert "every 1s" not in answer
    answer = client.post(page, {"action": "resume"}, follow=True).content.decode()
    assert 'value="stop"' in answer


@pytest.mark.django_db(transaction=True)
def test_read_list_twice_at_once_reads_once(make: Callable[..., NameList]) -> None:
    name_list = make("\n".join(f"Yosef{'x' * n} ben Chana" for n in range(9)), reading=False)
    assert _read_at_once(name_list, patience=1) == []
    while name_list.is_active:  # the second call may have returned before the first one ended
        read_list(name_list.pk)
        name_list.refresh_from_db()
    assert list(name_list.rows.values_list("position", flat=True)) == list(range(1, 10))


@pytest.mark.django_db(transaction=True)
def test_negative_control_read_list_without_the_lock(
    make: Callable[..., NameList],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(job_runner, "exclusive", lambda *_: nullcontext(enter_result=True))
    name_list = make("\n".join(f"Yosef{'x' * n} ben Chana" for n in range(9)), reading=False)
    meet, finish = meet_after(lambda: None), job_runner._end

    def finish_together(*arguments: Any, **named: Any) -> None:
        meet()  # or the first one finishes before the second one writes its rows
        finish(*arguments, **named)

    monkeypatch.setattr(job_runner, "_end", finish_together)
    assert _read_at_once(name_list, patience=PATIENCE) == []
    assert f"list {name_list.pk} could not be read: IntegrityError" in caplog.text


def _read_at_once(name_list: NameList, patience: float) -> list[Exception]:
    """Read the list in two threads that meet at each row; returns the exceptions."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(name_lists, "_row", meet_after(name_lists._row, patience=patience))
        return at_once(2, lambda: read_list(name_list.pk))


def test_read_list_does_nothing_while_the_lock_is_held(make: Callable[..., NameList]) -> None:
    name_list = make("Yosef ben Chana\nMoshe ben Sarah", reading=False)
    with exclusive(Lock.NAME_LIST_READING, name_list.pk):
        read_list(name_list.pk)
        assert name_list.rows.count() == 0
    read_list(name_list.pk)
    assert name_list.rows.count() == 2


def test_recheck_finds_duplicates(make: Callable[..., NameList]) -> None:
    name_list = make("Yosef ben Chana\nMoshe ben Sarah\nYosef ben Chana\nYOSEF ben Chana")
    first, _moshe, second, third = name_list.rows.all()
    assert (first.duplicate_of, second.duplicate_of, third.duplicate_of) == (None, first, first)
    assert name_list.rows.ready().count() == 2
    name_list.rows.filter(pk=second.pk).update(confirmed=True, questions=[])
    assert name_list.rows.ready().count() == 3
    name_list.rows.filter(pk=first.pk).update(left_out=True)
    recheck(name_list)
    third.refresh_from_db()
    assert third.duplicate_of == second


def test_recheck_finds_the_scroll_of_an_existing_letter(
    make: Callable[..., NameList], scroll: Scroll, make_order: Callable[..., Order]
) -> None:
    order = make_order()
    paid = IncomingPayment(
        amount=order.total, currency=order.currency, reference="pi_1", session_id=""
    )
    record_and_apply(order_id=order.pk, incoming=paid)
    name_list = make("Yosef ben Chana\nמשה בן שרה")
    assert [row.matching_scrolls for row in name_list.rows.all()] == [[], []]  # a stranger
    Person.objects.update(community=name_list.community)
    recheck(name_list)
    has, has_not = name_list.rows.all()
    assert (has.matching_scrolls, has_not.matching_scrolls) == ([12], [])
    assert [row.line for row in name_list.rows.ready()] == ["משה בן שרה"]


@pytest.mark.parametrize(
    ("first", "second", "asked"),
    [
        ("יוסי בן חנה", "יוסף בן חנה", True),
        ("Mendel ben Chana Levi", "מנחם מענדל בן חנה לוי", True),
        ("Yosef ben Chana Levi", "Yosef ben Chana", True),
        ("Yosef ben Chana Levi", "Yosef ben Chana Katz", False),
        ("Yosef ben Chana", "Dovid ben Chana", False),
        ("Yosef ben Chana", "Yosef ben Leah", False),
    ],
)
def test_recheck_asks_once_about_two_spellings_in_a_list(
    make: Callable[..., NameList], first: str, second: str, asked: bool
) -> None:
    name_list = make(f"{first}\n{second}")
    one, other = name_list.rows.order_by("position")
    assert one.duplicate_of is None
    assert (other.duplicate_of == one) is asked


def test_recheck_narrows_the_people_of_a_large_community(
    make: Callable[..., NameList],
    scroll: Scroll,
    make_order: Callable[..., Order],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    order = make_order()
    paid = IncomingPayment(
        amount=order.total, currency=order.currency, reference="pi_1", session_id=""
    )
    record_and_apply(order_id=order.pk, incoming=paid)
    earlier = make("Levi ben Rus")
    Person.objects.update(community=earlier.community)
    monkeypatch.setattr(duplicate_checks, "MAX_COMPARED", 0)
    name_list = make("יוסף בן חנה לוי\nLevi ben Rus")
    has, twice = name_list.rows.order_by("position")
    assert has.matching_scrolls == [12]
    assert twice.duplicate_of == earlier.rows.get()


def test_update_row_checks_the_row_again(make: Callable[..., NameList]) -> None:
    name_list = make("Yosef ben Chana\nMoshe")
    row = name_list.rows.last()
    assert row
    name = {"given_name": "Yosef", "relation": "ben", "mother_name": "Chana"}
    update_row(row=row, name=name)
    row.refresh_from_db()
    assert (row.issues, row.duplicate_of) == ([], name_list.rows.first())


def test_delete_list_refuses_a_list_with_ordered_rows(
    make: Callable[..., NameList], make_order: Callable[..., Order]
) -> None:
    name_list = make("Yosef ben Chana")
    inscription = make_order().lines.first().inscription  # type: ignore[union-attr]
    name_list.rows.update(inscription=inscription)
    assert not delete_list(name_list)
    name_list.rows.update(inscription=None)
    assert delete_list(name_list)
    assert (NameList.objects.count(), Row.objects.count()) == (0, 0)


# The pages -------------------------------------------------------------------


def test_name_list_pages_from_file_to_corrected_row(
    series: Series, helper: User, sign_in: SignIn
) -> None:
    client = sign_in(helper)
    file = SimpleUploadedFile("names of children.csv", CSV.encode())
    answer = client.post(f"{HOME}lists/", {"file": file, "title": ""})
    name_list = NameList.objects.get()
    url = f"{HOME}lists/{name_list.pk}/"
    assert (answer["Location"], "children" in name_list.title) == (url, False)
    assert "Reading the list" in client.get(url).content.decode()
    read_list(name_list.pk)
    answer = client.get(url, {"show": "unclear"})
    assert "Mother or father" in answer.content.decode()
    assert [row.given_name for row in answer.context["page"]] == ["Mushka"]
    row = name_list.rows.get(given_name="Mushka")
    name = {"kind": "child", "given_name": "Mushka", "relation": "bas", "mother_name": "Sarah"}
    assert client.post(f"{HOME}rows/{row.pk}/", {**name, "relation": ""}).status_code == 422
    client.post(f"{HOME}rows/{row.pk}/", name)
    assert name_list.rows.ready().count() == 2
    client.post(url, {"action": "leave_out", "row": [row.pk]})
    assert name_list.rows.ready().count() == 1
    client.post(url, {"action": "delete"})
    assert NameList.objects.exists()  # helpers can't delete lists


@pytest.mark.parametrize("language", language_codes())
def test_list_template_has_only_columns_that_are_recognised(
    helper: User, sign_in: SignIn, language: str
) -> None:
    answer = sign_in(helper).get("/shluchim/names.csv", headers={"accept-language": language})
    content = answer.content + "יוסף,בן,חנה,אברהם,לוי,לא,y@example.org\r\n".encode()
    columns = recognise_columns(read_file(io.BytesIO(content), len(content)))
    assert columns == [
        *(Field.GIVEN, Field.RELATION, Field.MOTHER, Field.FATHER, Field.FAMILY),
        *(Field.DEPARTED, Field.EMAIL),
    ]


def test_list_template_can_be_read(helper: User, sign_in: SignIn) -> None:
    answer = sign_in(helper).get("/shluchim/names.csv")
    content = answer.content + "יוסף,בן,חנה,,לוי,,\r\n".encode()
    table = read_file(io.BytesIO(content), len(content))
    name = parse_name(recognise_columns(table), table.lines[0].cells)
    assert (name.given_name, name.mother_name, name.family_name, name.issues) == (
        "יוסף", "חנה", "לוי", [],
    )  # fmt: skip


@pytest.mark.parametrize("form", [{}, {"text": "  "}])
def test_name_lists_page_requires_a_file_or_text(
    series: Series, helper: User, sign_in: SignIn, form: dict[str, str]
) -> None:
    page = sign_in(helper).post(f"{HOME}lists/", form, follow=True)
    assert "Choose a file, or paste names" in page.content.decode()
    assert NameList.objects.count() == 0


def test_name_list_pages_answer_404_to_another_community(
    make: Callable[..., NameList], stranger: User, sign_in: SignIn
) -> None:
    name_list = make("Yosef ben Chana")
    row = name_list.rows.get()
    client = sign_in(stranger)
    for slug in ("montreal", "london"):
        for path in (f"lists/{name_list.pk}/", f"rows/{row.pk}/"):
            assert client.get(f"/shluchim/{slug}/{path}").status_code == 404
            assert client.post(f"/shluchim/{slug}/{path}", {"action": "delete"}).status_code == 404
    assert client.get(f"{HOME}lists/").status_code == 404
    assert Row.objects.count() == 1
