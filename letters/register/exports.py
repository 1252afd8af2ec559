"""Exports of the register, as jobs of `core.job_runner`.

Only one process of all workers makes exports at a time, because of the memory that one needs.
"""

import logging
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone, translation

from core.job_runner import JobKind, Progress, expire, resume_job, resume_unfinished, stop_job
from core.locks import Lock, exclusive
from letters.models import RegisterDownload, RegisterExport, Scroll
from letters.register import workspace
from letters.register.book import write_book
from letters.register.rows import count_rows
from letters.register.table import write_table
from letters.register.title_page import ExportOptions
from letters.register.totals import Totals

logger = logging.getLogger(__name__)

_WRITERS: dict[str, Callable[[ExportOptions, Path, Callable[[int], None]], tuple[Path, Totals]]] = {
    RegisterExport.FileFormat.PDF: write_book,
    RegisterExport.FileFormat.CSV: write_table,
}


class WrongState(Exception):
    """The export is in a state that does not allow this step."""


def request_export(
    *, scroll: Scroll, by: User, order: str, file_format: str, language: str
) -> RegisterExport:
    """Record the request and enqueue the job that makes the export."""
    export = RegisterExport.objects.create(
        scroll=scroll, requested_by=by, order=order, file_format=file_format, language=language
    )
    EXPORTS.enqueue(export)
    return export


def stop_export(export: RegisterExport) -> None:
    """Stop an export. Raises WrongState when it has ended already."""
    if not stop_job(EXPORTS, export):
        raise WrongState


def resume_export(export: RegisterExport) -> None:
    """Make an export that was stopped or has failed. Raises WrongState for any other."""
    if not resume_job(EXPORTS, export):
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
    expire(EXPORTS)
    with exclusive(Lock.REGISTER_EXPORTS) as acquired:
        if not acquired:
            return
        workspace.delete_unused_files()
    resume_unfinished(EXPORTS)


def _write(export: RegisterExport, progress: Progress) -> dict[str, Any]:
    options = ExportOptions(export.scroll, export.order, export.pk, timezone.now())
    progress(0, units_total=count_rows(export.scroll))
    with workspace.workspace() as folder:
        with translation.override(export.language):
            path, totals = _WRITERS[export.file_format](options, folder, progress)
        name, size, sha256 = workspace.store_file(path, export.file_format)
    return {
        "file": name,
        "size": size,
        "sha256": sha256,
        "checksum": totals.checksum,
        "units_done": totals.names,
        "units_total": totals.names,
    }


EXPORTS = JobKind(
    model=RegisterExport,
    task="letters.tasks.run_register_exports",
    lock=Lock.REGISTER_EXPORTS,
    shared_lock=True,
    work=_write,
    kept_for=lambda: timedelta(days=settings.REGISTER_RETENTION_DAYS),
    cleared={"file": ""},  # `workspace.delete_unused_files` deletes it
)
