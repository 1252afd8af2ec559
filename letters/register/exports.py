"""The life of an export: queued → running → done → expired, or failed, or stopped.

Every step is one UPDATE that names the state it comes from, so that whoever comes too late changes
nothing. One process at a time makes exports, of all workers together: the memory that one takes is
the memory they all take. Its lock ends with it; what it was at is then begun again by another.
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
from core.locks import exclusive
from letters.models import RegisterDownload, RegisterExport, Scroll
from letters.register import workspace
from letters.register.book import write_book
from letters.register.rows import count_rows
from letters.register.table import write_table
from letters.register.title_page import Wish
from letters.register.totals import Totals

logger = logging.getLogger(__name__)

ATTEMPTS = 3  # so often it is begun before it is given up

State = RegisterExport.State
Problem = RegisterExport.Problem
_WRITERS: dict[str, Callable[[Wish, Path, Callable[[int], None]], tuple[Path, Totals]]] = {
    RegisterExport.Form.PDF: write_book,
    RegisterExport.Form.CSV: write_table,
}


class WrongState(Exception):
    """The export is not where this step begins."""


class _Stopped(Exception):
    """Somebody stopped the export while it was being made."""


def ask(*, scroll: Scroll, by: User, order: str, form: str, language: str) -> RegisterExport:
    """Write down who asks for a register, and leave word that it is to be made."""
    export = RegisterExport.objects.create(
        scroll=scroll, by=by, order=order, form=form, language=language
    )
    transaction.on_commit(lambda: jobs.enqueue("letters.tasks.make_registers"))
    return export


def stop(export: RegisterExport) -> None:
    """Make no more of it. Raises WrongState when it is made already, or not any more."""
    if not _enter(export, State.STOPPED, State.QUEUED, State.RUNNING):
        raise WrongState


def fetch(export: RegisterExport, *, by: User) -> IO[bytes]:
    """The file of an export; that it was fetched is written down first.

    Raises WrongState when there is none, or its time is over.
    """
    with transaction.atomic():
        found = RegisterExport.objects.select_for_update(of=("self",), no_key=True)
        export = found.get(pk=export.pk)
        if not export.can_be_fetched:
            raise WrongState
        try:
            file = workspace.take(export)
        except FileNotFoundError as gone:
            logger.error("the file of export %s is gone", export.pk)
            raise WrongState from gone
        RegisterDownload.objects.create(export=export, by=by)
    return file


def make_what_waits() -> None:
    """Make what was asked for, one after the other, unless another process is at it; tidy up."""
    with exclusive("registers") as ours:
        if not ours:
            return
        RegisterExport.objects.past_their_time().update(state=State.EXPIRED, file="")
        workspace.tidy()
        while export := _next():
            _make(export)


def _next() -> RegisterExport | None:
    waiting = RegisterExport.objects.to_be_made().select_related("scroll__series")
    return waiting.order_by("pk").first()


def _make(export: RegisterExport) -> None:
    if export.attempts >= ATTEMPTS:
        _enter(export, State.FAILED, State.RUNNING, problem=Problem.KILLED)
        return
    _enter(
        export,
        State.RUNNING,
        State.QUEUED,
        State.RUNNING,
        attempts=F("attempts") + 1,
        started_at=timezone.now(),
        rows_done=0,
        rows_all=count_rows(export.scroll),
    )
    try:
        _write(export)
    except _Stopped:
        logger.info("export %s was stopped", export.pk)
    except DatabaseError:
        raise  # it is still running, so that it is begun again
    except Exception as broke:
        logger.exception("export %s broke off", export.pk)
        full = isinstance(broke, OSError) and broke.errno in {errno.ENOSPC, errno.EDQUOT}
        problem = Problem.DISK if full else Problem.BROKE
        _enter(export, State.FAILED, State.RUNNING, problem=problem)


def _write(export: RegisterExport) -> None:
    wish = Wish(export.scroll, export.order, export.pk, timezone.now())

    def progress(done: int) -> None:
        if not _enter(export, State.RUNNING, State.RUNNING, rows_done=done):
            raise _Stopped

    with workspace.bench() as folder:
        with translation.override(export.language):
            made, totals = _WRITERS[export.form](wish, folder, progress)
        name, size, sha256 = workspace.put(made, export.form)
    now = timezone.now()
    _enter(
        export,
        State.DONE,
        State.RUNNING,
        file=name,
        size=size,
        sha256=sha256,
        checksum=totals.checksum,
        rows_done=totals.names,
        rows_all=totals.names,
        finished_at=now,
        expires_at=now + timedelta(days=settings.REGISTER_RETENTION_DAYS),
    )


def _enter(export: RegisterExport, to: State, *come_from: State, **changes: object) -> bool:
    """Change the state, if it is one of those; whether it was."""
    ended = {State.FAILED, State.STOPPED}
    if to in ended:
        changes["finished_at"] = timezone.now()
    row = RegisterExport.objects.filter(pk=export.pk, state__in=come_from)
    return bool(row.update(state=to, **changes))
