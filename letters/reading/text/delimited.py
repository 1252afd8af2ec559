"""Text with delimiters (CSV, cells pasted from a spreadsheet), chats, and plain lists."""

import csv
import re
from collections.abc import Sequence

from django.utils.translation import gettext as _

from letters.reading.columns import is_heading
from letters.reading.table import OF_A_LIST, CannotRead, Limits, Sheet, SourceRow
from letters.reading.text.aligned import aligned_rows
from letters.reading.text.chats import is_chat, message_lines
from letters.reading.text.fields_as_lines import sheet_of_fields
from letters.reading.words import RELATION

_DELIMITERS = "\t;,|"
_MAX_LINES, _MAX_LINE = 10, 150_000  # lines for each row allowed, and characters of one
# Alone in a cell it is “as above”; the parser would take it for the beginning of a quoted text.
_DITTO = re.compile(r'(?<=\t)"(?=\t|\r?\n?$)')
_AND = re.compile(r"\s(?:and|&|et|y|и)\s|\sו(?=[א-ת])")
_MAX_BREAKS = 3  # in a quoted cell; with more, a quotation mark was never closed


def sheet_of_text(text: str, limits: Limits = OF_A_LIST) -> Sheet:
    """The rows of a text. The texts that a chat's program wrote are `unused`.

    Raises CannotRead if it has far more or far longer lines than any list.
    """
    if sum(text.count(end) for end in "\n\r\v\f\x85\u2028") > limits.rows * _MAX_LINES:
        raise CannotRead(
            _("One list holds up to %(limit)s names. Please divide this one.")
            % {"limit": f"{limits.rows:,}"}
        )
    lines = text.lstrip("\ufeff").splitlines(keepends=True)
    if any(len(line) > _MAX_LINE for line in lines):
        raise CannotRead(_("A line of this text is far too long for a list of names."))
    numbered = [(number, line.rstrip("\r\n")) for number, line in enumerate(lines, 1)]
    if is_chat([line for _number, line in numbered[:200]]):
        kept, unused = message_lines(numbered)
        rows = [SourceRow(number, (line,)) for number, line in kept]
        return Sheet("", rows, unused=tuple(unused))
    if fields := sheet_of_fields(numbered):
        return fields
    delimiter = _delimiter([line for _number, line in numbered])
    if delimiter is None and (aligned := aligned_rows(numbered)):
        return Sheet("", aligned)
    if delimiter is None:
        return Sheet("", [SourceRow(number, (line,)) for number, line in numbered])
    return Sheet("", _table_rows(lines, delimiter))


def _delimiter(lines: Sequence[str]) -> str | None:
    """The delimiter that most lines have; None for a plain list.

    Commas between whole names make no table: “Yosef ben Chana, Mushka bas Sarah”.
    """
    sample = [line for line in lines if line.strip(" \t,;|\r\n")][:100]
    best, most = None, 0.0
    for delimiter in _DELIMITERS:
        having = [line for line in sample if delimiter in line.strip()]
        if (
            not having
            or len(having) * 2 < len(sample)
            or (delimiter != "\t" and _is_prose(having, delimiter))
        ):
            continue
        counts = [line.count(delimiter) for line in having]
        same = max(counts.count(count) for count in set(counts)) / len(sample)
        # As often in every line: a table. A tab is hardly ever anything else.
        value = len(having) / len(sample) + same + (delimiter == "\t")
        if value > most:
            best, most = delimiter, value
    return best


def _is_prose(lines: Sequence[str], delimiter: str) -> bool:
    cells = [[cell.strip(" \"'") for cell in line.split(delimiter)] for line in lines]
    if any(is_heading(row) and len(row) > 1 for row in cells[:10]):
        return False
    whole = [sum(bool(RELATION.search(cell)) for cell in row) for row in cells]
    # “Chana, Rivka and Leah bas Sarah”
    several = sum(bool(_AND.search(row[-1]) and RELATION.search(row[-1])) for row in cells)
    if several * 2 >= len(cells):
        return True
    return sum(count > 1 for count in whole) * 2 >= len(whole)


def _table_rows(lines: Sequence[str], delimiter: str) -> list[SourceRow]:
    csv.field_size_limit(10_000)
    if delimiter == "\t":
        lines = [_DITTO.sub("〃", line) for line in lines]
    try:
        rows = _parsed(lines, delimiter, csv.QUOTE_MINIMAL)
        closed = not any(
            len(re.findall(r"\r\n|\r|\n", cell)) > _MAX_BREAKS for row in rows for cell in row.cells
        )
    except csv.Error:
        closed = False
    if closed:
        return rows
    return [
        SourceRow(row.number, [cell.strip().strip('"') for cell in row.cells])
        for row in _parsed(lines, delimiter, csv.QUOTE_NONE)
    ]


def _parsed(lines: Sequence[str], delimiter: str, quoting: int) -> list[SourceRow]:
    reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=True, quoting=quoting)  # type: ignore[arg-type]
    rows, number = [], 1
    for cells in reader:
        rows.append(SourceRow(number, cells))
        number = reader.line_num + 1
    return rows
