"""From a file, a pasted text or rows to a table."""

from collections.abc import Sequence
from typing import BinaryIO

from django.utils.translation import gettext as _

from letters.reading.blocks.people_cells import one_person_a_cell
from letters.reading.blocks.sheets import table_of
from letters.reading.dittos import with_values_from_above
from letters.reading.files.encoding import decoded
from letters.reading.files.file_types import FileType, type_of
from letters.reading.files.markup import sheets_of_html
from letters.reading.files.spreadsheet_xml import sheets_of_spreadsheet_xml
from letters.reading.files.vcard import is_vcard, sheet_of_vcards
from letters.reading.files.word_document import sheets_of_document
from letters.reading.files.workbook import sheets_of_workbook
from letters.reading.heading_values import with_words_of_headings
from letters.reading.row_questions import with_questions
from letters.reading.table import (
    OF_A_LIST,
    OF_A_REGISTER,
    CannotRead,
    Limits,
    Line,
    Sheet,
    SourceRow,
    Table,
    within_limits,
)
from letters.reading.text.delimited import sheet_of_text

MAX_FILE_SIZE = OF_A_LIST.size  # bytes
_WORKBOOKS = frozenset({FileType.XLSX, FileType.XLS, FileType.XLSB, FileType.ODS})
# Offered first where a file is chosen; a file is read by its content.
FILE_ENDINGS = ".csv,.txt,.tsv,.xlsx,.xls,.xlsb,.ods,.docx,.vcf,.htm,.html,.xml"


def read_file(file: BinaryIO, size: int) -> Table:
    """The rows of an uploaded file, by its content and not its name. Raises CannotRead."""
    if size > MAX_FILE_SIZE:
        raise CannotRead(_("The file is larger than 10 MB; a list of names is smaller."))
    file.seek(0)
    content = file.read(MAX_FILE_SIZE + 1)
    return _checked(_sheets(content))


def read_register(file: BinaryIO, size: int) -> Table:
    """The rows of a file with a register of a whole scroll. Raises CannotRead."""
    if size > OF_A_REGISTER.size:
        raise CannotRead(
            _("The file is larger than %(limit)s MB. Please divide it.")
            % {"limit": OF_A_REGISTER.size // 1024**2}
        )
    file.seek(0)
    content = file.read()
    limits = OF_A_REGISTER if _is_table(content) else OF_A_LIST
    # Each row stays as it is written, also one of two people or of “as above”.
    return with_questions(table_of(_sheets(content, limits), limits))


def read_text(text: str) -> Table:
    """The rows of a pasted table or list. Raises CannotRead."""
    if len(text) > MAX_FILE_SIZE:
        raise CannotRead(_("This is more than 10 MB of text; a list of names is smaller."))
    return _checked(_sheets_of_text(text))


def read_rows(rows: Sequence[Sequence[str]]) -> Table:
    """Rows without headings, whose columns are known. Raises CannotRead."""
    numbered = (SourceRow(number, cells) for number, cells in enumerate(rows, 1))
    lines = tuple(Line(row.number, tuple(row.cells)) for row in within_limits(numbered))
    if not lines:
        raise CannotRead(_("There is nothing in it."))
    return Table((), lines)


def _checked(sheets: Sequence[Sheet]) -> Table:
    table = one_person_a_cell(with_words_of_headings(with_values_from_above(table_of(sheets))))
    if len(table.lines) > OF_A_LIST.rows + 10:
        raise CannotRead(
            _("One list holds up to %(limit)s names. Please divide this one.")
            % {"limit": f"{OF_A_LIST.rows:,}"}
        )
    return with_questions(table)


def _is_table(content: bytes) -> bool:
    """Whether it is a workbook or a text, of which as many rows are read as are allowed."""
    kind = type_of(content, OF_A_REGISTER)
    if kind != FileType.TEXT:
        return kind in _WORKBOOKS
    start = content[:4000].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    return not start.startswith((b"<", b"begin:vcard"))


def _sheets(content: bytes, limits: Limits = OF_A_LIST) -> Sequence[Sheet]:
    kind = type_of(content, limits)
    if kind in _WORKBOOKS:
        return sheets_of_workbook(content, kind, limits)
    if kind == FileType.DOCX:
        return sheets_of_document(content)
    return _sheets_of_text(decoded(content), limits)


def _sheets_of_text(text: str, limits: Limits = OF_A_LIST) -> Sequence[Sheet]:
    start = text[:2000].lstrip("\ufeff \t\r\n").casefold()
    if is_vcard(start):
        return [sheet_of_vcards(text)]
    if start.startswith("<?xml") and "urn:schemas-microsoft-com:office:spreadsheet" in start:
        return sheets_of_spreadsheet_xml(text)
    if start.startswith(("<!doctype html", "<html", "<table", "<head", "<meta", "<?xml")):
        return sheets_of_html(text)
    return [sheet_of_text(text, limits)]
