"""A list is read in slices by one worker at a time: interrupted, stopped, resumed and expired."""

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
from django.db import connection
from django.utils import timezone

from communities.lists import name_lists
from communities.lists.name_lists import LIST_READING, read_list
from communities.models import NameList, Row
from core import job_runner
from core.job_runner import expire, resume_job, stop_job
from core.locks import Lock, exclusive
from tests.communities.name_lists import CSV, uploads
from tests.races import PATIENCE, at_once, meet_after


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
