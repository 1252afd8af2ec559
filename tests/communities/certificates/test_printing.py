"""The certificates of a list as one PDF: in parts, resumable, private, deleted after a week."""

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.files.storage import storages
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from communities.certificates import printing
from communities.certificates.printing import PRINTINGS, NoCertificates, open_pdf, request_printing
from communities.models import NameList, PersonalDataExport, Printing, Row
from core import job_runner
from core.job_runner import expire, resume_job, resume_unfinished, run_job, stop_job
from core.locks import Lock, exclusive
from letters.certificates import render_combined_pdf
from tests.communities.certificates.conftest import LETTERS
from tests.communities.certificates.printed_files import files
from tests.races import PATIENCE, at_once, meet_after

SignIn = Callable[[User], Client]
HOME = "/shluchim/montreal/"


def test_run_prints_one_page_each_in_the_order_of_the_list(queued: Printing) -> None:
    run_job(PRINTINGS, queued.pk)
    queued.refresh_from_db()
    assert (queued.state, queued.units_done, queued.percent) == ("done", 7, 100)
    with open_pdf(queued) as file:
        pages = [page.extract_text() for page in PdfReader(io.BytesIO(file.read())).pages]
    assert len(pages) == 7
    # pypdf may return the words of a right-to-left line in visual order.
    assert all(letter in page for letter, page in zip(LETTERS, pages, strict=False))
    (kept,) = files()
    assert kept.stat().st_mode & 0o777 == 0o600


def test_request_printing_reuses_an_unfinished_one_and_records_each_export(
    queued: Printing, name_list: NameList, shliach: User
) -> None:
    assert request_printing(name_list=name_list, by=shliach, language="en", paper="a4") == queued
    assert request_printing(name_list=name_list, by=shliach, language="he", paper="a4") != queued
    assert list(PersonalDataExport.objects.values_list("what", "rows")) == [("certificates", 7)] * 2


def test_request_printing_without_letters_raises(name_list: NameList, shliach: User) -> None:
    Row.objects.update(inscription=None)
    with pytest.raises(NoCertificates):
        request_printing(name_list=name_list, by=shliach, language="en", paper="a4")


