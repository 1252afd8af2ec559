"""How long a whole register takes as a book of A4 pages, and how much memory."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection

from dev.bench.measure import Measure
from letters.models import RegisterExport, Scroll
from letters.register.exports import request_export
from letters.register.rows import statement

MAX_MB = 400
_POLL_SECONDS = 0.02  # seconds
# As a pool process of the worker runs the task, with all that it has loaded by then.
_TASK = (
    "import django; django.setup(); from letters.tasks import run_register_exports as run; run()"
)


def measure_export(scroll: Scroll) -> Iterator[Measure]:
    """The PDF of a scroll in its slowest order; the memory is of all its processes together.

    For a temporary database: the record of the export stays.
    """
    order = RegisterExport.Order.PLACES
    bare = _baseline_copy(scroll, order)
    clerk, _ = User.objects.get_or_create(username="bench")
    export = request_export(scroll=scroll, by=clerk, order=order, file_format="pdf", language="he")
    start = perf_counter()
    peak = _run_export()
    seconds = perf_counter() - start
    export.refresh_from_db()
    if export.state != RegisterExport.State.DONE or not export.units_total:
        raise SystemExit(f"The register was not made: {export.state} {export.failure}")
    baseline = f"bare COPY of the same {export.units_total:,} rows to a file"
    yield Measure("register_export_s", round(seconds, 1), "s", baseline, round(seconds / bare, 1))
    yield Measure("register_export_mb", round(peak), "MB", f"{MAX_MB} MB", round(peak / MAX_MB, 2))


def _baseline_copy(scroll: Scroll, order: str) -> float:
    query, values = statement(scroll, order)
    query = connection.ops.compose_sql(query, values)  # type: ignore[attr-defined]  # PostgreSQL's
    start = perf_counter()
    with (
        tempfile.TemporaryFile() as file,
        connection.cursor() as cursor,
        cursor.copy(f"COPY ({query}) TO STDOUT") as rows,
    ):
        for block in rows:
            file.write(block)
    return perf_counter() - start


def _run_export() -> float:
    """Run the export in its own process; return the peak memory of all its processes in MB."""
    database = connection.settings_dict
    login = f"{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}"
    with tempfile.TemporaryDirectory(prefix="unity-register-") as folder:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "unity_torah.settings.development",
            "DEBUG": "1",
            "DATABASE_URL": f"postgres://{login}/{database['NAME']}",
            "PRIVATE_ROOT": folder,
        }
        process = subprocess.Popen(
            [sys.executable, "-c", _TASK], env=environment, cwd=settings.BASE_DIR
        )
        peak = 0.0
        while process.poll() is None:
            peak = max(peak, sum(map(_megabytes, _descendants(process.pid))))
            time.sleep(_POLL_SECONDS)
    return peak


def _descendants(pid: int) -> Iterator[int]:
    """A process and all its descendants."""
    yield pid
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except FileNotFoundError:
        return
    for child in children:
        yield from _descendants(int(child))


def _megabytes(pid: int) -> float:
    """The resident memory of a process; what it shares with another counts for both."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
