"""Questions about rows that follow from the columns of their table."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from letters.reading.columns import column_meanings, recognise_columns
from letters.reading.fields import NAMES, Field
from letters.reading.headings.departed import lists_the_departed
from letters.reading.headings.meanings import is_of_children, is_of_hebrew_names, is_of_yahrzeits
from letters.reading.headings.patterns import Meaning
from letters.reading.names.folding import fold
from letters.reading.names.two_alphabets import is_same_in_two_alphabets
from letters.reading.names.vocabulary import EMPTY, NO, YES
from letters.reading.questions import Question
from letters.reading.remarks import question_about, question_under
from letters.reading.table import Line, Table, has_letters

_NAMES_OF_PEOPLE = frozenset(
    {
        *(Meaning.WHOLE, Meaning.FULL_HEBREW, Meaning.HEBREW_GIVEN, Meaning.FIRST),
        *(Meaning.MOTHER, Meaning.FATHER, Meaning.FAMILY, Meaning.FAMILY_OR_WHOLE, Meaning.OTHER),
        Meaning.LIVING,
    }
)
# Columns whose remarks are about the person; in others they may be about a payment.
_OF_REMARKS = frozenset(
    {None, Meaning.REMARK, Meaning.IS_CHILD, Meaning.GRADE, Meaning.OTHER, Meaning.LIVING}
)
_OF_PERSON = frozenset({Field.GIVEN, Field.WHOLE, Field.CIVIL, Field.RELATION})
_OF_LIFE = frozenset({Field.KIND, Field.BIRTH_DATE})
_NAMES = frozenset({Field.GIVEN, Field.WHOLE, Field.MOTHER, Field.FATHER})
_FEWEST_ROWS = 3
_CODE = 2  # letters
_DIGITS = 4  # of a year; an age has fewer


@dataclass(frozen=True)
class _Columns:
    """The columns of a table by what is asked about their cells."""

    # Names or unnamed cells that are not read.
    unread: Sequence[int]
    # Of these, columns with the names of another in other letters, and that column.
    other_letters: Mapping[int, int]
    # Yes, where the person is a child.
    is_child: Sequence[int]
    # The family names, if they seem to be written once for all of a family.
    family_once: int | None
    # Yahrzeits: a member's own column of them may be of the parents.
    yahrzeits: Sequence[int]
    # Yes and no under headings that say something else about the person, or about the row.
    answers: Sequence[tuple[int, str]]
    # Any other column that is not used; true for one of addresses, payments and the like.
    remarks: Sequence[tuple[int, bool]]


def with_questions(table: Table, chosen: Sequence[Field] = ()) -> Table:
    """The table with the questions about its rows; `chosen` are columns as a person set them."""
    fields, meanings = chosen or recognise_columns(table), column_meanings(table)
    columns = _columns(table, fields, meanings)
    listwide = []
    if _are_guessed(fields, meanings):
        listwide.append(Question.COLUMNS_GUESSED)
    if _are_children(table, fields, meanings):
        listwide.append(Question.CHILDREN)
    lines = tuple(_with_questions(line, columns, listwide) for line in table.lines)
    return replace(table, lines=lines)


def _are_children(
    table: Table, fields: Sequence[Field], meanings: Sequence[Meaning | None]
) -> bool:
    """Whether a list is of children by its headings, and has no ages: “Child’s Hebrew name”."""
    if _OF_LIFE & set(fields):
        return False
    used = zip(table.headings, fields, strict=False)
    return Meaning.GRADE in meanings or any(
        is_of_children(heading) for heading, field in used if field in _OF_PERSON
    )


def _columns(table: Table, fields: Sequence[Field], meanings: Sequence[Meaning | None]) -> _Columns:
    headings = [*table.headings, *[""] * (table.width - len(table.headings))]
    free = [column for column, field in enumerate(fields) if not field]
    is_child = [column for column in free if meanings[column] == Meaning.IS_CHILD]
    is_child = [column for column in is_child if _has_yes_and_no(table, column)]
    return _Columns(
        unread=[
            column
            for column in free
            if not _is_civil_beside_hebrew(headings, column, fields, meanings)
            and (
                not headings[column]
                or meanings[column] in _NAMES_OF_PEOPLE
                or (meanings[column] == Meaning.IS_CHILD and column not in is_child)
                or (meanings[column] is None and _has_codes(table, column))
            )
        ],
        other_letters={
            column: next(
                (
                    used
                    for used, field in enumerate(fields)
                    if field in _NAMES and meanings[used] == meanings[column]
                ),
                column,
            )
            for column in free
        },
        is_child=[] if _OF_LIFE & set(fields) else is_child,
        family_once=_family_once(table, fields),
        yahrzeits=[
            column
            for column, field in enumerate(fields)
            if field == Field.DEPARTED
            and is_of_yahrzeits(headings[column])
            and not lists_the_departed(headings)
        ],
        answers=[
            (column, headings[column])
            for column in free
            if meanings[column] in {None, Meaning.REMARK} and _has_yes_and_no(table, column)
        ],
        remarks=[
            (column, meanings[column] not in _OF_REMARKS)
            for column in free
            if meanings[column] != Meaning.OF_ANOTHER
        ],
    )


def _family_once(table: Table, fields: Sequence[Field]) -> int | None:
    """The column of family names, if it is empty below many a name and never has one twice."""
    if Field.FAMILY not in fields or len(table.lines) < _FEWEST_ROWS:
        return None
    column = fields.index(Field.FAMILY)
    cells = [line.cells[column] if column < len(line.cells) else "" for line in table.lines]
    empty = cells.count("")
    twice = any(one and one == other for one, other in pairwise(cells))
    return column if cells[0] and empty * 4 >= len(cells) and not twice else None


def _is_civil_beside_hebrew(
    headings: Sequence[str],
    column: int,
    fields: Sequence[Field],
    meanings: Sequence[Meaning | None],
) -> bool:
    """Whether it is “Mother” beside a column “Mother (Hebrew)” that is read."""
    if meanings[column] not in {Meaning.MOTHER, Meaning.FATHER}:
        return False
    return not is_of_hebrew_names(headings[column]) and any(
        field and meanings[used] == meanings[column] and is_of_hebrew_names(headings[used])
        for used, field in enumerate(fields)
    )


def _with_questions(line: Line, columns: _Columns, listwide: Sequence[Question]) -> Line:
    cells = defaultdict(str, enumerate(line.cells))
    asked = list(listwide)
    if any(
        _may_matter(cells[column], column)
        and not is_same_in_two_alphabets(cells[column], cells[columns.other_letters[column]])
        for column in columns.unread
    ):
        asked.append(Question.MORE_NAMES)
    if columns.family_once is not None and not cells[columns.family_once]:
        asked.append(Question.FAMILY_TITLE)
    if any(cells[column] and not _is_no(cells[column]) for column in columns.is_child):
        asked.append(Question.CHILDREN)
    if any(cells[column] and not _is_no(cells[column]) for column in columns.yahrzeits):
        asked.append(Question.SUFFIX)
    for column, heading in columns.answers:
        if cells[column] and (found := question_under(heading, yes=not _is_no(cells[column]))):
            asked.append(found)
    for column, is_payment in columns.remarks:
        if cells[column] and (found := question_about(cells[column], is_payment=is_payment)):
            # The comments of a row, in its last cell, have a question of their own.
            of_comments = line.comments and column == len(line.cells) - 1
            if not (of_comments and found == Question.REMARK):
                asked.append(found)
    codes = [*line.questions, *(question.value for question in asked)]
    return replace(line, questions=tuple(dict.fromkeys(codes))) if codes else line


def _may_matter(cell: str, column: int) -> bool:
    """Whether a cell has words, or may be an age; a first column of numbers is numbering."""
    return has_letters(cell) or (column > 0 and cell.isdecimal() and len(cell) < _DIGITS)


def _is_no(cell: str) -> bool:
    return fold(cell).strip(" .!") in (NO | EMPTY) - YES


def _has_yes_and_no(table: Table, column: int) -> bool:
    """Whether the answers of a column are yes and no, and not names."""
    cells = [line.cells[column] for line in table.lines if column < len(line.cells)]
    return all(fold(cell).strip(" .!") in YES | NO | EMPTY for cell in cells if cell)


def _has_codes(table: Table, column: int) -> bool:
    """Whether the cells of a column are one or two letters whose meaning nobody says: “N”, “L”."""
    cells = [line.cells[column] for line in table.lines if column < len(line.cells)]
    filled = [cell for cell in cells if cell]
    short = all(len(cell) <= _CODE and cell.isalpha() for cell in filled)
    return bool(filled) and short and not _has_yes_and_no(table, column)


def _are_guessed(columns: Sequence[Field], meanings: Sequence[Meaning | None]) -> bool:
    """Whether several columns of names were taken by their order alone."""
    named = [column for column, field in enumerate(columns) if field in NAMES]
    if {columns[column] for column in named} == {Field.WHOLE, Field.FAMILY}:
        return False  # what is in the cells says it
    return len(named) > 1 and not any(meanings[column] for column in named)
