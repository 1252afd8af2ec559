"""The cells of a workbook with what their values don't show, as JSON."""

import io
import json
import resource
import sys
from contextlib import suppress
from datetime import date, datetime, time
from typing import Any

from .limits import (
    LOCKED,
    MAX_AREA,
    MAX_CELL_LENGTH,
    MAX_COLUMNS,
    MAX_ROWS,
    MAX_SHEETS,
    MEMORY,
    SECONDS,
    TOO_LARGE,
    TooLargeError,
)
from .ods_scan import scan_ods
from .sheet_scan import Sheet
from .xlsb_scan import scan_xlsb
from .xlsx_scan import scan_xlsx

_SCANS = {"xlsx": scan_xlsx, "ods": scan_ods, "xlsb": scan_xlsb}

Row = tuple[int, list[str], bool, bool, list[str]]


def main(kind: str) -> int:
    """Read stdin, write stdout; returns the exit code."""
    with suppress(ValueError):  # macOS has no such limit
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from python_calamine import CalamineWorkbook, PasswordError

    content = sys.stdin.buffer.read()
    try:
        scans = _SCANS[kind](content) if kind in _SCANS else {}
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            sheets = _sheets(book, scans)
    except (TooLargeError, MemoryError):
        return TOO_LARGE
    except PasswordError:
        return LOCKED
    json.dump(sheets, sys.stdout)
    return 0


def _sheets(book: Any, scans: dict[str, Sheet]) -> list[dict[str, object]]:
    sheets, rows_left = [], MAX_ROWS
    for metadata in book.sheets_metadata[:MAX_SHEETS]:
        if str(metadata.typ).rpartition(".")[2] != "WorkSheet":
            continue
        scan = scans.get(metadata.name, Sheet())
        rows = _rows(book.get_sheet_by_name(metadata.name), scan, rows_left)
        rows_left -= len(rows)
        sheets.append(
            {
                "name": metadata.name,
                "hidden": not str(metadata.visible).endswith(".Visible"),
                "hidden_columns": sorted(scan.hidden_columns),
                "rows": rows,
                "comments": _comments_beside(scan, rows),
            }
        )
    return sheets


def _rows(sheet: Any, scan: Sheet, rows_left: int) -> list[Row]:
    height, width = sheet.total_height, sheet.total_width
    if (height + 1) * (width + 1) > MAX_AREA:
        raise TooLargeError
    values = sheet.to_python(skip_empty_area=False)
    for (row, column), error in scan.errors.items():
        if row < len(values) and column < len(values[row]):
            values[row][column] = error
    _fill_merged(values, sheet.merged_cell_ranges or ())
    rows = []
    for number, row in enumerate(values):
        cells = [_cell_text(value)[:MAX_CELL_LENGTH] for value in row[:MAX_COLUMNS]]
        if any(cells):
            rows.append(_row(number, cells, scan))
        if len(rows) >= rows_left:
            break
    return rows


def _row(number: int, cells: list[str], scan: Sheet) -> Row:
    """As `SourceRow` has it; numbers of rows begin with 1 there."""
    hidden, struck = number in scan.hidden_rows, number in scan.struck_rows
    return number + 1, cells, hidden, struck, scan.comments.get(number, [])


def _comments_beside(scan: Sheet, rows: list[Row]) -> list[tuple[int, str]]:
    """Comments of rows without anything in their cells."""
    there = {number for number, *_others in rows}
    return [
        (row + 1, text)
        for row, texts in scan.comments.items()
        for text in texts
        if row + 1 not in there
    ]


def _fill_merged(values: list[list[Any]], ranges: Any) -> None:
    """Cells merged downwards have the value in each row, as it is seen."""
    for (top, left), (bottom, _right) in ranges[:MAX_ROWS]:
        if top >= len(values) or left >= len(values[top]):
            continue
        for row in values[top + 1 : bottom + 1]:
            row[left] = values[top][left]


def _cell_text(value: object) -> str:
    """A cell roughly as it is shown: a date without midnight, an integer without a point."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return f"{value:.12g}" if not value.is_integer() else str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    return value.isoformat() if isinstance(value, (date, time)) else str(value)
