"""Judge a reading: each expected person is read right, asked about, or silently wrong."""

from collections.abc import Iterable
from dataclasses import astuple, dataclass, field

from letters.reading import (
    CannotRead,
    Issue,
    ParsedName,
    Question,
    list_facts,
    parse_name,
    recognise_columns,
)
from tests.letters.reading.reading_set.case import Case, ExpectedPerson

_OF_DATES = frozenset({Issue.BIRTH_DATE.value, Question.BIRTH_DATE_ORDER.value})


@dataclass(frozen=True, slots=True)
class ReadPerson:
    """A row as it was read; `asked` if a person must look at it before it is ordered."""

    person: ExpectedPerson
    asked: bool
    cells: str


@dataclass
class Score:
    """Counts of people. `failures` has a sentence for each that was not read right."""

    right: int = 0
    asked: int = 0
    silent: int = 0
    cases: int = 0
    failures: list[str] = field(default_factory=list)

    @property
    def people(self) -> int:
        """All that were judged, with those that were read and are nobody."""
        return self.right + self.asked + self.silent

    def share(self, count: int) -> float:
        """A count as a percentage of all people."""
        return round(100 * count / self.people, 1) if self.people else 0.0


def score(cases: Iterable[Case]) -> Score:
    """The score of all cases together."""
    total = Score()
    for case in cases:
        _score_case(case, total)
    return total


def read_people(case: Case) -> list[ReadPerson]:
    """The rows of a case as they are read. Raises CannotRead."""
    table = case.read()
    columns = recognise_columns(table)
    facts = list_facts(columns, [line.cells for line in table.lines])
    listwide = bool(getattr(table, "questions", ()))
    return [
        ReadPerson(
            _as_expected(name),
            listwide or _is_asked(name) or bool(getattr(line, "questions", ())),
            " ".join(line.cells),
        )
        for line in table.lines
        for name in [parse_name(columns, line.cells, facts)]
    ]


def _is_asked(name: ParsedName) -> bool:
    """A date of birth is asked about in lists of a series with an age rule only."""
    return bool({*name.issues, *name.questions} - _OF_DATES)


def _as_expected(name: ParsedName) -> ExpectedPerson:
    birth_date = name.birth_date
    return ExpectedPerson(
        given=name.given_name,
        relation=name.relation,
        mother=name.mother_name,
        father=name.father_name,
        family=name.family_name,
        kind=name.kind,
        departed=name.departed,
        honorific=name.honorific,
        email=name.email,
        birth_date=str(birth_date) if birth_date else "",
    )


def _score_case(case: Case, total: Score) -> None:
    total.cases += 1
    try:
        read = read_people(case)
    except CannotRead as error:
        _score_refusal(case, str(error), total)
        return
    if case.refusal:
        total.silent += 1
        total.failures.append(f"SILENT {case.title}: should be refused")
        return
    left = list(read)
    for person in case.people:
        match = _best_match(person, left)
        if match:
            left.remove(match)
        _score_person(case, person, match, read, total)
    for extra in left:
        if not extra.asked:
            total.silent += 1
            total.failures.append(f"SILENT {case.title}: nobody, read as {_shown(extra.person)}")


def _score_refusal(case: Case, sentence: str, total: Score) -> None:
    if case.refusal and case.refusal not in sentence:
        total.silent += 1
        total.failures.append(f"SILENT {case.title}: refused with “{sentence}”")
        return
    total.asked += len(case.people)
    if case.people:
        total.failures.append(f"asked {case.title}: refused with “{sentence}”")


def _best_match(person: ExpectedPerson, read: list[ReadPerson]) -> ReadPerson | None:
    """The row with the most fields in common; none if neither the given name nor a parent is."""
    candidates = [row for row in read if _mentions(row, person)]
    return max(candidates, key=lambda row: _equal_fields(person, row.person), default=None)


def _mentions(row: ReadPerson, person: ExpectedPerson) -> bool:
    wanted = person.given or person.mother or person.father
    return bool(wanted) and wanted in row.cells


def _equal_fields(person: ExpectedPerson, other: ExpectedPerson) -> int:
    return sum(
        (mine == theirs) + (position == 0 and mine == theirs)
        for position, (mine, theirs) in enumerate(zip(astuple(person), astuple(other), strict=True))
    )


def _score_person(
    case: Case,
    person: ExpectedPerson,
    match: ReadPerson | None,
    read: list[ReadPerson],
    total: Score,
) -> None:
    if match and match.asked:
        total.asked += 1
        total.failures.append(f"asked {case.title}: {_shown(person)} read {_shown(match.person)}")
    elif match and match.person == person and not case.must_ask:
        total.right += 1
    elif match:
        total.silent += 1
        total.failures.append(f"SILENT {case.title}: {_shown(person)} read {_shown(match.person)}")
    elif any(_mentions(row, person) and row.asked for row in read):
        total.asked += 1
        total.failures.append(f"asked {case.title}: {_shown(person)}, in a row of several")
    else:
        total.silent += 1
        total.failures.append(f"SILENT {case.title}: {_shown(person)} is missing")


def _shown(person: ExpectedPerson) -> str:
    return "|".join(str(value) for value in astuple(person) if value not in {"adult", False, ""})
