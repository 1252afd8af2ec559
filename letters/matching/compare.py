"""Whether two names are one person's: by facts that agree, and contradictions that refuse.

The facts are given name, mother, father and family name. "strict" needs three that agree without a
doubt and none that differ; "loose" means a person should be asked; everything else is "no". The
answer does not depend on the order of the two.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Literal

from letters.matching import words
from letters.matching.parts import Degree, family_degree, name_degree
from letters.matching.tables import FEMALE, GENDERS, MALE

Answer = Literal["strict", "loose", "no"]


@dataclass(frozen=True)
class NameFacts:
    """What is known of a person; an empty field is unknown.

    `departed` is None where it is unknown. A baby not yet named has no given name.
    """

    given: str = ""
    relation: str = ""
    mother: str = ""
    father: str = ""
    family: str = ""
    departed: bool | None = None
    baby: bool = False


@dataclass(frozen=True)
class _Words:
    given: tuple[str, ...]
    mother: tuple[str, ...]
    father: tuple[str, ...]
    family: tuple[str, ...]
    gender: str


class _Rank(IntEnum):
    NO = 0
    LOOSE = 1
    STRICT = 2


_ANSWERS: dict[_Rank, Answer] = {_Rank.NO: "no", _Rank.LOOSE: "loose", _Rank.STRICT: "strict"}


def compare(a: NameFacts, b: NameFacts) -> Answer:
    """Whether both are one person: "strict", "loose" (ask) or "no"."""
    if _contradict(a, b):
        return "no"
    gender = GENDERS.get(a.relation or b.relation, "")
    first, second = _words(a, gender), _words(b, gender)
    found = _agreement(first, second)
    if found == _Rank.STRICT:
        return "strict"
    moved = (_with_moved_words(x, y) for x, y in ((first, second), (second, first)))
    return _ANSWERS[max(found, *moved)]


def _contradict(a: NameFacts, b: NameFacts) -> bool:
    relations = {a.relation, b.relation} - {""}
    departed = {a.departed, b.departed} - {None}
    return len(relations) == 2 or len(departed) == 2 or a.baby != b.baby


def _words(name: NameFacts, gender: str) -> _Words:
    mother, father = words.given_words(name.mother), words.given_words(name.father)
    return _Words(
        given=() if name.baby else words.given_words(name.given),
        mother=() if words.is_no_fact(mother) else mother,
        father=() if words.is_no_fact(father) else father,
        family=words.family_words(name.family),
        gender=gender,
    )


def _agreement(a: _Words, b: _Words) -> _Rank:
    given = name_degree(a.given, b.given, a.gender)
    if given == Degree.DIFFERENT:  # of most pairs: the rest is not looked at
        return _Rank.NO
    mother = name_degree(a.mother, b.mother, FEMALE)
    father = name_degree(a.father, b.father, MALE)
    family = family_degree(a.family, b.family)
    if Degree.DIFFERENT in {mother, father}:
        return _Rank.NO
    if given == Degree.UNKNOWN:
        # A baby, or a name left out: any child of these parents.
        known = (mother, father, family).count(Degree.SAME)
        unnamed = not a.given and not b.given
        return _Rank.LOOSE if known >= (2 if unnamed else 3) else _Rank.NO
    if family == Degree.DIFFERENT:
        # A name taken at marriage, where all else is known and agrees.
        changed = given == mother == father == Degree.SAME
        return _Rank.LOOSE if changed else _Rank.NO
    degrees = (given, mother, father, family)
    certain, possible = degrees.count(Degree.SAME), degrees.count(Degree.MAYBE)
    # Three facts are certain, the given name among them; a fourth may be spelled strangely.
    if certain >= 3 and given == Degree.SAME:
        return _Rank.STRICT
    if certain + possible < 2 or (certain == 0 and possible < 3):
        return _Rank.NO
    return _Rank.LOOSE


def _with_moved_words(a: _Words, b: _Words) -> _Rank:
    """The best agreement when words of `a` are read as if they stood in another field."""
    exchanged = [replace(a, mother=a.father, father=a.mother)]
    if a.given and a.mother and _may_exchange_with_mother(a, b):
        exchanged.append(replace(a, given=a.mother, mother=a.given))
    if a.given and a.family:
        exchanged.append(replace(a, given=a.family, family=a.given))
    if not a.family:
        places = range(1, len(a.given))
        exchanged += [replace(a, given=a.given[:n], family=a.given[n:]) for n in places]
    exchanged += _in_one_field(a)
    found = max(min(_Rank.LOOSE, _agreement(each, b)) for each in exchanged)
    for field in ("mother", "father"):
        for moved in _other_splits(a, field):
            # Any split may be right that makes the parent the same, none that makes it alike.
            parent = getattr(moved, field)
            if name_degree(parent, getattr(b, field), "") == Degree.SAME:
                found = max(found, _agreement(moved, b))
    return found


def _may_exchange_with_mother(a: _Words, b: _Words) -> bool:
    """Of a daughter only with one father: girls are called by their grandmothers' names."""
    if a.gender == MALE:
        return True
    return name_degree(a.father, b.father, MALE) == Degree.SAME


def parted_at_connective(given: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """“Yosef ben Chana Levi” of one field as the given name and what follows it; else no words."""
    for place, word in enumerate(given[1:-1], 1):
        if word in words.CONNECTIVES:
            return given[:place], given[place + 1 :]
    return (), ()


def _in_one_field(name: _Words) -> Iterator[_Words]:
    """A whole name in the field of the given name, with the family name behind any word."""
    given, rest = parted_at_connective(name.given)
    for place in range(1, len(rest) + 1):
        parent, family = rest[:place], rest[place:] or name.family
        yield replace(name, given=given, mother=parent, family=family)
        yield replace(name, given=given, father=parent, family=family)


def _other_splits(name: _Words, field: str) -> Iterator[_Words]:
    """The words of a parent and the family name parted at every other place."""
    parent: tuple[str, ...] = getattr(name, field)
    together = parent + name.family
    for place in range(1, len(together) + 1):
        if parent and place != len(parent):
            moved = replace(name, family=together[place:])
            part = together[:place]
            is_mother = field == "mother"
            yield replace(moved, mother=part) if is_mother else replace(moved, father=part)
