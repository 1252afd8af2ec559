"""From the cells of a row to a name, and what is unclear about it.

Nothing is corrected: the parts of a name are as typed. What was guessed becomes a question, what
can't be read an issue; see `questions` and `parsed_name`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

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
from letters.reading.names.cell_words import joined, split_words
from letters.reading.names.checks import (
    are_exchanged,
    check,
    is_ditto,
    is_placeholder,
    is_unknown,
)
from letters.reading.names.dates import is_date_without_year, parse_date
from letters.reading.names.folding import is_hebrew
from letters.reading.names.given_part import read_given
from letters.reading.names.honorifics import take_honorifics
from letters.reading.names.list_facts import with_facts
from letters.reading.names.parents import (
    Parents,
    gender_of_parent,
    has_both_genders,
    has_family_name,
    read_both,
    read_parents,
    same_name,
)
from letters.reading.names.parsed_name import Issue, ParsedName
from letters.reading.names.relations import between_at_start, find_between, relation_of_name
from letters.reading.names.vocabulary import BETWEEN
from letters.reading.names.whole_names import WholeName, read_whole
from letters.reading.questions import Question

_NO_FACTS = ListFacts()
_NAMES = (
    *(Field.GIVEN, Field.MIDDLE, Field.WHOLE, Field.CIVIL),
    *(Field.MOTHER, Field.FATHER, Field.PARENTS, Field.FAMILY),
)


def parse_name(
    columns: Sequence[Field], cells: Sequence[str], facts: ListFacts = _NO_FACTS
) -> ParsedName:
    """The name in the cells of a row, exactly as typed, with the codes of what is unclear."""
    name = ParsedName()
    row = _Row(name, columns, cells)
    name.family_name = row.text(Field.FAMILY)
    name.email, name.city = row.first(Field.EMAIL), row.first(Field.CITY)
    _read_relation(name, row.first(Field.RELATION), facts)
    mother, father = row.parent(Field.MOTHER), row.parent(Field.FATHER)
    whole = _read_given(name, row, [mother, father], facts)
    if Field.FAMILY not in columns and row.first(Field.GIVEN):
        _take_family_of_civil_name(name, row.first(Field.CIVIL))
    _read_parents(name, row, whole)
    _suggest_relation(name)
    _read_birth_date(name, row.first(Field.BIRTH_DATE), facts)
    _read_kind(name, row, whole)
    _read_departed(name, row, whole)
    check(name)
    if are_exchanged(row.first(Field.CIVIL), name.family_name):
        name.add(Question.GIVEN_MAY_BE_FAMILY)
    return name


class _Row:
    """The cells of a row by field, without those that are empty in other words."""

    def __init__(self, name: ParsedName, columns: Sequence[Field], cells: Sequence[str]) -> None:
        self.name = name
        self.cells: dict[Field, list[str]] = {}
        self.unknown: set[Field] = set()
        for field, cell in zip(columns, cells, strict=False):
            text = " ".join(cell.split())
            if field and text:
                self._add(field, text)

    def _add(self, field: Field, text: str) -> None:
        if field in _NAMES:
            if is_unknown(text):
                self.unknown.add(field)
                return
            if is_placeholder(text):
                return
            if is_ditto(text):
                self.name.add(Issue.NO_NAME_WORD)
                return
        self.cells.setdefault(field, []).append(text)

    def first(self, field: Field) -> str:
        return next(iter(self.cells.get(field, [])), "")

    def text(self, field: Field) -> str:
        """The only value of a field; two that differ are an issue."""
        found = self.cells.get(field, [])
        if any(not same_name(found[0], other) for other in found[1:]):
            self.name.add(Issue.FIELDS_DISAGREE)
        return found[0] if found else ""

    def parent(self, field: Field) -> str:
        """A parent's name without honorifics and the word before it."""
        return _parent_name(self.text(field))


@lru_cache(maxsize=1 << 15)
def _parent_name(cell: str) -> str:
    words = take_honorifics(split_words(cell)).words
    return joined(words[between_at_start(words) :])


# The given name ---------------------------------------------------------------


def _read_given(name: ParsedName, row: _Row, parents: Sequence[str], facts: ListFacts) -> WholeName:
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


def _given_cell(row: _Row) -> str:
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


def _with_whole(name: ParsedName, row: _Row, given: WholeName, parents: Sequence[str]) -> WholeName:
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


# Parents ----------------------------------------------------------------------


def _read_parents(name: ParsedName, row: _Row, whole: WholeName) -> None:
    """The parents of their own columns and those of the whole name, which must not differ."""
    for field in (Field.MOTHER, Field.FATHER):
        if cell := row.text(field):
            _read_parent_cell(name, field, cell)
    if cell := row.text(Field.PARENTS):
        _read_both_parents(name, cell)
    _merge_parents(name, whole.parents)
    unknown = whole.parents.unknown or bool(row.unknown & {Field.MOTHER, Field.FATHER})
    if unknown and not (name.mother_name or name.father_name):
        name.add(Issue.PARENT_UNKNOWN)
    elif unknown and not name.mother_name:
        name.add(Question.OTHER_PARENT)
    if row.unknown & {Field.GIVEN, Field.WHOLE} and not name.given_name:
        name.add(Issue.NO_GIVEN)


