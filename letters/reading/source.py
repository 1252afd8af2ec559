"""From bytes or text to a table: file type, encoding and delimiter."""

import codecs
import csv
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from django.utils.translation import gettext as _

from letters.reading.columns import is_heading
from letters.reading.table import CannotRead, Line, Table, within_limits
from letters.reading.workbook import rows_of_workbook

MAX_FILE_SIZE = 10 * 1024 * 1024  # bytes
_MAX_TITLE_LINES = 10  # above the headings
_DELIMITERS = "\t;,|"
_ZIP, _OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_OTHER_TYPES = (
    b"%PDF",
    b"\xff\xd8\xff",
    b"\x89PNG",
    b"GIF8",
    b"Rar!",
    b"\x1f\x8b",
    b"7z\xbc\xaf",
    b"{\\rtf",
)


def read_file(file: BinaryIO, size: int) -> Table:
    """The rows of an uploaded file, by its content and not its name. Raises CannotRead."""
    if size > MAX_FILE_SIZE:
        raise CannotRead(_("The file is larger than 10 MB; a list of names is smaller."))
    file.seek(0)
    start = file.read(8)
    file.seek(0)
    if start.startswith(_ZIP):
        return _table(within_limits(rows_of_workbook(file)))
    if start.startswith(_OLD_OFFICE):
        raise CannotRead(
            _("This is an old Excel file (.xls). Save it as .xlsx or CSV, and send it again.")
        )
    if start.startswith(_OTHER_TYPES):
        raise CannotRead(
            _("This is a document, a picture or an archive. CSV and Excel (.xlsx) can be read.")
        )
    return _table(within_limits(_rows_of_text(_decoded(file.read(MAX_FILE_SIZE + 1)))))


def read_text(text: str) -> Table:
    """The rows of a pasted table or list. Raises CannotRead."""
    if len(text) > MAX_FILE_SIZE:
        raise CannotRead(_("This is more than 10 MB of text; a list of names is smaller."))
    return _table(within_limits(_rows_of_text(text)))


def read_rows(rows: Sequence[Sequence[str]]) -> Table:
    """Rows without headings, whose columns are known. Raises CannotRead."""
    lines = tuple(within_limits(rows))
    if not lines:
        raise CannotRead(_("There is nothing in it."))
    return Table((), lines)


def _decoded(content: bytes) -> str:
    """UTF-8 and UTF-16 by their byte order marks, UTF-8 without one, else Windows-1255 (Hebrew).

    Text in Windows-1255 is almost never valid UTF-8.
    """
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if content.startswith(mark):
            return _decode_or_refuse(content, encoding)
    if b"\x00" in content:
        raise CannotRead(_("This is not a text file. We can read CSV and Excel (.xlsx)."))
    try:
        return content.decode()
    except UnicodeDecodeError:
        return _decode_or_refuse(content, "cp1255")


def _decode_or_refuse(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise CannotRead(
            _("We could not recognise the text in this file. Please save it as Excel (.xlsx).")
        ) from None


def _rows_of_text(text: str) -> Iterator[Sequence[str]]:
    lines = text.splitlines()
    delimiter = _delimiter(lines)
    if delimiter is None:
        yield from ([_without_number(line)] for line in lines)
        return
    csv.field_size_limit(10_000)
    try:
        yield from csv.reader(lines, delimiter=delimiter, skipinitialspace=True)
    except csv.Error:
        raise CannotRead(
            _("A quotation mark of this file is never closed, or a cell is far too long.")
        ) from None


def _delimiter(lines: Sequence[str]) -> str | None:
    """The delimiter that most lines have; None for a plain list."""
    sample = [line for line in lines if line.strip()][:100]
    best, most = None, 0
    for delimiter in _DELIMITERS:
        counts = [line.count(delimiter) for line in sample]
        having = sum(count > 0 for count in counts)
        # A comma in some of the lines does not make a table.
        if having * 2 >= len(sample) and having > most:
            best, most = delimiter, having
    return best


def _without_number(line: str) -> str:
    """A line of a list without "1.", "2)", "-" or "•" at its start."""
    stripped = line.strip(" \t\u200e\u200f\u202a-\u202e•*·–—").lstrip("-")
    head, _separator, rest = stripped.partition(" ")
    return rest if head.rstrip(".):-").isdigit() and rest else stripped


def _table(lines: Iterator[Line]) -> Table:
    read = list(lines)
    if not read:
        raise CannotRead(_("There is nothing in it."))
    for place, line in enumerate(read[:_MAX_TITLE_LINES]):
        if is_heading(line.cells):
            if len(read) == place + 1:
                raise CannotRead(_("The file has headings but no names below them."))
            return Table(line.cells, tuple(read[place + 1 :]))
    return Table((), tuple(read))
