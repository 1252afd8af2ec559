"""Cells that say “as above”, with signs or words: they have the value of the row above."""

from dataclasses import replace

from letters.reading.columns import recognise_columns
from letters.reading.fields import Field
from letters.reading.names.folding import fold
from letters.reading.table import Line, Table

# In other words, as “same”, the value of another column may be meant: these are asked about.
_AS_ABOVE = frozenset(
    {
        *('"', '""', "''", ">>", "〃", "„", '-"-', "-//-", '- " -', "ditto", "do.", "as above"),
        *("same as above", "see above", "idem", "id.", "like above", 'כנ"ל', "כנ'ל", "כנל"),
        *("כמו למעלה", "ראה לעיל", "voir plus haut", "ci-dessus", "см. выше", "ver arriba"),
        *("idem arriba", "זע אויבן"),
    }
)
# A given name like the one above would be a person twice.
_NOT_FILLED = frozenset({Field.IGNORE, Field.GIVEN, Field.WHOLE, Field.CIVIL, Field.MIDDLE})


def with_values_from_above(table: Table) -> Table:
    """The table with the value of the row above in place of “as above”, down each column."""
    fields = recognise_columns(table)
    filled = [column for column, field in enumerate(fields) if field not in _NOT_FILLED]
    lines: list[Line] = []
    for line in table.lines:
        above = lines[-1] if lines and lines[-1].sheet == line.sheet else None
        lines.append(_filled(line, above, filled) if above else line)
    return replace(table, lines=tuple(lines))


def _filled(line: Line, above: Line, columns: list[int]) -> Line:
    cells = list(line.cells)
    for column in columns:
        if column < min(len(cells), len(above.cells)) and fold(cells[column]) in _AS_ABOVE:
            cells[column] = above.cells[column] or cells[column]
    return replace(line, cells=tuple(cells)) if tuple(cells) != line.cells else line
