"""Cells that say what they mean only with their heading: “3” under “Grade”, “No” under “Living”."""

from collections.abc import Callable
from dataclasses import replace

from letters.reading.columns import column_meanings
from letters.reading.headings.meanings import folded
from letters.reading.headings.patterns import Meaning
from letters.reading.names.folding import fold
from letters.reading.names.vocabulary import NO, YES
from letters.reading.table import Table

# A class may be of members as well.
_NOT_OF_SCHOOLS = frozenset({"class", "classe", "klasse", "clase"})


def with_words_of_headings(table: Table) -> Table:
    """The table with such cells in words that can be read by themselves."""
    for column, meaning in enumerate(column_meanings(table)):
        if meaning == Meaning.GRADE and folded(table.headings[column]) not in _NOT_OF_SCHOOLS:
            table = _replaced(table, column, _grade)
        elif meaning == Meaning.LIVING and _all_say_it(table, column):
            table = _replaced(table, column, _life)
    return table


def _grade(cell: str) -> str:
    return f"grade {cell}" if cell.isdecimal() else cell


def _life(cell: str) -> str:
    return "living" if fold(cell).strip(" .!") in YES else "deceased"


def _all_say_it(table: Table, column: int) -> bool:
    """Whether each row has yes or no in a column: an empty cell may be either."""
    cells = [line.cells[column] if column < len(line.cells) else "" for line in table.lines]
    return all(fold(cell).strip(" .!") in (YES | NO) - (YES & NO) for cell in cells)


def _replaced(table: Table, column: int, word: Callable[[str], str]) -> Table:
    lines = tuple(
        replace(
            line,
            cells=(*line.cells[:column], word(line.cells[column]), *line.cells[column + 1 :]),
        )
        if column < len(line.cells) and line.cells[column]
        else line
        for line in table.lines
    )
    return replace(table, lines=lines)
