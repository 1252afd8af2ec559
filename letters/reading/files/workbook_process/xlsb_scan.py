"""The parts of an .xlsb beside its values: hidden, errors, struck out, comments.

Format: [MS-XLSB]; a record is its type and its length in groups of seven bits, and its data.
"""

import io
import struct
import zipfile
from collections.abc import Iterator

from .limits import MAX_CELLS, MAX_COLUMNS, MAX_SHEETS, TooLargeError
from .sheet_scan import Sheet
from .xlsx_scan import related

_ROW, _COLUMN, _BUNDLED_SHEET = 0, 60, 156
_CELL_ERROR, _FORMULA_ERROR, _LAST_CELL = 3, 11, 11
_FONT, _STYLE, _BEGIN_STYLES, _END_STYLES = 43, 47, 617, 618
_COMMENT, _COMMENT_TEXT = 635, 637
_HIDDEN_ROW, _HIDDEN_COLUMN, _STRIKE = 0x10, 0x01, 0x08
_MAX_RECORDS = 2 * MAX_CELLS


def scan_xlsb(content: bytes) -> dict[str, Sheet]:
    """What the values don't show, by the name of the sheet."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = set(archive.namelist())
        targets = related(archive, "xl/workbook.bin")
        styles = _struck_styles(archive) if "xl/styles.bin" in parts else set()
        scans = {}
        for name, number in list(_sheets(archive))[:MAX_SHEETS]:
            path, _kind = targets.get(number, ("", ""))
            if path in parts:
                scans[name] = _scan_sheet(archive, path, styles)
        return scans


def _sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Name and relationship of each sheet."""
    for kind, data in _records(archive.read("xl/workbook.bin")):
        if kind == _BUNDLED_SHEET:
            number, end = _string(data, 8)
            yield _string(data, end)[0], number


def _scan_sheet(archive: zipfile.ZipFile, path: str, styles: set[int]) -> Sheet:
    sheet, row = Sheet(), -1
    for kind, data in _records(archive.read(path)):
        if kind == _ROW:
            row = struct.unpack_from("<I", data)[0]
            if data[11] & _HIDDEN_ROW:
                sheet.hidden_rows.add(row)
        elif kind == _COLUMN and struct.unpack_from("<H", data, 16)[0] & _HIDDEN_COLUMN:
            first, last = struct.unpack_from("<II", data)
            sheet.hidden_columns.update(range(first, min(last, MAX_COLUMNS) + 1))
        elif 0 < kind <= _LAST_CELL:
            column, style = struct.unpack_from("<II", data)
            if kind in {_CELL_ERROR, _FORMULA_ERROR}:
                sheet.errors[row, column] = "#N/A"
            if style & 0xFFFFFF in styles and len(data) > 8:  # an empty cell is struck out as well
                sheet.struck_rows.add(row)
    for target, kind_of_part in related(archive, path).values():
        if kind_of_part == "comments":
            _add_comments(archive.read(target), sheet)
    return sheet


def _add_comments(part: bytes, sheet: Sheet) -> None:
    row = -1
    for kind, data in _records(part):
        if kind == _COMMENT:
            row = struct.unpack_from("<I", data, 4)[0]
        elif kind == _COMMENT_TEXT:
            sheet.add_comment(row, _string(data, 1)[0])


def _struck_styles(archive: zipfile.ZipFile) -> set[int]:
    """Numbers of the styles of cells whose font is struck out."""
    fonts: set[int] = set()
    styles: set[int] = set()
    font = style = -1
    of_cells = False
    for kind, data in _records(archive.read("xl/styles.bin")):
        if kind == _FONT:
            font += 1
            if struct.unpack_from("<H", data, 2)[0] & _STRIKE:
                fonts.add(font)
        elif kind in {_BEGIN_STYLES, _END_STYLES}:
            of_cells = kind == _BEGIN_STYLES
        elif kind == _STYLE and of_cells:
            style += 1
            if struct.unpack_from("<H", data, 4)[0] in fonts:
                styles.add(style)
    return styles


def _records(part: bytes) -> Iterator[tuple[int, bytes]]:
    place = count = 0
    while place < len(part):
        count += 1
        if count > _MAX_RECORDS:
            raise TooLargeError
        kind, place = _number(part, place, 2)
        length, place = _number(part, place, 4)
        yield kind, part[place : place + length]
        place += length


def _number(part: bytes, place: int, longest: int) -> tuple[int, int]:
    """A number in bytes of seven bits, the lowest first; the highest bit says that more follow."""
    value = 0
    for count in range(longest):
        byte = part[place]
        value |= (byte & 0x7F) << (7 * count)
        place += 1
        if byte < 0x80:
            break
    return value, place


def _string(data: bytes, place: int) -> tuple[str, int]:
    """A text of two bytes a character behind its length, and where it ends."""
    count = struct.unpack_from("<I", data, place)[0]
    if count == 0xFFFFFFFF:
        return "", place + 4
    end = place + 4 + 2 * count
    return data[place + 4 : end].decode("utf-16-le", "replace"), end
