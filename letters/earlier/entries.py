"""From the rows of a register to entries: the name as it was written, and what is unclear."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import models
from django.utils.translation import gettext_lazy as _

from letters.earlier.columns import RegisterField, fields_of_a_list
from letters.matching.compare import NameFacts
from letters.matching.keys import stored_keys
from letters.names import NAME_LIMIT
from letters.reading import Issue, Line, ParsedName, Question, Table, list_facts, parse_name

NUMBER_LIMIT, PLACE_LIMIT = 40, 80  # characters; the cells are kept whole
_SIGNS = re.compile(r"[\s,.'’]")
_YEARS = range(1700, 2101)
_HEBREW_YEARS = range(5460, 5861)  # 3,760 more than the civil year in which most of it falls


class EntryQuestion(models.TextChoices):
    """What only the row of a register can leave open."""

    MORE_CELLS = "more_cells", _("The row has more cells than there are headings.")
    NO_NAME = "no_name", _("There is no name in the row.")


# Nothing of these is needed to know who it is, or the person who chose the columns answered.
_NO_MATTER = frozenset(
    {
        *(Issue.NO_RELATION, Issue.KIND, Issue.BIRTH_DATE, Issue.EMAIL),
        *(Question.COLUMNS_GUESSED, Question.CHILDREN, Question.BIRTH_DATE_ORDER),
        *(Question.CIVIL_NAME, Question.UNKNOWN_NAME, Question.RELATION_SUGGESTED),
        *(Question.RELATION_GUESSED, Question.OTHER_PARENT, Question.TITLE),
        *(Question.TWO_ALPHABETS, Question.SMALL_INITIAL, Question.ALL_CAPITALS),
        Question.CANTILLATION,
    }
)
_LABELS = {code.value: code.label for codes in (Issue, Question, EntryQuestion) for code in codes}


def label_of(code: str) -> str:
    """A question about a row, in the active language."""
    return str(_LABELS.get(code, code))


@dataclass(slots=True)
class Entry:
    """One row, to be counted or stored."""

    row: int
    line: Line
    name: ParsedName
    number: str = ""
    number_doubled: bool = False
    place: str = ""
    country: str = ""
    birth_year: int | None = None
    questions: list[str] = field(default_factory=list)

    @property
    def clear(self) -> bool:
        """Whether it is certain whose name it is."""
        return not self.questions and not self.number_doubled

    @property
    def match_keys(self) -> list[int]:
        """Those of a clear name; no other is found."""
        if not self.clear:
            return []
        name = self.name
        return stored_keys(
            NameFacts(
                given=name.given_name,
                relation=name.relation,
                mother=name.mother_name,
                father=name.father_name,
                family=name.family_name,
                departed=name.departed,
                baby=not name.given_name,
            )
        )


class EntryReader:
    """Reads the rows of one register; the numbers of all rows are compared first."""

    def __init__(self, table: Table, columns: Sequence[str]) -> None:
        self._fields = fields_of_a_list(columns)
        self._places = {value: place for place, value in enumerate(columns) if value}
        self._width = len(table.headings)
        # Rows that hold a whole name each: what stands beside it is the reader's question.
        self._is_list = table.width == 1
        self._facts = list_facts(self._fields, (line.cells for line in table.lines))
        counts = Counter(
            _comparable(self._cell(line, RegisterField.NUMBER)) for line in table.lines
        )
        self._doubled = {number for number, count in counts.items() if number and count > 1}

    def read(self, row: int, line: Line) -> Entry:
        """The entry of a row; `row` counts from 1."""
        name = parse_name(self._fields, line.cells, self._facts)
        number = self._cell(line, RegisterField.NUMBER)
        entry = Entry(row, line, name, number[:NUMBER_LIMIT])
        entry.number_doubled = _comparable(number) in self._doubled
        entry.place = self._cell(line, RegisterField.PLACE)[:PLACE_LIMIT]
        entry.country = self._cell(line, RegisterField.COUNTRY)[:PLACE_LIMIT]
        entry.birth_year = year_of(self._cell(line, RegisterField.YEAR))
        if name.birth_date and not entry.birth_year:
            entry.birth_year = name.birth_date.year
        entry.questions = self._questions(line, name)
        if Question.RELATION_GUESSED.value in name.questions:
            name.relation = ""
        return entry

    def _cell(self, line: Line, column: RegisterField) -> str:
        place = self._places.get(column.value)
        return line.cells[place] if place is not None and place < len(line.cells) else ""

    def _questions(self, line: Line, name: ParsedName) -> list[str]:
        of_line = line.questions if self._is_list else ()
        codes = [*of_line, *name.issues, *name.questions]
        if Question.HIDDEN.value in line.questions and Question.HIDDEN.value not in codes:
            codes.append(Question.HIDDEN.value)
        if self._width and len(line.cells) > self._width:
            codes.append(EntryQuestion.MORE_CELLS.value)
        parts = (name.given_name, name.mother_name, name.father_name, name.family_name)
        if not any(parts):
            return [EntryQuestion.NO_NAME.value]
        if any(len(part) > NAME_LIMIT for part in parts):
            codes.append(Issue.TOO_LONG.value)
        return list(dict.fromkeys(code for code in codes if code not in _NO_MATTER))


def _comparable(number: str) -> str:
    """A number without signs and leading zeros: “0,123” is 123."""
    return _SIGNS.sub("", number[:NUMBER_LIMIT]).lstrip("0").casefold()


def year_of(text: str) -> int | None:
    """The civil year that digits write, also of a Jewish year; it may be one off for these."""
    if not re.fullmatch("[0-9]{4}", text):
        return None
    year = int(text)
    if year in _HEBREW_YEARS:
        return year - 3760
    return year if year in _YEARS else None
