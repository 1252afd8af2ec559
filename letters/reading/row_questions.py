"""Questions about rows that follow from the columns of their table."""

from collections.abc import Sequence
from dataclasses import replace

from letters.reading.columns import NAMES, Field, column_meanings, recognise_columns
from letters.reading.headings import Meaning
from letters.reading.questions import Question
from letters.reading.table import Line, Table, has_letters

_NAMES_OF_PEOPLE = frozenset(
    {
        *(Meaning.WHOLE, Meaning.FULL_HEBREW, Meaning.HEBREW_GIVEN, Meaning.FIRST),
        *(Meaning.MOTHER, Meaning.FATHER, Meaning.FAMILY, Meaning.FAMILY_OR_WHOLE, Meaning.OTHER),
    }
)


_DIGITS = 4  # of a year; an age has fewer


def with_questions(table: Table) -> Table:
    """The table with the questions about its rows."""
    columns, meanings = recognise_columns(table), column_meanings(table)
    headings = [*table.headings, *[""] * (table.width - len(table.headings))]
    unread = [
        column
        for column, field in enumerate(columns)
        if not field and (meanings[column] in _NAMES_OF_PEOPLE or not headings[column])
    ]
    listwide = []
    if _are_guessed(columns, meanings):
        listwide.append(Question.COLUMNS_GUESSED.value)
    if Meaning.GRADE in meanings and not {Field.KIND, Field.BIRTH_DATE} & set(columns):
        listwide.append(Question.CHILDREN.value)
    lines = tuple(_with_questions(line, unread, listwide) for line in table.lines)
    return replace(table, lines=lines)


def _with_questions(line: Line, unread: Sequence[int], listwide: Sequence[str]) -> Line:
    questions = [*line.questions, *listwide]
    cells = line.cells
    if any(column < len(cells) and _may_matter(cells[column], column) for column in unread):
        questions.append(Question.MORE_NAMES.value)
    return replace(line, questions=tuple(questions)) if questions else line


def _may_matter(cell: str, column: int) -> bool:
    """Whether a cell has words, or may be an age; a first column of numbers is numbering."""
    return has_letters(cell) or (column > 0 and cell.isdecimal() and len(cell) < _DIGITS)


def _are_guessed(columns: Sequence[Field], meanings: Sequence[Meaning | None]) -> bool:
    """Whether several columns of names were taken by their order alone."""
    named = [column for column, field in enumerate(columns) if field in NAMES]
    return len(named) > 1 and not any(meanings[column] for column in named)
