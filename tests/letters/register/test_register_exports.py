"""Register exports: made once, stopped, failed, and resumed after a kill."""

import errno
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError, connection

from core import job_runner
from letters.models import RegisterExport, Scroll
from letters.register import exports, workspace
from letters.register.exports import WrongState, resume_export, run_pending_exports, stop_export
from letters.register.pdf_render import RenderError
from letters.register.table import write_table
from tests.conftest import QueuedJob
from tests.letters.register.register_data import content, exported, refreshed, requested
from tests.races import PATIENCE, at_once, meet_after

pytestmark = pytest.mark.usefixtures("three_names")


def replace_writer(monkeypatch: pytest.MonkeyPatch, writer: Callable[..., Any]) -> None:
    monkeypatch.setitem(exports._WRITERS, RegisterExport.FileFormat.CSV, writer)


def failing(error: Exception) -> Callable[..., Any]:
    def writer(*_: object, **__: object) -> None:
        raise error

    return writer


def test_export_records_size_checksum_and_attempts(scroll: Scroll) -> None:
    export = exported(scroll)
    file = content(export)
    assert (export.units_done, export.units_total, export.size) == (3, 3, len(file))
    assert re.fullmatch("[0-9a-f]{64}", export.sha256)
    assert export.attempts == 1


def test_export_file_is_private_with_a_random_name(scroll: Scroll, folder: Path) -> None:
    export = exported(scroll)
    path = folder / export.file
    assert path.stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    assert re.fullmatch(r"[\w-]{32}\.csv", export.file)


def test_run_pending_exports_makes_all_and_leaves_only_their_files(
    scroll: Scroll, folder: Path
) -> None:
    pending = [requested(scroll), requested(scroll, order="alphabet")]
    run_pending_exports()
    files = {refreshed(export).file for export in pending}
    assert {path.name for path in folder.iterdir()} == files


def test_request_export_enqueues_a_job(scroll: Scroll, queued_jobs: list[QueuedJob]) -> None:
    requested(scroll)
    assert [job.task for job in queued_jobs] == ["letters.tasks.run_register_exports"]


def test_request_export_works_without_broker(scroll: Scroll, broker_unavailable: None) -> None:
    assert requested(scroll).state == "queued"


def run_concurrently(monkeypatch: pytest.MonkeyPatch, patience: float) -> int:
    """Let two workers find the same export; how often it was written."""
    written: list[int] = []
    together = meet_after(lambda: written.append(1), patience=patience)

    def write(*options: Any) -> Any:
        together()
        return write_table(*options)

    replace_writer(monkeypatch, write)
    assert at_once(2, run_pending_exports) == []
    return len(written)


def test_run_pending_exports_makes_an_export_once(
    scroll: Scroll, monkeypatch: pytest.MonkeyPatch
) -> None:
    requested(scroll)
    assert run_concurrently(monkeypatch, patience=0.3) == 1


