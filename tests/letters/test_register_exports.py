"""The life of an export: made once, stopped, failed, begun again after a kill, expired, fetched."""

import errno
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, OperationalError, connection
from django.utils import timezone

from letters.models import RegisterDownload, RegisterExport, Scroll
from letters.register import exports, workspace
from letters.register.exports import WrongState, fetch, make_what_waits, stop
from letters.register.pdf_render import NotSet
from letters.register.table import write_table
from tests.conftest import QueuedJob
from tests.letters.register_data import asked, clerk, content, folder, give, made
from tests.races import PATIENCE, at_once, meet_after

__all__ = ["folder"]


@pytest.fixture
def scroll(make_scroll: Callable[..., Scroll], folder: Path) -> Scroll:
    """Three of ten letters have somebody."""
    scroll = make_scroll(letters=10)
    for ordinal in (1, 2, 3):
        give(scroll, ordinal, f"name-{ordinal}")
    return scroll


def instead(monkeypatch: pytest.MonkeyPatch, writer: Callable[..., Any]) -> None:
    """Have this make tables."""
    monkeypatch.setitem(exports._WRITERS, RegisterExport.Form.CSV, writer)


def breaking(error: Exception) -> Callable[..., Any]:
    def writer(*_: object, **__: object) -> None:
        raise error

    return writer


def after(export: RegisterExport) -> RegisterExport:
    export.refresh_from_db()
    return export


# Made ---------------------------------------------------------------------


def test_a_made_export_says_what_it_is(scroll: Scroll) -> None:
    export = made(scroll)
    file = content(export)
    assert (export.rows_done, export.rows_all, export.size) == (3, 3, len(file))
    assert re.fullmatch("[0-9a-f]{64}", export.sha256)
    assert export.attempts == 1


def test_the_file_is_for_nobody_else_and_its_name_tells_nothing(
    scroll: Scroll, folder: Path
) -> None:
    export = made(scroll)
    path = folder / export.file
    assert path.stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    assert re.fullmatch(r"[\w-]{32}\.csv", export.file)


def test_it_takes_up_all_that_waits_and_leaves_only_their_files(
    scroll: Scroll, folder: Path
) -> None:
    made_ones = [asked(scroll), asked(scroll, order="alphabet")]
    make_what_waits()
    files = {after(export).file for export in made_ones}
    assert {path.name for path in folder.iterdir()} == files


def test_asking_queues_a_job(scroll: Scroll, queued_jobs: list[QueuedJob]) -> None:
    asked(scroll)
    assert [job.task for job in queued_jobs] == ["letters.tasks.make_registers"]


def test_asking_does_without_redis(scroll: Scroll, broker_unavailable: None) -> None:
    assert asked(scroll).state == "queued"


# Two workers --------------------------------------------------------------


def make_at_once(monkeypatch: pytest.MonkeyPatch, patience: float) -> int:
    """Two workers find the same export; how often it was written."""
    written: list[int] = []
    together = meet_after(lambda: written.append(1), patience=patience)

    def write(*wish: Any) -> Any:
        together()
        return write_table(*wish)

    instead(monkeypatch, write)
    assert at_once(2, make_what_waits) == []
    return len(written)


