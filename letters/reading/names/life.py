"""What a row says of a life: adult, child or baby, the birth, and whether it has ended."""

from core.calendar.local_day import today
from letters.reading.fields import Field
from letters.reading.names.cell_values import (
    Departed,
    ListFacts,
    departed_of,
    honorific_of,
    kind_by_age,
    kind_by_birth_date,
    kind_by_birth_year,
    kind_of,
    relation_of,
)
from letters.reading.names.checks import is_placeholder
from letters.reading.names.dates import is_date_without_year, parse_date
from letters.reading.names.parsed_name import Issue, ParsedName
from letters.reading.names.row_cells import RowCells
from letters.reading.names.whole_names import WholeName
from letters.reading.questions import Question


def read_birth_date(name: ParsedName, cell: str, facts: ListFacts) -> None:
    if not cell or is_placeholder(cell):
        return
    name.birth_date, both = parse_date(cell, facts.date_order, today().civil)
    if name.birth_date is None:
        name.add(Issue.BIRTH_DATE)
    elif both:
        name.add(Question.BIRTH_DATE_ORDER)


def read_kind(name: ParsedName, row: RowCells, whole: WholeName) -> None:
    kind: str | None = name.kind
    cell, birth = row.first(Field.KIND), row.first(Field.BIRTH_DATE)
    _compare_with_relation(name, cell)
    if cell and (cell.isdecimal() or not is_placeholder(cell)):
        kind = kind_of(cell, name.relation)
        if whole.is_baby and kind not in {"baby", "child"}:
            kind = None
        born = name.birth_date and kind_by_birth_date(name.birth_date, name.relation, today().civil)
        if kind and born and (kind == "adult") != (born == "adult"):
            name.add(Issue.FIELDS_DISAGREE)
    elif whole.is_child and not name.birth_date:
        kind = "child"
    elif whole.age >= 0:
        kind = kind_by_age(whole.age, name.relation)
    elif name.birth_date and not whole.is_baby:
        kind = kind_by_birth_date(name.birth_date, name.relation, today().civil)
    elif Issue.BIRTH_DATE.value in name.issues and not is_date_without_year(birth, today().civil):
        by_year = kind_by_birth_year(birth, name.relation, today().civil)
        kind = by_year or kind_of(birth, name.relation)
    if kind is None:
        name.add(Issue.KIND)
        return
    # A baby that has a name is entered as a child.
    name.kind = "child" if kind == "baby" and name.given_name else kind
    if whole.is_baby and not name.given_name:
        name.kind = "baby"


def _compare_with_relation(name: ParsedName, cell: str) -> None:
    """“Girl” of a son; shorter words, as “b”, may be of the age."""
    said = relation_of(cell) if len(cell.strip()) > 2 else None
    if said and name.relation and said != name.relation:
        name.add(Issue.FIELDS_DISAGREE)


def read_departed(name: ParsedName, row: RowCells, whole: WholeName) -> None:
    if cell := row.first(Field.DEPARTED):
        _take_departed(name, departed_of(cell), whole)
    if cell := row.first(Field.HONORIFIC):
        _take_departed(name, honorific_of(cell), whole)


def _take_departed(name: ParsedName, found: Departed, whole: WholeName) -> None:
    if found.departed is None:
        name.add(Issue.DEPARTED_UNCLEAR)
        return
    if found.unprintable:
        name.add(Question.SUFFIX)
    if found.departed:
        # Then an honorific at the end of the whole name is most likely this person's.
        own = name.honorific or whole.last_honorific
        name.departed, name.honorific = True, found.honorific or own
    elif name.departed:
        name.add(Issue.FIELDS_DISAGREE)
