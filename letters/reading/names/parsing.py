"""From the cells of a row to a name, and what is unclear about it.

Nothing is corrected: the parts of a name are as typed. What was guessed becomes a question, what
can't be read an issue; see `questions` and `parsed_name`.
"""

from collections.abc import Sequence

from letters.reading.fields import Field
from letters.reading.names.cell_values import (
    ListFacts,
    relation_of,
)
from letters.reading.names.cell_words import joined, split_words
from letters.reading.names.checks import (
    are_exchanged,
    check,
    is_placeholder,
)
from letters.reading.names.folding import is_hebrew
from letters.reading.names.given_part import read_given
from letters.reading.names.life import read_birth_date, read_departed, read_kind
from letters.reading.names.list_facts import with_facts
from letters.reading.names.parsed_name import Issue, ParsedName
from letters.reading.names.relations import relation_of_name
from letters.reading.names.row_cells import RowCells
from letters.reading.names.row_parents import read_row_parents
from letters.reading.names.same_names import same_name
from letters.reading.names.whole_names import WholeName, read_whole
from letters.reading.questions import Question

_NO_FACTS = ListFacts()


def parse_name(
    columns: Sequence[Field], cells: Sequence[str], facts: ListFacts = _NO_FACTS
) -> ParsedName:
    """The name in the cells of a row, exactly as typed, with the codes of what is unclear."""
    name = ParsedName()
    row = RowCells(name, columns, cells)
    name.family_name = row.text(Field.FAMILY)
    name.email, name.city = row.first(Field.EMAIL), row.first(Field.CITY)
    _read_relation(name, row.first(Field.RELATION), facts)
    mother, father = row.parent(Field.MOTHER), row.parent(Field.FATHER)
    whole = _read_given(name, row, [mother, father], facts)
    if Field.FAMILY not in columns and row.first(Field.GIVEN):
        _take_family_of_civil_name(name, row.first(Field.CIVIL))
    read_row_parents(name, row, whole)
    _suggest_relation(name)
    read_birth_date(name, row.first(Field.BIRTH_DATE), facts)
    read_kind(name, row, whole)
    read_departed(name, row, whole)
    check(name)
    if facts.exchanged:
        name.add(Question.EXCHANGED)
    if are_exchanged(row.first(Field.CIVIL), name.family_name):
        name.add(Question.GIVEN_MAY_BE_FAMILY)
    return name


# The given name ---------------------------------------------------------------


def _read_given(
    name: ParsedName, row: RowCells, parents: Sequence[str], facts: ListFacts
) -> WholeName:
    """Set the given name by the Hebrew name, else the whole name, else the civil one."""
    cell = _given_cell(row) or row.text(Field.WHOLE)
    if not cell and (cell := row.text(Field.CIVIL)):
        name.add(Question.CIVIL_NAME)
    if not cell:
        return WholeName()
    only_whole = not row.first(Field.GIVEN) and Field.CIVIL not in row.cells
    whole = read_whole(cell, family=name.family_name, parents=parents, may_have_family=only_whole)
    whole = with_facts(whole, split_words(cell), facts)
    if row.first(Field.GIVEN) and row.first(Field.WHOLE):
        whole = _with_whole(name, row, whole, parents)
    _take_over(name, whole)
    return whole


def _given_cell(row: RowCells) -> str:
    """The given name, with the second one of a column of its own."""
    given, middle = row.text(Field.GIVEN), row.text(Field.MIDDLE)
    if middle and not given:
        row.name.add(Question.UNUSED_WORDS)
    return f"{given} {middle}".strip() if given else ""


def _take_family_of_civil_name(name: ParsedName, civil: str) -> None:
    """The family name of a whole civil name beside the Hebrew name, if it has the same letters."""
    words = split_words(civil)
    if name.family_name or len(words) < 2 or is_hebrew(civil) != is_hebrew(name.given_name):
        return
    part = read_given(words, has_between=False, may_have_family=True)
    name.family_name = part.family
    if part.codes or not part.family:
        name.add(Question.GIVEN_SPLIT if part.family else Question.MORE_NAMES)


def _with_whole(
    name: ParsedName, row: RowCells, given: WholeName, parents: Sequence[str]
) -> WholeName:
    """A column of given names beside one of whole names: both must say the same given name."""
    whole = read_whole(row.first(Field.WHOLE), family=name.family_name, parents=parents)
    if same_name(whole.given, given.given):
        return whole
    if not given.has_between and not whole.has_between:
        words = split_words(row.first(Field.WHOLE))
        if same_name(joined(words[: len(given.given.split())]), given.given):
            return given
    name.add(Issue.FIELDS_DISAGREE)
    return given


def _take_over(name: ParsedName, whole: WholeName) -> None:
    name.given_name = whole.given
    for code in whole.codes:
        name.add(code)
    family = whole.parents.family or whole.family
    if whole.family and whole.parents.family and not same_name(whole.family, whole.parents.family):
        name.add(Issue.FIELDS_DISAGREE)
    if family and name.family_name and not same_name(family, name.family_name):
        name.add(Issue.FIELDS_DISAGREE)
    name.family_name = name.family_name or family
    if whole.relation and name.relation and whole.relation != name.relation:
        name.add(Issue.FIELDS_DISAGREE)
    name.relation = name.relation or whole.relation
    if whole.is_baby:
        name.kind = "baby" if not whole.given else "child"
    name.departed, name.honorific = whole.departed, whole.honorific


def _read_relation(name: ParsedName, cell: str, facts: ListFacts) -> None:
    if not cell or (is_placeholder(cell) and "x" not in cell.casefold()):
        return
    relation = relation_of(cell, mujer=facts.mujer)
    if relation is None:
        name.add(Issue.RELATION_UNCLEAR)
    name.relation = relation or ""


def _suggest_relation(name: ParsedName) -> None:
    if name.relation or Issue.RELATION_UNCLEAR.value in name.issues:
        return
    name.relation, strong = relation_of_name(name.given_name)
    if name.relation:
        name.add(Question.RELATION_SUGGESTED if strong else Question.RELATION_GUESSED)
