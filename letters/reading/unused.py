"""What of a table is in no name: counted, with its place."""

from collections.abc import Sequence

from letters.reading.columns import Field
from letters.reading.table import Table, UnusedText, has_letters


def unused_cells(table: Table, columns: Sequence[Field]) -> list[UnusedText]:
    """Every text around the rows, and every cell with letters in a column that is not used."""
    return [
        *table.unused,
        *(
            UnusedText(line.sheet, line.number, _heading(table, column), cell)
            for line in table.lines
            for column, cell in enumerate(line.cells)
            if has_letters(cell) and not (column < len(columns) and columns[column])
        ),
    ]


def _heading(table: Table, column: int) -> str:
    return table.headings[column] if column < len(table.headings) else ""
