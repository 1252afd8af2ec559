"""Reading .xlsx, .xlsb, .xls and .ods: in a process of its own, with bounded memory and time."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from django.utils.translation import gettext as _

from letters.reading.files.file_types import FileType, broken_file, locked_file
from letters.reading.files.workbook_process import limits
from letters.reading.files.xls_scan import HiddenParts, hidden_parts
from letters.reading.table import OF_A_LIST, CannotRead, Limits, Sheet, SourceRow, UnusedText

# Seconds of a busy machine; the process itself is allowed a few of its own.
_TIMEOUT, _TIMEOUT_OF_A_REGISTER = 60, 600
# -I keeps the environment out; the package is found by its folder, so that nothing of Django is.
_RUN = (
    "import sys; sys.path.append(sys.argv[1]); "
    "from workbook_process import limits; limits.scale_to(int(sys.argv[3])); "
    "from workbook_process.read import main; sys.exit(main(sys.argv[2]))"
)
_KILLED = frozenset({-9, -24, -6, -11})  # by the limits, or by a failed allocation


def sheets_of_workbook(content: bytes, kind: FileType, allowed: Limits = OF_A_LIST) -> list[Sheet]:
    """All sheets with their hidden rows and columns marked. Raises CannotRead."""
    is_list = allowed.rows <= OF_A_LIST.rows
    rows = "0" if is_list else str(allowed.rows)
    command = [sys.executable, "-I", "-c", _RUN, str(Path(__file__).parent), kind.value, rows]
    timeout = _TIMEOUT if is_list else _TIMEOUT_OF_A_REGISTER
    try:
        done = subprocess.run(
            command, input=content, capture_output=True, timeout=timeout, check=False
        )
    except subprocess.TimeoutExpired:
        raise CannotRead(_too_large()) from None
    if done.returncode == limits.LOCKED:
        raise CannotRead(locked_file())
    if done.returncode == limits.TOO_LARGE or done.returncode in _KILLED:
        raise CannotRead(_too_large())
    if done.returncode:
        raise CannotRead(broken_file())
    sheets = [
        Sheet(
            name=sheet["name"],
            rows=[SourceRow(*row) for row in sheet["rows"]],
            hidden=sheet["hidden"],
            hidden_columns=frozenset(sheet["hidden_columns"]),
            unused=tuple(
                UnusedText(sheet["name"], row, "", text) for row, text in sheet["comments"]
            ),
        )
        for sheet in json.loads(done.stdout)
    ]
    return _with_hidden_parts(content, sheets) if kind == FileType.XLS else sheets


def _with_hidden_parts(content: bytes, sheets: Sequence[Sheet]) -> list[Sheet]:
    """Sheets of an .xls with what is hidden in them; if that can't be known, all of it is asked."""
    try:
        hidden = hidden_parts(content)
    except ValueError:
        return [replace(sheet, hidden=True) for sheet in sheets]
    if len(hidden) != len(sheets):
        return [replace(sheet, hidden=True) for sheet in sheets]
    return [
        replace(
            sheet,
            rows=[_with_errors(row, parts) for row in sheet.rows],
            hidden_columns=frozenset(parts.columns),
            unused=(*sheet.unused, *_comments_beside(sheet, parts)),
        )
        for sheet, parts in zip(sheets, hidden, strict=True)
    ]


def _comments_beside(sheet: Sheet, parts: HiddenParts) -> list[UnusedText]:
    """Comments of rows without anything in their cells."""
    there = {row.number for row in sheet.rows}
    return [
        UnusedText(sheet.name, row + 1, "", text)
        for row, texts in parts.comments.items()
        for text in texts
        if row + 1 not in there
    ]


def _with_errors(row: SourceRow, parts: HiddenParts) -> SourceRow:
    columns = parts.errors.get(row.number - 1, set())
    cells = ["#N/A" if column in columns else cell for column, cell in enumerate(row.cells)]
    place = row.number - 1
    return replace(
        row,
        cells=cells,
        hidden=place in parts.rows,
        struck_out=place in parts.struck_out,
        comments=parts.comments.get(place, []),
    )


def _too_large() -> str:
    return _(
        "This workbook is far larger than a list of names. "
        "Copy only the names into a new sheet, and send that."
    )
