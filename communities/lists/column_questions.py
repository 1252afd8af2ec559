"""What is asked about the rows of a list whose columns a person chose."""

from collections.abc import Collection, Iterable, Sequence

from communities.models import NameList
from letters.reading import Field, Line, Question, Table
from letters.reading.questions import SOURCE_QUESTIONS
from letters.reading.row_questions import with_questions


def questions_with_columns(
    name_list: NameList,
    columns: Sequence[Field],
    rows: Iterable[tuple[Sequence[str], Collection[str]]],
) -> list[list[str]]:
    """The questions that the file and the columns leave open, of rows with cells and questions.

    The columns themselves are no question any more, and neither is a column that the person took
    out of use: only what was asked before stays asked.
    """
    rows = list(rows)
    headings = (*name_list.headings, *[""] * (len(columns) - len(name_list.headings)))
    lines = [
        Line(number, tuple(cells), questions=tuple(_of_file(questions)))
        for number, (cells, questions) in enumerate(rows, 1)
    ]
    asked = with_questions(Table(headings, tuple(lines)), columns).lines if lines else ()
    return [
        [code for code in line.questions if code in before and code != Question.COLUMNS_GUESSED]
        for line, (_cells, before) in zip(asked, rows, strict=True)
    ]


def _of_file(questions: Collection[str]) -> list[str]:
    return [code for code in questions if code in SOURCE_QUESTIONS]
