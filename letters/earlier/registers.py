"""Registers of earlier scrolls: sent, looked through, imported, and removed again.

Looking through stores nothing but counts and samples. The import stores slices of rows, each in one
transaction with its count, so that it goes on where it was. A step is taken under the lock of the
register's worker: two steps never run at once.
"""

import hashlib
import logging
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, BinaryIO, cast

from django.contrib.auth.models import User
from django.core.files.base import File
from django.core.files.storage import storages
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.job_runner import (
    JobKind,
    Progress,
    enqueue_unfinished,
    expire,
    failure_code,
    resume_job,
    run_job,
    stop_job,
)
from core.locks import Lock, try_hold
from letters.earlier.columns import RegisterField, check_columns, recognised
from letters.earlier.entries import EntryReader
from letters.earlier.storage import copy_entries, delete_entries
from letters.earlier.summary import Summary
from letters.models import EarlierRegister, Scroll, Series, new_token
from letters.reading import CannotRead, Table, read_register

logger = logging.getLogger(__name__)

Phase, State = EarlierRegister.Phase, EarlierRegister.State
SLICE = 5_000  # rows of one transaction
KEPT_FOR = timedelta(days=14)  # a file that was looked through and is not imported
STRAY_AFTER = timedelta(hours=1)  # until a file that belongs to no register is deleted
_FOLDER = "earlier"
_ENDED = (State.DONE, State.FAILED, State.STOPPED, State.EXPIRED)


class Refused(Exception):
    """A step that can't be taken now; the message says why."""


def add_register(
    *,
    series: Series,
    scroll_number: int,
    title: str,
    origin: str,
    quality: str,
    language: str,
    file: File,  # type: ignore[type-arg]
    by: User,
) -> EarlierRegister:
    """Keep a file and have it looked through. Raises Refused."""
    if Scroll.objects.filter(series=series, number=scroll_number, registered_here=True).exists():
        raise Refused(
            _("Scroll %(number)s is registered here; its names are in the register already.")
            % {"number": scroll_number}
        )
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    same = EarlierRegister.objects.filter(
        series=series, scroll_number=scroll_number, content_hash=digest.hexdigest()
    )
    if same.exclude(phase=Phase.REMOVAL).exists():
        raise Refused(_("This file was sent already for this scroll."))
    file.seek(0)
    upload = storages["private"].save(f"{_FOLDER}/{new_token()}", file)
    register, new = EarlierRegister.objects.exclude(phase=Phase.REMOVAL).get_or_create(
        series=series,
        scroll_number=scroll_number,
        content_hash=digest.hexdigest(),
        defaults={
            "title": title,
            "origin": origin,
            "quality": quality,
            "language": language,
            "upload": upload,
            "requested_by": by,
        },
    )
    if not new:
        storages["private"].delete(upload)
        raise Refused(_("This file was sent already for this scroll."))
    REGISTERS.enqueue(register)
    return register


def choose_columns(register: EarlierRegister, values: Sequence[str]) -> None:
    """Set what each column is, and look through it anew. Raises InvalidColumns and Refused."""
    columns = check_columns(values, len(register.columns))
    _begin(register, Phase.TRIAL, from_phase=Phase.TRIAL, columns=columns, summary={}, samples={})


def begin_import(register: EarlierRegister) -> None:
    """Import what was looked through. Raises Refused."""
    if register.state != State.DONE:
        raise Refused(_not_now())
    _begin(register, Phase.IMPORT, from_phase=Phase.TRIAL)


def remove_register(register: EarlierRegister) -> None:
    """Remove its names with everything derived from them; at once they are no longer found.

    Raises Refused while a worker is at it.
    """
    _begin(register, Phase.REMOVAL, imported_at=None)


def _begin(register: EarlierRegister, phase: str, *, from_phase: str = "", **changes: Any) -> None:
    with transaction.atomic():
        # A worker that was stopped goes on until its slice is stored.
        if not try_hold(Lock.EARLIER_REGISTER, register.pk):
            raise Refused(_("The worker is still at it. Please try again in a minute."))
        ended = EarlierRegister.objects.filter(pk=register.pk, state__in=_ENDED)
        if from_phase:
            ended = ended.filter(phase=from_phase).exclude(upload="")
        else:
            ended = ended.exclude(phase=Phase.REMOVAL, state=State.DONE)
        fresh = {
            "attempts": 0,
            "failure": "",
            "units_done": 0,
            "finished_at": None,
            "expires_at": None,
        }
        if not ended.update(phase=phase, state=State.QUEUED, **fresh, **changes):
            raise Refused(_not_now())
        REGISTERS.enqueue(register)


