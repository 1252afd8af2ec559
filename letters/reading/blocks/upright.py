"""Tables with their headings in the first column, and a person in each of the other columns."""

from collections.abc import Sequence
from dataclasses import replace

from letters.reading.columns import is_heading
from letters.reading.headings.meanings import folded, meaning_of
from letters.reading.headings.patterns import Meaning
from letters.reading.table import Sheet, SourceRow
from letters.reading.text.fields_as_lines import sheet_of_fields
from letters.reading.words import RELATION

_GIVEN = frozenset({Meaning.WHOLE, Meaning.FULL_HEBREW, Meaning.HEBREW_GIVEN, Meaning.FIRST})
_FEWEST, _MOST = 2, 40  # headings


def upright(sheet: Sheet) -> Sheet:
    """The sheet with a person a row. What is hidden, struck out or commented stays as it is."""
    rows = [row for row in sheet.rows if any(cell.strip() for cell in row.cells)]
    special = any(row.hidden or row.struck_out or row.comments for row in rows)
    if special or sheet.hidden_columns or not len(rows) >= _FEWEST or not _has_headings(rows):
        return sheet
    width = max(len(row.cells) for row in rows)
    labels = [_cell(row, 0) for row in rows]
    if width == 2 and len({folded(label) for label in labels}) < len(labels):
        lines = [(row.number, f"{_cell(row, 0)}: {_cell(row, 1)}") for row in rows]
        fields = sheet_of_fields(lines)
        return sheet if fields is None else replace(fields, name=sheet.name, hidden=sheet.hidden)
    if len(rows) > _MOST or len({folded(label) for label in labels}) < len(labels):
        return sheet
    people = [[_cell(row, column) for row in rows] for column in range(1, width)]
    columns = [labels, *(person for person in people if any(person))]
    return replace(sheet, rows=[SourceRow(rows[0].number, cells) for cells in columns])


def _has_headings(rows: Sequence[SourceRow]) -> bool:
    """Whether the first column has headings alone, and no row has."""
    first = [_cell(row, 0) for row in rows]
    meanings = {meaning_of(label) for label in first}
    if None in meanings or len(meanings) < _FEWEST or not meanings & _GIVEN:
        return False
    others = [cell for row in rows for cell in row.cells[1:] if cell.strip()]
    return (
        bool(others)
        and not any(RELATION.search(label) for label in first)
        and not is_heading(list(rows[0].cells))
        and not any(meaning_of(cell) in _GIVEN for cell in others)
    )


def _cell(row: SourceRow, column: int) -> str:
    return " ".join(row.cells[column].split()) if column < len(row.cells) else ""