def test_two_workers_never_make_the_same_one(
    scroll: Scroll, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked(scroll)
    assert make_at_once(monkeypatch, patience=0.3) == 1


def test_without_the_lock_they_would(scroll: Scroll, monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def unlocked(_: str) -> Iterator[bool]:
        yield True

    monkeypatch.setattr(exports, "exclusive", unlocked)
    monkeypatch.setattr(workspace, "tidy", lambda: None)
    asked(scroll)
    assert make_at_once(monkeypatch, patience=PATIENCE) == 2


# Stopped, failed ----------------------------------------------------------


def test_what_is_stopped_before_its_turn_is_not_made(scroll: Scroll) -> None:
    export = asked(scroll)
    stop(export)
    make_what_waits()
    assert (after(export).state, export.attempts) == ("stopped", 0)


def test_what_is_stopped_in_the_middle_ends_and_leaves_nothing(
    scroll: Scroll, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = asked(scroll)

    def stopped(wish: Any, bench: Path, progress: Callable[[int], None]) -> Any:
        (bench / "half").touch()
        progress(1)
        stop(export)
        progress(2)
        pytest.fail("it went on")

    instead(monkeypatch, stopped)
    make_what_waits()
    assert (after(export).state, export.rows_done) == ("stopped", 1)
    assert not list(folder.iterdir())


def test_what_is_stopped_at_the_very_end_leaves_nothing(
    scroll: Scroll, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = asked(scroll)

    def late(*wish: Any) -> Any:
        found = write_table(*wish)
        stop(export)
        return found

    instead(monkeypatch, late)
    make_what_waits()
    make_what_waits()  # the next round clears the shelf
    assert (after(export).state, export.file) == ("stopped", "")
    assert not list(folder.iterdir())


def test_what_is_done_cannot_be_stopped(scroll: Scroll) -> None:
    export = made(scroll)
    with pytest.raises(WrongState):
        stop(export)
    assert after(export).state == "done"


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        (NotSet("status 1"), "broke"),
        (ValueError("a bug"), "broke"),
        (OSError(errno.ENOSPC, "full"), "disk"),
    ],
)
def test_a_failure_is_told_and_keeps_nobody_waiting(
    scroll: Scroll, monkeypatch: pytest.MonkeyPatch, error: Exception, problem: str
) -> None:
    export, following = asked(scroll), asked(scroll, "pdf")
    instead(monkeypatch, breaking(error))
    make_what_waits()
    assert (after(export).state, export.problem) == ("failed", problem)
    assert after(following).state == "done"


def test_when_the_database_is_lost_it_is_begun_again(
    scroll: Scroll, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = asked(scroll)
    instead(monkeypatch, breaking(OperationalError("gone")))
    with pytest.raises(OperationalError):
        make_what_waits()
    assert after(export).state == "running"
    instead(monkeypatch, write_table)
    make_what_waits()
    assert (after(export).state, export.attempts) == ("done", 2)


def test_what_kills_its_worker_three_times_is_given_up(scroll: Scroll) -> None:
    export = asked(scroll)
    RegisterExport.objects.update(state="running", attempts=exports.ATTEMPTS)
    make_what_waits()
    assert (after(export).state, export.problem) == ("failed", "killed")


# Killed -------------------------------------------------------------------


def start_worker() -> "subprocess.Popen[bytes]":
    """A process of its own that does the task, as a worker's does, on this test's database."""
    database = connection.settings_dict
    login = f"{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}"
    program = "import django; django.setup(); from letters.tasks import make_registers as m; m()"
    return subprocess.Popen(
        [sys.executable, "-c", program],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "unity_torah.settings",
            "DATABASE_URL": f"postgres://{login}/{database['NAME']}",
            "PRIVATE_ROOT": str(settings.PRIVATE_ROOT),
        },
        cwd=settings.BASE_DIR,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def until(what: Callable[[], object], message: str) -> None:
    deadline = time.monotonic() + 60
    while not what():
        assert time.monotonic() < deadline, message
        time.sleep(0.01)


def test_another_worker_begins_again_where_one_was_killed(scroll: Scroll, folder: Path) -> None:
    export = asked(scroll, "pdf")
    worker = start_worker()
    try:
        until(lambda: list(folder.glob("making-*")), "nothing was begun")
    finally:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
    assert after(export).state == "running"
    assert list(folder.glob("making-*")), "killed in the middle"

    def again() -> bool:
        make_what_waits()  # as beat has it done; the dead one's lock goes with its connection
        return after(export).state == "done"

    until(again, "nobody took it up")
    assert export.attempts == 2
    assert [path.name for path in folder.iterdir()] == [export.file]
    assert content(export).startswith(b"%PDF")


# Fetched and expired ------------------------------------------------------


def test_who_fetches_is_written_down_with_when(scroll: Scroll) -> None:
    export = made(scroll)
    before = timezone.now()
    content(export)
    download = RegisterDownload.objects.get()
    assert (download.export, download.by) == (export, clerk())
    assert before <= download.at <= timezone.now()


def test_a_download_stays_as_it_was(scroll: Scroll) -> None:
    content(made(scroll))
    with pytest.raises(DatabaseError, match="Cannot update or delete"):
        RegisterDownload.objects.update(at=timezone.now())


def test_a_download_stays_on_record(scroll: Scroll) -> None:
    content(made(scroll))
    with pytest.raises(DatabaseError, match="Cannot update or delete"):
        RegisterDownload.objects.all().delete()


def test_an_export_stays_on_record(scroll: Scroll) -> None:
    asked(scroll)
    with pytest.raises(DatabaseError, match="Cannot delete"):
        RegisterExport.objects.all().delete()


def expired(scroll: Scroll) -> RegisterExport:
    export = made(scroll)
    RegisterExport.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    return export


def test_it_can_be_fetched_for_the_days_of_the_setting(scroll: Scroll) -> None:
    export = made(scroll)
    assert export.expires_at is not None
    assert export.finished_at is not None
    days = timedelta(days=settings.REGISTER_RETENTION_DAYS)
    assert export.expires_at - export.finished_at == days


def test_nothing_expired_is_given_out_even_before_it_is_deleted(scroll: Scroll) -> None:
    export = expired(scroll)
    with pytest.raises(WrongState):
        fetch(export, by=clerk())
    assert not RegisterDownload.objects.exists()


def test_an_expired_file_is_deleted_and_its_record_stays(scroll: Scroll, folder: Path) -> None:
    export = expired(scroll)
    kept = made(scroll)
    make_what_waits()
    assert (after(export).state, export.file, export.rows_done) == ("expired", "", 3)
    assert export.checksum == kept.checksum
    assert [path.name for path in folder.iterdir()] == [kept.file]


def test_a_file_that_is_gone_is_no_download(scroll: Scroll, folder: Path) -> None:
    export = made(scroll)
    (folder / export.file).unlink()
    with pytest.raises(WrongState):
        fetch(export, by=clerk())
    assert not RegisterDownload.objects.exists()
