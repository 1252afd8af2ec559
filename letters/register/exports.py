"""The states of an export: queued → running → done → expired, or failed, or stopped.

Every transition is one UPDATE that names the states it starts from, so that a late one changes
nothing. Only one process of all workers makes exports at a time, because of the memory that one
needs. Its lock ends with the process; an export it was working on is then started again by another.
"""

import errno
import logging
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import IO

from django.conf import settings
from django.contrib.auth.models import User
from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils import timezone, translation

from core import jobs
from core.locks import Lock, exclusive
from letters.models import RegisterDownload, RegisterExport, Scroll
from letters.register import workspace
from letters.register.book import write_book
from letters.register.rows import count_rows
from letters.register.table import write_table
from letters.register.title_page import ExportOptions
from letters.register.totals import Totals

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 3

State = RegisterExport.State
FailureReason = RegisterExport.FailureReason
_WRITERS: dict[str, Callable[[ExportOptions, Path, Callable[[int], None]], tuple[Path, Totals]]] = {
    RegisterExport.FileFormat.PDF: write_book,
    RegisterExport.FileFormat.CSV: write_table,
}


class WrongState(Exception):
    """The export is in a state that does not allow this step."""


class _Stopped(Exception):
    """The export was stopped while it was being made."""


def request_export(
    *, scroll: Scroll, by: User, order: str, file_format: str, language: str
) -> RegisterExport:
    """Record the request and enqueue the job that makes the export."""
    export = RegisterExport.objects.create(
        scroll=scroll, requested_by=by, order=order, file_format=file_format, language=language
    )
    transaction.on_commit(lambda: jobs.enqueue("letters.tasks.run_register_exports"))
    return export


def stop_export(export: RegisterExport) -> None:
    """Stop an export. Raises WrongState when it has ended already."""
    if not _transition(export, State.STOPPED, State.QUEUED, State.RUNNING):
        raise WrongState


def download(export: RegisterExport, *, by: User) -> IO[bytes]:
    """Record the download and return the file of an export.

    Raises WrongState when there is no file, or it has expired.
    """
    with transaction.atomic():
        found = RegisterExport.objects.select_for_update(of=("self",), no_key=True)
        export = found.get(pk=export.pk)
        if not export.is_downloadable:
            raise WrongState
        try:
            file = workspace.open_file(export)
        except FileNotFoundError as gone:
            logger.error("the file of export %s is gone", export.pk)
            raise WrongState from gone
        RegisterDownload.objects.create(export=export, downloaded_by=by)
    return file


def run_pending_exports() -> None:
    """Expire old exports and make the pending ones, unless another process is doing so."""
    with exclusive(Lock.REGISTER_EXPORTS) as acquired:
        if not acquired:
            return
        RegisterExport.objects.past_expiry().update(state=State.EXPIRED, file="")
        workspace.delete_unused_files()
        while export := _next_pending():
            _run(export)


def _next_pending() -> RegisterExport | None:
    pending = RegisterExport.objects.pending().select_related("scroll__series")
    return pending.order_by("pk").first()


def _run(export: RegisterExport) -> None:
    if export.attempts >= MAX_ATTEMPTS:
        _transition(export, State.FAILED, State.RUNNING, failure_reason=FailureReason.KILLED)
        return
    _transition(
        export,
        State.RUNNING,
        State.QUEUED,
        State.RUNNING,
        attempts=F("attempts") + 1,
        started_at=timezone.now(),
        rows_done=0,
        rows_total=count_rows(export.scroll),
    )
    try:
        _write(export)
    except _Stopped:
        logger.info("export %s was stopped", export.pk)
    except DatabaseError:
        raise  # the state stays RUNNING, so that it is started again
    except Exception as error:
        logger.exception("export %s failed", export.pk)
        full = isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}
        reason = FailureReason.DISK if full else FailureReason.ERROR
        _transition(export, State.FAILED, State.RUNNING, failure_reason=reason)


def _write(export: RegisterExport) -> None:
    options = ExportOptions(export.scroll, export.order, export.pk, timezone.now())

    def progress(done: int) -> None:
        if not _transition(export, State.RUNNING, State.RUNNING, rows_done=done):
            raise _Stopped

    with workspace.workspace() as folder:
        with translation.override(export.language):
            path, totals = _WRITERS[export.file_format](options, folder, progress)
        name, size, sha256 = workspace.store_file(path, export.file_format)
    now = timezone.now()
    _transition(
        export,
        State.DONE,
        State.RUNNING,
        file=name,
        size=size,
        sha256=sha256,
        checksum=totals.checksum,
        rows_done=totals.names,
        rows_total=totals.names,
        finished_at=now,
        expires_at=now + timedelta(days=settings.REGISTER_RETENTION_DAYS),
    )


def _transition(export: RegisterExport, to: State, *sources: State, **changes: object) -> bool:
    """Change the state if it is one of `sources`; whether it was."""
    if to in {State.FAILED, State.STOPPED}:
        changes["finished_at"] = timezone.now()
    row = RegisterExport.objects.filter(pk=export.pk, state__in=sources)
    return bool(row.update(state=to, **changes))
