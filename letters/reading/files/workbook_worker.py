"""Reads one workbook in a process of its own: the file on stdin, its cells as JSON on stdout.

A hostile workbook can make any library allocate without end or stop the process. Here that costs
a bounded part of memory and time, and the caller gets an exit code. Django is not imported.
"""

import io
import json
import re
import resource
import sys
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, time
from typing import Any
from xml.parsers import expat

MEMORY = 200 * 1024 * 1024  # bytes of addresses, of which a third are Python and its libraries
SECONDS = 4
MAX_SHEETS = 50
MAX_ROWS = 5_050  # with anything in them, of all sheets; one list holds fewer
MAX_CELLS = 320_000  # and merged areas, in the XML of a sheet; with the empty cells
MAX_AREA = 2_000_000  # cells of the rectangle that is filled in memory
MAX_COLUMNS = 61
MAX_CELL_LENGTH = 2_001
TOO_LARGE, LOCKED = 3, 4  # exit codes; any other but 0 means a broken file

_LETTERS = re.compile(r"[A-Z]+")


class TooLargeError(Exception):
    """More cells than any list has."""


class SheetScan:
    """What the cells' values don't show: hidden rows and columns, errors; and the size."""

    def __init__(self, parser: expat.XMLParserType | None = None) -> None:
        self.parser = parser
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.errors: dict[tuple[int, int], str] = {}
        self.cells = 0
        self.row = self.column = -1
        self.last_row = self.last_column = 0
        self.is_error = False
        self.text: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name == "row":
            self.row = int(attributes.get("r", self.row + 2)) - 1
            self.column = -1
            if attributes.get("hidden") in {"1", "true"}:
                self.hidden_rows.add(self.row)
        elif name == "c":
            self._cell(attributes)
        elif name in {"v", "t"}:
            self.last_row = max(self.last_row, self.row)
            self.last_column = max(self.last_column, self.column)
            if (self.last_row + 1) * (self.last_column + 1) > MAX_AREA:
                raise TooLargeError
            if self.is_error and self.parser:
                self.text = []
                # Only now: a call for each element and text of a large sheet takes seconds.
                self.parser.CharacterDataHandler = self.text.append
                self.parser.EndElementHandler = self._end_error
        elif name == "mergeCell":
            self._count()
        elif name == "col" and attributes.get("hidden") in {"1", "true"}:
            first, last = int(attributes["min"]), int(attributes["max"])
            self.hidden_columns.update(range(first - 1, min(last, MAX_COLUMNS)))

    def _count(self) -> None:
        self.cells += 1
        if self.cells > MAX_CELLS:
            raise TooLargeError

    def _cell(self, attributes: dict[str, str]) -> None:
        self._count()
        letters = _LETTERS.match(attributes.get("r", ""))
        self.column = _column_number(letters.group()) if letters else self.column + 1
        self.is_error = attributes.get("t") == "e"

    def _end_error(self, _name: str) -> None:
        self.errors[self.row, self.column] = "".join(self.text)[:20]
        if self.parser:
            self.parser.CharacterDataHandler = self.parser.EndElementHandler = None


class OdsScan:
    """Hidden rows and columns of the sheets of an .ods, by the name of the sheet."""

    def __init__(self) -> None:
        self.sheets: dict[str, SheetScan] = {}
        self.current = SheetScan()
        self.cells = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.cells += 1
        if self.cells > 2 * MAX_CELLS:
            raise TooLargeError
        hidden = attributes.get("table:visibility") in {"collapse", "filter"}
        if name == "table:table":
            self.current = SheetScan()
            self.sheets[attributes.get("table:name", "")] = self.current
        elif name == "table:table-row":
            count = int(attributes.get("table:number-rows-repeated", 1))
            if hidden:
                first = self.current.row + 1
                self.current.hidden_rows.update(range(first, first + min(count, MAX_ROWS)))
            self.current.row += count
        elif name == "table:table-column":
            count = int(attributes.get("table:number-columns-repeated", 1))
            if hidden:
                first = self.current.column + 1
                self.current.hidden_columns.update(range(first, first + min(count, MAX_COLUMNS)))
            self.current.column += count


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


def _sheets(book: Any, scans: dict[str, SheetScan]) -> list[dict[str, object]]:
    sheets, rows_left = [], MAX_ROWS
    for metadata in book.sheets_metadata[:MAX_SHEETS]:
        if str(metadata.typ).rpartition(".")[2] != "WorkSheet":
            continue
        scan = scans.get(metadata.name, SheetScan())
        rows = _rows(book.get_sheet_by_name(metadata.name), scan, rows_left)
        rows_left -= len(rows)
        sheets.append(
            {
                "name": metadata.name,
                "hidden": not str(metadata.visible).endswith(".Visible"),
                "hidden_columns": sorted(scan.hidden_columns),
                "rows": rows,
            }
        )
    return sheets


def _rows(sheet: Any, scan: SheetScan, rows_left: int) -> list[tuple[int, list[str], bool]]:
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
            rows.append((number + 1, cells, number in scan.hidden_rows))
        if len(rows) >= rows_left:
            break
    return rows


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


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters[:4]:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _scan_xlsx(content: bytes) -> dict[str, SheetScan]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        targets: dict[str, str] = {}
        sheets: list[tuple[str, str]] = []

        def relationship(name: str, attributes: dict[str, str]) -> None:
            if name.rpartition(":")[2] == "Relationship":
                targets[attributes.get("Id", "")] = attributes.get("Target", "")

        def sheet(name: str, attributes: dict[str, str]) -> None:
            if name.rpartition(":")[2] == "sheet":
                number = next((v for k, v in attributes.items() if k.endswith(":id")), "")
                sheets.append((attributes.get("name", ""), number))

        _parse(archive, "xl/workbook.xml", sheet)
        _parse(archive, "xl/_rels/workbook.xml.rels", relationship)
        scans = {}
        for name, number in sheets[:MAX_SHEETS]:
            target = targets.get(number, "")
            path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            if path in archive.namelist():
                parser = expat.ParserCreate()
                scans[name] = SheetScan(parser)
                _parse(archive, path, scans[name].start, parser)
        return scans


def _scan_ods(content: bytes) -> dict[str, SheetScan]:
    scan = OdsScan()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        _parse(archive, "content.xml", scan.start)
    return scan.sheets


def _parse(
    archive: zipfile.ZipFile,
    path: str,
    start: Callable[[str, dict[str, str]], None],
    parser: expat.XMLParserType | None = None,
) -> None:
    parser = parser or expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EntityDeclHandler = _refuse_entities
    with archive.open(path) as file:
        parser.ParseFile(file)


def _refuse_entities(*_arguments: object) -> None:
    raise TooLargeError


_SCANS = {"xlsx": _scan_xlsx, "ods": _scan_ods}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
