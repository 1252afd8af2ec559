"""Several people in one cell, who share a parent or the other cells of the row: a row for each.

Whether they do share it, a person must say: “Chana, Rivka and Leah bas Sarah”.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from letters.reading.columns import recognise_columns
from letters.reading.fields import Field
from letters.reading.names.cell_words import Word, split_words
from letters.reading.names.known_names import known
from letters.reading.names.parents import name_after_and
from letters.reading.names.vocabulary import AND
from letters.reading.questions import Question
from letters.reading.table import Line, Table
from letters.reading.text.lines import divided
from letters.reading.words import RELATION

_PLURAL = re.compile(
    r"(?<=\s)(?:bnei|bnos|bnot|banos|children of|sons of|daughters of|בני|בנות|ילדי|"
    r"дети|enfants de|hijos de|קינדער פון)(?=\s)",
    re.IGNORECASE,
)
_SINGULAR = {"m": ("ben", "בן"), "f": ("bas", "בת")}
_PARENTS = frozenset({Field.MOTHER, Field.FATHER, Field.PARENTS})
# A city and an address are of all people in a cell.
_OF_NOBODY = frozenset({Field.IGNORE, Field.EMAIL, Field.CITY})
_MOST_WORDS = 2  # of a given name
_LONGEST = 300  # characters


def one_person_a_cell(table: Table) -> Table:
    """The table with a row for each of several people in a cell of names."""
    columns = recognise_columns(table)
    names = [column for column, field in enumerate(columns) if field in {Field.WHOLE, Field.GIVEN}]
    if len(names) != 1:
        return table
    parents = [column for column, field in enumerate(columns) if field in _PARENTS]
    facts = [place for place, field in enumerate(columns) if field not in _OF_NOBODY]
    facts.remove(names[0])
    lines = [each for line in table.lines for each in _people_of(line, names[0], parents, facts)]
    return replace(table, lines=tuple(lines))


def _people_of(line: Line, column: int, parents: Sequence[int], facts: Sequence[int]) -> list[Line]:
    cell = line.cells[column] if column < len(line.cells) else ""
    has_parent = any(place < len(line.cells) and line.cells[place] for place in parents)
    people = _people_in(cell, has_parent=has_parent)
    if len(people) < 2:
        return [line]
    questions = line.questions
    shared = any(place < len(line.cells) and line.cells[place] for place in facts)
    # Each with a “ben” or “bas” and a parent of their own: nothing is shared.
    if (
        shared
        or not all(RELATION.search(person) for person in divided(cell))
        or len(divided(cell)) != len(people)
    ):
        questions = (*questions, Question.SEVERAL_IN_CELL.value)
    return [
        replace(
            line,
            cells=(*line.cells[:column], person, *line.cells[column + 1 :]),
            questions=questions,
        )
        for person in people
    ]


def _people_in(cell: str, *, has_parent: bool) -> list[str]:
    if len(cell) > _LONGEST:
        return [cell]
    if len(RELATION.findall(cell)) > 1:
        return divided(cell)
    relation = RELATION.search(cell)
    plural = _PLURAL.search(cell)
    if plural and not relation:
        names, parent = _names(cell[: plural.start()]), cell[plural.end() :].strip()
        return _each_with_relation(names, parent)
    if relation:
        names, rest = _names(cell[: relation.start()]), cell[relation.start() :].strip()
        return [f"{name} {rest}" for name in names] if _agree(names) else [cell]
    return _names(cell) if has_parent else [cell]


def _agree(names: Sequence[str]) -> bool:
    """Whether no two of them are of a man and of a woman: one “ben” is not of both."""
    return len({_gender(name) for name in names} - {""}) < 2


def _each_with_relation(names: Sequence[str], parent: str) -> list[str]:
    """Each with “ben” or “bas” in place of “bnei”; nobody if one of them may be both."""
    genders = [_gender(name) for name in names]
    if not all(genders):
        return []
    hebrew = any("א" <= c <= "ת" for c in parent)
    return [
        f"{name} {_SINGULAR[gender][hebrew]} {parent}"
        for name, gender in zip(names, genders, strict=True)
    ]


def _gender(name: str) -> str:
    genders = {known(word).gender for word in name.split()} - {""}
    return genders.pop() if len(genders) == 1 else ""


def _names(text: str) -> list[str]:
    """The given names between commas and “and”; [] if it isn't plain that they are several.

    “Levi, Yosef” may be a family name and a given name: there must be an “and” or two commas.
    """
    parts: list[list[Word]] = [[]]
    commas = ands = 0
    for place, word in enumerate(split_words(re.sub(r"\s*[/+]\s*", " & ", text))):
        second = name_after_and(word) if place else None
        if word.folded in AND or second:
            ands += 1
            parts.append([])
        if word.folded not in AND:
            parts[-1].append(second or word)
        if word.ends_part:
            commas += 1
            parts.append([])
    parts = [part for part in parts if part]
    found = [" ".join(word.text.strip(",; ") for word in part) for part in parts]
    certain = ands == 1 or (commas > 1 and not ands)
    if not certain or len(parts) < 2 or not all(map(_is_given_name, parts)):
        return []
    return found


def _is_given_name(words: Sequence[Word]) -> bool:
    return len(words) <= _MOST_WORDS and all(known(word.folded).is_given for word in words)
