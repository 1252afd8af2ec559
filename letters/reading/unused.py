"""What of a table is in no name: counted, with its place."""

import re
from collections.abc import Sequence

from letters.reading.fields import Field
from letters.reading.headings.meanings import meaning_of
from letters.reading.headings.patterns import Meaning
from letters.reading.table import Table, UnusedText, has_letters

# An age, a year or a date; Python and PostgreSQL read it alike.
FACT_IN_DIGITS = r"^ *(\d{1,3}|(18|19|20)\d\d|5[67]\d\d|\d{1,4}[./-]\d{1,2}[./-]\d{1,4}( .*)?) *$"
# Telephone numbers, times of sending, numbers of members and amounts of money.
_NO_FACTS = frozenset({Meaning.IGNORED, Meaning.EMAIL})


def unused_cells(table: Table, columns: Sequence[Field]) -> list[UnusedText]:
    """Every text around the rows, and every cell of a column that is not used with words in it.

    Also one with an age, a year or a date, unless its heading says that it is something else.
    """
    return [
        *table.unused,
        *(
            UnusedText(line.sheet, line.number, _heading(table, column), cell)
            for line in table.lines
            for column, cell in enumerate(line.cells)
            if not (column < len(columns) and columns[column])
            and (has_letters(cell) or _may_be_fact(table, column, cell))
        ),
    ]


def may_hold_facts(heading: str, column: int) -> bool:
    """Whether digits in a column may say something about people; a first one numbers the rows."""
    if not heading.strip("#№. "):
        return column > 0
    return meaning_of(heading) not in _NO_FACTS


def _may_be_fact(table: Table, column: int, cell: str) -> bool:
    return may_hold_facts(_heading(table, column), column) and bool(re.match(FACT_IN_DIGITS, cell))


def _heading(table: Table, column: int) -> str:
    return table.headings[column] if column < len(table.headings) else ""
