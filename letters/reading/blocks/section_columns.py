"""The people below a title: what it says about them becomes a column, or a question."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from letters.reading.blocks.merge import Block
from letters.reading.columns import recognise_columns
from letters.reading.fields import Field
from letters.reading.headings.departed import lists_the_departed
from letters.reading.headings.meanings import names_the_sender
from letters.reading.names.cell_values import departed_of, kind_of, relation_of
from letters.reading.questions import Question
from letters.reading.sections import Section, section_of
from letters.reading.table import Line
from letters.reading.text.lines import names_family

# A fact of a section, and the word for it in a title that says more than this one.
_FACTS: dict[Field, Callable[[Section], str]] = {
    Field.DEPARTED: lambda section: {"yes": "deceased", "no": "living"}.get(section.departed, ""),
    Field.KIND: lambda section: section.kind,
    Field.RELATION: lambda section: {"ben": "son", "bas": "daughter"}.get(section.relation, ""),
}
_DECEASED = "deceased"
_OF_AGE = frozenset({Field.KIND, Field.BIRTH_DATE})


@dataclass(frozen=True, slots=True)
class Title:
    """The title above a row; not `certain` if the row may not belong to it any more."""

    text: str
    certain: bool = True

    @property
    def section(self) -> Section:
        """What it says."""
        return section_of(self.text) or Section()


def with_titles(block: Block, titles: Sequence[Title]) -> Block:
    """The block with what the title above each of its rows says."""
    if not any(title.text for title in titles):
        return block
    fields = recognise_columns(block.table)
    width = block.table.width
    lines = list(block.lines)
    for field, word in _FACTS.items():
        values = [_value(title, word) for title in titles]
        if not any(values):
            continue
        if field in fields:
            column = fields.index(field)
            lines = [
                _asked(line, Question.SECTION) if _differs(field, line, column, value) else line
                for line, value in zip(lines, values, strict=True)
            ]
            continue
        lines = [_with_cell(line, width, cell) for line, cell in zip(lines, values, strict=True)]
        width += 1
        fields.append(field)
    dated = bool(_OF_AGE & set(fields))
    family = fields.index(Field.FAMILY) if Field.FAMILY in fields else width
    asked = [
        _asked(line, *_questions(title, dated=dated, of_family=bool(_cell(line, family))))
        for line, title in zip(lines, titles, strict=True)
    ]
    return Block(block.headings, asked)


def with_departed(block: Block) -> Block:
    """A list of the departed with what its heading says, in a cell of each row."""
    if not lists_the_departed(block.headings) or not block.lines:
        return block
    fields = recognise_columns(block.table)
    column = fields.index(Field.DEPARTED) if Field.DEPARTED in fields else block.table.width
    # “Your name” may be of the person to be inscribed, although there is “Name of deceased”.
    by_sender = any(map(names_the_sender, block.headings))
    lines = []
    for row in block.lines:
        line = _asked(row, Question.DEPARTED_HEADING) if by_sender else row
        if not _cell(line, column):
            padding = [""] * (column + 1 - len(line.cells))
            cells = [*line.cells, *padding]
            cells[column] = _DECEASED
            lines.append(replace(line, cells=tuple(cells)))
        elif departed_of(_cell(line, column)).departed:
            lines.append(line)
        else:
            lines.append(_asked(line, Question.DEPARTED_HEADING))
    return Block(block.headings, lines)


def _value(title: Title, word: Callable[[Section], str]) -> str:
    """The title itself, or the word where it says several things."""
    value = word(title.section)
    facts = sum(bool(each(title.section)) for each in _FACTS.values())
    typed = title.text.strip(" :：-–—=*.")
    return typed if value and facts == 1 and title.section.certain else value


def _differs(field: Field, line: Line, column: int, value: str) -> bool:
    """Whether a title says something that the row's own cell does not say."""
    if not value:
        return False
    cell = _cell(line, column)
    if field == Field.DEPARTED:
        return departed_of(cell or "no").departed != departed_of(value).departed
    if field == Field.KIND:
        return kind_of(cell, "") != kind_of(value, "")
    return relation_of(cell) != relation_of(value)


def _cell(line: Line, column: int) -> str:
    return line.cells[column] if column < len(line.cells) else ""


def _questions(title: Title, *, dated: bool, of_family: bool) -> list[Question]:
    section = title.section
    found = []
    if section.excluded:
        found.append(Question.EXCLUDED)
    if section.children and not dated:
        found.append(Question.CHILDREN)
    if not section.is_empty and not (section.certain and title.certain):
        found.append(Question.SECTION)
    if section.is_empty and not of_family and names_family(title.text):
        found.append(Question.FAMILY_TITLE)
    return found


def _with_cell(line: Line, width: int, cell: str) -> Line:
    padding = [""] * (width - len(line.cells))
    return replace(line, cells=(*line.cells, *padding, cell)) if cell else line


def _asked(line: Line, *questions: Question) -> Line:
    codes = dict.fromkeys((*line.questions, *(question.value for question in questions)))
    return replace(line, questions=tuple(codes))