def test_negative_control_run_pending_exports_without_the_lock(
    scroll: Scroll, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def unlocked(*_: object) -> Iterator[bool]:
        yield True

    # The same lock is taken twice: to delete unused files, and to run the export.
    monkeypatch.setattr(exports, "exclusive", unlocked)
    monkeypatch.setattr(job_runner, "exclusive", unlocked)
    monkeypatch.setattr(workspace, "delete_unused_files", lambda: None)
    requested(scroll)
    assert run_concurrently(monkeypatch, patience=PATIENCE) == 2


def test_stop_export_while_queued(scroll: Scroll) -> None:
    export = requested(scroll)
    stop_export(export)
    run_pending_exports()
    assert (refreshed(export).state, export.attempts) == ("stopped", 0)


def test_stop_export_while_running_leaves_no_file(
    scroll: Scroll, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = requested(scroll)

    def stopped(options: Any, workspace: Path, progress: Callable[[int], None]) -> Any:
        (workspace / "half").touch()
        progress(1)
        stop_export(export)
        progress(2)
        pytest.fail("the export was not stopped")

    replace_writer(monkeypatch, stopped)
    run_pending_exports()
    assert (refreshed(export).state, export.units_done) == ("stopped", 1)
    assert not list(folder.iterdir())


def test_stop_export_after_writing_leaves_no_file(
    scroll: Scroll, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = requested(scroll)

    def late(*options: Any) -> Any:
        found = write_table(*options)
        stop_export(export)
        return found

    replace_writer(monkeypatch, late)
    run_pending_exports()
    run_pending_exports()  # the next run deletes unused files
    assert (refreshed(export).state, export.file) == ("stopped", "")
    assert not list(folder.iterdir())


def test_resume_export_makes_a_stopped_one_again(
    scroll: Scroll, queued_jobs: list[QueuedJob]
) -> None:
    export = requested(scroll)
    stop_export(export)
    resume_export(export)
    assert (refreshed(export).state, export.finished_at) == ("queued", None)
    assert [job.task for job in queued_jobs] == ["letters.tasks.run_register_exports"] * 2
    run_pending_exports()
    assert refreshed(export).state == "done"


def test_resume_export_after_a_failure_counts_attempts_anew(scroll: Scroll) -> None:
    export = requested(scroll)
    RegisterExport.objects.update(state="failed", failure="killed", attempts=3)
    resume_export(export)
    run_pending_exports()
    assert (refreshed(export).state, export.failure, export.attempts) == ("done", "", 1)


def test_resume_export_rejects_a_finished_export(scroll: Scroll) -> None:
    export = exported(scroll)
    with pytest.raises(WrongState):
        resume_export(export)
    assert refreshed(export).state == "done"


def test_stop_export_rejects_a_finished_export(scroll: Scroll) -> None:
    export = exported(scroll)
    with pytest.raises(WrongState):
        stop_export(export)
    assert refreshed(export).state == "done"


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (RenderError("status 1"), "error"),
        (ValueError("a bug"), "error"),
        (OSError(errno.ENOSPC, "full"), "disk"),
    ],
)
def test_failed_export_has_its_reason_and_the_next_one_runs(
    scroll: Scroll, monkeypatch: pytest.MonkeyPatch, error: Exception, reason: str
) -> None:
    export, following = requested(scroll), requested(scroll, "pdf")
    replace_writer(monkeypatch, failing(error))
    run_pending_exports()
    assert (refreshed(export).state, export.failure) == ("failed", reason)
    assert refreshed(following).state == "done"


def test_export_restarts_after_a_database_error(
    scroll: Scroll, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = requested(scroll)
    replace_writer(monkeypatch, failing(OperationalError("gone")))
    with pytest.raises(OperationalError):
        run_pending_exports()
    assert refreshed(export).state == "running"
    replace_writer(monkeypatch, write_table)
    run_pending_exports()
    assert (refreshed(export).state, export.attempts) == ("done", 2)


def test_export_fails_after_three_killed_workers(scroll: Scroll) -> None:
    export = requested(scroll)
    RegisterExport.objects.update(state="running", attempts=exports.EXPORTS.max_attempts)
    run_pending_exports()
    assert (refreshed(export).state, export.failure) == ("failed", "killed")


def start_worker() -> "subprocess.Popen[bytes]":
    """Run the task in another process, like a worker, on the test database."""
    database = connection.settings_dict
    login = f"{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}"
    program = (
        "import django; django.setup();from letters.tasks import run_register_exports as run; run()"
    )
    return subprocess.Popen(
        [sys.executable, "-c", program],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "unity_torah.settings.development",
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


def test_export_restarts_after_a_killed_worker(scroll: Scroll, folder: Path) -> None:
    export = requested(scroll, "pdf")
    worker = start_worker()
    try:
        until(lambda: list(folder.glob("making-*")), "the export was not started")
    finally:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
    assert refreshed(export).state == "running"
    assert list(folder.glob("making-*")), "killed in the middle"

    def again() -> bool:
        run_pending_exports()  # like beat; the lock of the killed process ends with its connection
        return refreshed(export).state == "done"

    until(again, "the export was not resumed")
    assert export.attempts == 2
    assert [path.name for path in folder.iterdir()] == [export.file]
    assert content(export).startswith(b"%PDF")