def stop_register(register: EarlierRegister) -> None:
    """Stop what is being done with it. Raises Refused when it has ended already."""
    if not stop_job(REGISTERS, register):
        raise Refused(_not_now())


def resume_register(register: EarlierRegister) -> None:
    """Go on where it was stopped or has failed. Raises Refused."""
    if not resume_job(REGISTERS, register):
        raise Refused(_not_now())


def _not_now() -> str:
    return _("Nothing was done: see the current status below.")


def run_register(pk: int) -> None:
    """Do what is left of the current step of a register, unless another worker does it."""
    run_job(REGISTERS, pk)


def continue_registers() -> None:
    """Periodic: steps whose worker died, files whose time is over, files without a register."""
    expire(REGISTERS)
    _delete_stray_files()
    enqueue_unfinished(REGISTERS)


# The three steps ----------------------------------------------------------------


def _work(register: EarlierRegister, progress: Progress) -> dict[str, Any]:
    with override(register.language):
        return _STEPS[Phase(register.phase)](register, progress)


def _look_through(register: EarlierRegister, progress: Progress) -> dict[str, Any]:
    table = _table(register)
    columns = register.columns or recognised(table)
    progress(0, headings=list(table.headings), columns=columns, units_total=len(table.lines))
    reader = EntryReader(table, columns)
    summary = Summary(table, numbered=RegisterField.NUMBER.value in columns)
    for row, line in enumerate(table.lines, 1):
        summary.add(reader.read(row, line))
        if row % SLICE == 0:
            progress(row)
    return {
        "summary": summary.counts,
        "samples": summary.samples,
        "units_done": len(table.lines),
        "upload": register.upload,
    }


def _import(register: EarlierRegister, progress: Progress) -> dict[str, Any]:
    table = _table(register)
    reader = EntryReader(table, register.columns)
    progress(register.units_done, units_total=len(table.lines))
    for start in range(register.units_done, len(table.lines), SLICE):
        lines = table.lines[start : start + SLICE]
        entries = [reader.read(row, line) for row, line in enumerate(lines, start + 1)]
        with transaction.atomic():
            progress(start + len(lines))
            copy_entries(register, entries)
    return {"imported_at": timezone.now(), "expires_at": None, "units_done": len(table.lines)}


def _remove(register: EarlierRegister, progress: Progress) -> dict[str, Any]:
    with transaction.atomic():
        progress(0)
        count = delete_entries(register)
    return {"expires_at": None, "units_done": count, "units_total": count}


_STEPS = {Phase.TRIAL: _look_through, Phase.IMPORT: _import, Phase.REMOVAL: _remove}


def _table(register: EarlierRegister) -> Table:
    with storages["private"].open(register.upload) as file:
        return read_register(cast("BinaryIO", file), file.size)


def _failure(register: EarlierRegister, error: Exception) -> str:
    if isinstance(error, CannotRead):
        return str(error)
    if isinstance(error, OSError):
        return failure_code(register, error)
    # The message may contain names: only its type may be logged.
    logger.error("register %s failed: %s", register.pk, type(error).__name__)
    return EarlierRegister.Failure.ERROR


def _delete_upload(register: EarlierRegister) -> None:
    kept = register.phase == Phase.TRIAL and register.state == State.DONE
    if register.upload and not kept:
        storages["private"].delete(register.upload)


def _delete_stray_files() -> None:
    storage = storages["private"]
    if not storage.exists(_FOLDER):
        return
    known = set(EarlierRegister.objects.exclude(upload="").values_list("upload", flat=True))
    for name in (f"{_FOLDER}/{file}" for file in storage.listdir(_FOLDER)[1]):
        if name not in known and storage.get_modified_time(name) < timezone.now() - STRAY_AFTER:
            storage.delete(name)


REGISTERS = JobKind(
    model=EarlierRegister,
    task="letters.tasks.run_earlier_register",
    lock=Lock.EARLIER_REGISTER,
    work=_work,
    max_attempts=5,
    failure=_failure,
    kept_for=lambda: KEPT_FOR,
    partial_kept_for=KEPT_FOR,
    delete_files=_delete_upload,
    cleared={"upload": "", "samples": {}},
)
