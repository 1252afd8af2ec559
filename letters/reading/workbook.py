"""Reading an Excel file row by row; its unpacked size is checked first."""

import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import BinaryIO

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from letters.reading.table import MAX_COLUMNS, MAX_ROWS, CannotRead

MAX_UNPACKED_SIZE = 80 * 1024 * 1024  # bytes of all parts together
MAX_PARTS = 2_000


def rows_of_workbook(file: BinaryIO) -> Iterator[Sequence[str]]:
    """The rows of the first visible sheet that has any. Raises CannotRead."""
    _check_size(file)
    try:
        book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
    except Exception:  # noqa: BLE001 - a broken file can raise anything
        raise CannotRead(_broken()) from None
    try:
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible" or not isinstance(sheet, ReadOnlyWorksheet):
                continue
            rows = _rows(sheet)
            first = next((row for row in rows if any(row)), None)
            if first is not None:
                yield first
                yield from rows
                return
    except CannotRead:
        raise
    except Exception:  # noqa: BLE001 - the same
        raise CannotRead(_broken()) from None
    finally:
        book.close()


def _check_size(file: BinaryIO) -> None:
    """Refuse a zip bomb. zipfile never unpacks more than the sizes in the directory."""
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise CannotRead(_broken()) from None
    file.seek(0)
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED_SIZE:
        raise CannotRead(
            _("This file unpacks to far more than a list of names. Send only the list.")
        )
    if "xl/workbook.xml" not in names:
        raise CannotRead(_("This is not an Excel file (.xlsx). CSV and Excel can be read."))


def _rows(sheet: ReadOnlyWorksheet) -> Iterator[Sequence[str]]:
    # The dimensions in the file may be wrong.
    sheet.reset_dimensions()
    widest = MAX_COLUMNS + 1
    rows = sheet.iter_rows(max_row=MAX_ROWS * 2, values_only=True)  # type: ignore[misc]
    for row in rows:
        yield [_cell_text(value) for value in row[:widest]]


def _cell_text(value: object) -> str:
    """A cell roughly as Excel shows it: a date without midnight, an integer without a point."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.date() if value.time().isoformat() == "00:00:00" else value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _broken() -> str:
    return _("This Excel file is broken or locked. Save it again, or save it as CSV.")
