"""The parents of a row: those of their own columns and those of the whole name."""

from dataclasses import dataclass
from functools import lru_cache

from letters.reading.fields import Field
from letters.reading.names.cell_words import joined, split_words
from letters.reading.names.family_split import has_family_name
from letters.reading.names.honorifics import take_honorifics
from letters.reading.names.parents import (
    Parents,
    gender_of_parent,
    has_both_genders,
    read_both,
    read_parents,
)
from letters.reading.names.parsed_name import Issue, ParsedName
from letters.reading.names.relations import between_at_start, find_between
from letters.reading.names.row_cells import RowCells
from letters.reading.names.same_names import same_name
from letters.reading.names.vocabulary import BETWEEN
from letters.reading.names.whole_names import WholeName
from letters.reading.questions import Question


def read_row_parents(name: ParsedName, row: RowCells, whole: WholeName) -> None:
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
    text = joined(words)
    if found.mother and found.father:
        genders = gender_of_parent(found.mother), gender_of_parent(found.father)
        if genders[0] and genders[0] == genders[1]:
            mother, father = ("", text) if of_father else (text, "")
            return _ParentCell(relation, mother, father, (*codes, Issue.SEVERAL_PEOPLE))
        if found.gender_guessed:
            codes.append(Question.PARENTS_GENDER)
        return _ParentCell(relation, found.mother, found.father, tuple(codes))
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