@dataclass(frozen=True)
class _ParentCell:
    """What a parent's own cell says. `relation`: of the word before the name."""

    relation: str
    mother: str
    father: str
    codes: tuple[Issue | Question, ...]


def _read_parent_cell(name: ParsedName, field: Field, cell: str) -> None:
    found = _parent_cell(_without_family(cell, name.family_name), field is Field.FATHER)
    if found.relation and name.relation and found.relation != name.relation:
        name.add(Issue.FIELDS_DISAGREE)
    name.relation = name.relation or found.relation
    for code in found.codes:
        name.add(code)
    _set_parent(name, "mother_name", found.mother)
    _set_parent(name, "father_name", found.father)


@lru_cache(maxsize=1 << 15)
def _parent_cell(cell: str, of_father: bool) -> _ParentCell:
    honorifics = take_honorifics(split_words(cell))
    words, relation = honorifics.words, ""
    codes: list[Issue | Question] = [Question.SUFFIX] if honorifics.places else []
    if length := between_at_start(words):
        relation = BETWEEN[" ".join(word.folded for word in words[:length])]
        words = words[length:]
    if find_between(words):
        codes.append(Issue.TWO_RELATIONS)
    found = read_parents(words, of_father=of_father, family="\0")
    if found.unknown:
        return _ParentCell(relation, "", "", (*codes, Issue.PARENT_UNKNOWN))
    if found.mother and found.father:
        return _ParentCell(relation, found.mother, found.father, tuple(codes))
    text = joined(words)
    gender = gender_of_parent(text)
    other = gender and gender != ("m" if of_father else "f")
    if other or has_both_genders(text):
        codes.append(Question.PARENTS_GENDER)
    if found.unused or has_family_name(words):
        codes.append(Question.PARENT_SPLIT)
    mother, father = ("", text) if of_father else (text, "")
    return _ParentCell(relation, mother, father, tuple(codes))


def _without_family(cell: str, family: str) -> str:
    """A parent's name without the family name that has a column of its own as well."""
    words, count = cell.split(), len(family.split())
    if family and len(words) > count and same_name(" ".join(words[-count:]), family):
        return " ".join(words[:-count]).rstrip(",")
    return cell


def _read_both_parents(name: ParsedName, cell: str) -> None:
    found = read_both(cell, name.family_name)
    if found.unknown:
        name.add(Issue.PARENT_UNKNOWN)
    if not found.certain:
        name.add(Question.FAMILY_SPLIT if found.family else Question.PARENT_SPLIT)
    if found.gender_guessed:
        name.add(Question.PARENTS_GENDER)
    if found.unused:
        name.add(Question.UNUSED_WORDS)
    name.family_name = name.family_name or found.family
    _merge_parents(name, found)


def _set_parent(name: ParsedName, field: str, text: str) -> None:
    there = getattr(name, field)
    if not there:
        setattr(name, field, text)
    elif text and not same_name(there, text):
        name.add(Issue.FIELDS_DISAGREE)


def _merge_parents(name: ParsedName, parents: Parents) -> None:
    mother, father = parents.mother, parents.father
    if parents.gender_guessed and mother and same_name(mother, name.father_name):
        mother, father = "", mother
    if (mother and same_name(mother, name.mother_name)) or (
        father and same_name(father, name.father_name)
    ):
        _drop_question(name, Question.PARENTS_GENDER)
    _set_parent(name, "mother_name", mother)
    _set_parent(name, "father_name", father)


def _drop_question(name: ParsedName, question: Question) -> None:
    if question.value in name.questions:
        name.questions.remove(question.value)


# Relation ---------------------------------------------------------------------


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


# Kind, birth, departed ----------------------------------------------------------


def _read_birth_date(name: ParsedName, cell: str, facts: ListFacts) -> None:
    if not cell or is_placeholder(cell):
        return
    name.birth_date, both = parse_date(cell, facts.date_order, today().civil)
    if name.birth_date is None:
        name.add(Issue.BIRTH_DATE)
    elif both:
        name.add(Question.BIRTH_DATE_ORDER)


def _read_kind(name: ParsedName, row: _Row, whole: WholeName) -> None:
    kind: str | None = name.kind
    cell, birth = row.first(Field.KIND), row.first(Field.BIRTH_DATE)
    if cell and (cell.isdecimal() or not is_placeholder(cell)):
        kind = kind_of(cell, name.relation)
        if whole.is_baby and kind not in {"baby", "child"}:
            kind = None
        born = name.birth_date and kind_by_birth_date(name.birth_date, name.relation, today().civil)
        if kind and born and (kind == "adult") != (born == "adult"):
            name.add(Issue.FIELDS_DISAGREE)
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


def _read_departed(name: ParsedName, row: _Row, whole: WholeName) -> None:
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