def test_resume_continues_a_stopped_printing(
    queued: Printing, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_sheets: list[int] = []
    whole = render_combined_pdf

    def counted(sheets: list[Any]) -> bytes:
        set_sheets.append(len(sheets))
        if len(set_sheets) == 2:
            stop_job(PRINTINGS, queued)
        return whole(sheets)

    monkeypatch.setattr(printing, "render_combined_pdf", counted)
    run_job(PRINTINGS, queued.pk)
    queued.refresh_from_db()
    assert queued.state == "stopped"
    resume_job(PRINTINGS, queued)
    run_job(PRINTINGS, queued.pk)
    queued.refresh_from_db()
    assert queued.state == "done"
    assert set_sheets in ([2, 2, 2, 2, 1], [2, 2, 2, 1])  # at most the stopped part is repeated


def test_resume_continues_a_failed_printing(
    queued: Printing, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(printing, "render_combined_pdf", lambda _sheets: 1 / 0)
        run_job(PRINTINGS, queued.pk)
    queued.refresh_from_db()
    assert queued.state == "failed"
    assert "יוסף" not in caplog.text
    resume_job(PRINTINGS, queued)
    run_job(PRINTINGS, queued.pk)
    queued.refresh_from_db()
    assert queued.state == "done"


@pytest.mark.django_db(transaction=True)
def test_run_does_nothing_while_another_worker_holds_the_lock(queued: Printing) -> None:
    with exclusive(Lock.CERTIFICATE_PRINTING, queued.pk):
        run_job(PRINTINGS, queued.pk)
    queued.refresh_from_db()
    assert queued.units_done == 0
    run_job(PRINTINGS, queued.pk)
    queued.refresh_from_db()
    assert queued.units_done == 7


_RUN = """
import time, django
django.setup()
from communities.certificates import printing
from core.job_runner import run_job
printing.PART_SIZE = 2
whole, parts = printing.render_combined_pdf, []
def slow(sheets):
    parts.append(sheets)
    if len(parts) == 3:  # until it is killed
        time.sleep(600)
    return whole(sheets)
printing.render_combined_pdf = slow
run_job(printing.PRINTINGS, {pk})
"""


@pytest.mark.django_db(transaction=True)
def test_resume_continues_after_a_killed_worker(queued: Printing) -> None:
    url = os.environ["DATABASE_URL"].rsplit("/", 1)[0] + f"/{connection.settings_dict['NAME']}"
    own = {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "unity_torah.settings.development"}
    running = subprocess.Popen(
        [sys.executable, "-c", _RUN.format(pk=queued.pk)],
        env={**os.environ, **own},
        cwd=settings.BASE_DIR,
    )
    deadline = time.monotonic() + 60
    while Printing.objects.get(pk=queued.pk).parts < 2 and time.monotonic() < deadline:
        time.sleep(0.02)
    running.send_signal(signal.SIGKILL)
    running.wait()
    before = Printing.objects.get(pk=queued.pk)
    assert (before.state, before.units_done >= 4) == ("running", True)
    while Printing.objects.get(pk=queued.pk).state != "done" and time.monotonic() < deadline:
        resume_unfinished(PRINTINGS)  # the lock is released a moment after the process died
    with open_pdf(Printing.objects.get(pk=queued.pk)) as file:
        assert len(PdfReader(io.BytesIO(file.read())).pages) == 7


def test_expire_printings_deletes_the_file(queued: Printing) -> None:
    run_job(PRINTINGS, queued.pk)
    Printing.objects.update(expires_at=timezone.now())
    expire(PRINTINGS)
    assert files() == []
    with pytest.raises(FileNotFoundError):
        open_pdf(Printing.objects.get())


def test_expire_deletes_what_a_stopped_printing_has_left(
    queued: Printing, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = render_combined_pdf

    def stopping(sheets: list[Any]) -> bytes:
        stop_job(PRINTINGS, queued)
        return whole(sheets)

    monkeypatch.setattr(printing, "render_combined_pdf", stopping)
    run_job(PRINTINGS, queued.pk)
    assert len(files()) == 1
    Printing.objects.update(expires_at=timezone.now())
    assert not resume_job(PRINTINGS, queued)
    expire(PRINTINGS)
    queued.refresh_from_db()
    assert (queued.state, files()) == ("expired", [])


def test_printing_fails_after_three_killed_workers(queued: Printing) -> None:
    Printing.objects.update(state="running", attempts=PRINTINGS.max_attempts)
    resume_unfinished(PRINTINGS)
    queued.refresh_from_db()
    assert (queued.state, queued.failure) == ("failed", "killed")


def test_printing_continues_after_the_database_was_away(
    queued: Printing, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_sheets: list[Any]) -> bytes:
        raise OperationalError("gone")

    with monkeypatch.context() as broken:
        broken.setattr(printing, "render_combined_pdf", away)
        with pytest.raises(OperationalError):
            run_job(PRINTINGS, queued.pk)
    resume_unfinished(PRINTINGS)
    queued.refresh_from_db()
    assert (queued.state, queued.attempts) == ("done", 2)


def print_at_once(queued: Printing, monkeypatch: pytest.MonkeyPatch, patience: float) -> int:
    """Let two workers find the same printing; how many parts were rendered."""
    rendered: list[int] = []
    monkeypatch.setattr(printing, "PART_SIZE", 100)
    together = meet_after(render_combined_pdf, patience=patience)

    def counted(sheets: list[Any]) -> Any:
        rendered.append(len(sheets))
        return together(sheets)

    monkeypatch.setattr(printing, "render_combined_pdf", counted)
    at_once(2, lambda: run_job(PRINTINGS, queued.pk))
    return len(rendered)


@pytest.mark.django_db(transaction=True)
def test_run_job_twice_at_once_prints_once(
    queued: Printing, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert print_at_once(queued, monkeypatch, patience=0.3) == 1


@pytest.mark.django_db(transaction=True)
def test_negative_control_run_job_without_the_lock(
    queued: Printing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job_runner, "exclusive", lambda *_: nullcontext(enter_result=True))
    assert print_at_once(queued, monkeypatch, patience=PATIENCE) == 2


# The pages -------------------------------------------------------------------


def test_printing_pages_from_request_to_download(
    name_list: NameList, shliach: User, sign_in: SignIn
) -> None:
    client = sign_in(shliach)
    page = client.post(
        f"{HOME}lists/{name_list.pk}/certificates/", {"paper": "letter"}, follow=True
    )
    assert "0 of 7" in page.content.decode()
    made = Printing.objects.get()
    assert client.get(f"{HOME}certificates/{made.pk}/pdf").status_code == 404
    run_job(PRINTINGS, made.pk)
    page = client.get(f"{HOME}certificates/{made.pk}/", headers={"HX-Request": "true"})
    assert "<html" not in page.content.decode()
    assert f"{HOME}certificates/{made.pk}/pdf" in page.content.decode()
    answer: Any = client.get(f"{HOME}certificates/{made.pk}/pdf")
    assert answer.getvalue().startswith(b"%PDF")
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("who", ["helper", "stranger"])
def test_printing_pages_answer_404_to_others(
    queued: Printing, who: str, request: pytest.FixtureRequest, sign_in: SignIn
) -> None:
    run_job(PRINTINGS, queued.pk)
    client = sign_in(request.getfixturevalue(who))
    for slug in ("montreal", "london"):
        for path in (f"certificates/{queued.pk}/", f"certificates/{queued.pk}/pdf"):
            assert client.get(f"/shluchim/{slug}/{path}").status_code == 404
        url = f"/shluchim/{slug}/lists/{queued.name_list_id}/certificates/"
        assert client.post(url).status_code == 404
    assert Printing.objects.count() == 1
    assert storages["private"].exists("printings")
