"""Keys by which people who may be the one that is looked for are found in an index.

A key is a 64-bit hash of one class of the given name and two more facts: a parent and the family
name, or both parents. Two people of whom `compare` says "strict" or "loose" on three facts have a
key in common, apart from slips of the keyboard in a name that no table has.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from hashlib import blake2b
from itertools import product

from letters.matching import words
from letters.matching.compare import NameFacts, parted_at_connective
from letters.matching.sounds import coarse_code, sound_codes
from letters.matching.spelling import fold
from letters.matching.tables import FEMALE, GENDERS, MALE, Table, family_names, given_names

MAX_KEYS = 40  # of a stored person; searched are at most eight times as many
_MAX_SEARCHED = MAX_KEYS * 8
_MAX_CODES = 4  # of a word that no table has
_UNNAMED = "baby"
_WHATEVER = "*"  # any family name, or none

Classes = Callable[[Table, str, str], Iterable[str]]


def stored_keys(name: NameFacts) -> list[int]:
    """The keys under which a person is stored, as signed 64-bit integers, sorted.

    Empty without a given name, unless it is a baby.
    """
    facts = _Classes(name, _stored)
    families = {*facts.families(name), _WHATEVER}
    own = {*facts.with_family(families), *facts.of_parents()}
    return sorted({*own, *_keys_of_apart(name, _stored)})[:MAX_KEYS]


def name_classes(name: NameFacts) -> list[int]:
    """The classes of each single word of a name, for a search by words in any script."""
    given = words.given_words(name.given)
    parents = words.given_words(name.mother), words.given_words(name.father)
    gender = GENDERS.get(name.relation, "")
    found = {
        *_of_words(given_names(), given, gender),
        *_of_words(given_names(), parents[0], FEMALE),
        *_of_words(given_names(), parents[1], MALE),
        *_of_words(family_names(), words.family_words(name.family), ""),
    }
    return sorted(_number(each) for each in found)[: 2 * MAX_KEYS]


def word_classes(word: str) -> list[int]:
    """The classes of names that a word (of `words_of`) may be; any of them fits."""
    folded = fold(word)
    found = {f"~{code}" for code in _codes(word)}
    for table in (given_names(), family_names()):
        known = table.look_up(folded)
        found |= known.strict | known.loose | table.written_as(known.strict)
    return sorted(_number(each) for each in found)


def searched_keys(name: NameFacts) -> list[int]:
    """The keys under which a person of this name may be stored, with or without a family name."""
    return [*narrow_keys(name), *wide_keys(name)]


def narrow_keys(name: NameFacts) -> list[int]:
    """The searched keys of three facts: few people have one."""
    facts = _Classes(name, _searched)
    families = facts.families(name) - {""}
    own = sorted({*facts.with_family(families), *facts.of_parents()})
    return list(dict.fromkeys((*own, *sorted(set(_keys_of_moved(name))))))[:_MAX_SEARCHED]


def _keys_of_moved(name: NameFacts) -> Iterator[int]:
    """The keys of the name as if words of it stood in each other's fields.

    They double the keys searched (5.6 to 11.5 a name) and add 0.6 % to the candidates read. Given
    name and mother of a daughter are exchanged with her father only: Chana bas Leah and Leah bas
    Chana are two people of one family, as girls are called by their grandmothers' names.
    """
    yield from _Classes(
        replace(name, mother=name.father, father=name.mother), _searched
    ).of_parents()
    if name.given and name.mother:
        facts = _Classes(replace(name, given=name.mother, mother=name.given), _searched)
        yield from facts.of_parents()
        if GENDERS.get(name.relation) == MALE and name.family:
            yield from facts.with_family(facts.families(name))
    if name.given and name.family:
        other = replace(name, given=name.family, family=name.given)
        facts = _Classes(other, _searched)
        yield from facts.with_family(facts.families(other))
    yield from _keys_of_apart(name, _searched)


def _keys_of_apart(name: NameFacts, classes: Classes) -> Iterator[int]:
    """The keys of a whole name in the field of the given name."""
    given, rest = parted_at_connective(words.given_words(name.given))
    for place in range(1, len(rest) + 1):
        parent, family = " ".join(rest[:place]), " ".join(rest[place:]) or name.family
        whole = replace(name, given=" ".join(given), family=family)
        for apart in (replace(whole, mother=parent), replace(whole, father=parent)):
            facts = _Classes(apart, classes)
            yield from facts.with_family(facts.families(apart))
            yield from facts.of_parents()


def wide_keys(name: NameFacts) -> list[int]:
    """The searched keys of two facts: of people stored without a family name.

    Without a family name to look for, of people with any. Many may have such a key.
    """
    family = "" if name.family else _WHATEVER
    return sorted(set(_Classes(name, _searched).with_family({family})))[:_MAX_SEARCHED]


def given_classes(name: NameFacts) -> list[str]:
    """The classes of a given name, as they are stored, sorted."""
    words_of_it = words.given_words(name.given)
    return sorted(set(_given(words_of_it, GENDERS.get(name.relation, ""), _stored)))


def pair_keys(name: NameFacts) -> dict[str, list[int]]:
    """Keys of the given name with each other fact that is known, by the fact's field.

    Two names that agree in both facts, however they are written, have one in common.
    """
    parents = {"mother": (name.mother, FEMALE), "father": (name.father, MALE)}
    classes = {
        field: set(_given(words.given_words(parent), gender, _stored))
        for field, (parent, gender) in parents.items()
    }
    family = words.family_words(name.family)
    each_word = (_family((word,), _stored) for word in family)
    classes["family"] = {*_family(family, _stored), *(each for one in each_word for each in one)}
    return {
        field: sorted(
            _number(f"{given}|{field}|{other}") for given in given_classes(name) for other in others
        )
        for field, others in classes.items()
        if others
    }


class _Classes:
    """The classes of a name's given name and parents."""

    def __init__(self, name: NameFacts, classes: Classes) -> None:
        self._classes = classes
        self._given = _given(words.given_words(name.given), GENDERS.get(name.relation, ""), classes)
        if name.baby:
            self._given = (_UNNAMED,)
        self._mother, self._father = words.given_words(name.mother), words.given_words(name.father)
        self._mothers = _given(self._mother, FEMALE, classes)
        self._fathers = _given(self._father, MALE, classes)

    def families(self, name: NameFacts) -> set[str]:
        """The classes of the family name; without one, it may stand behind a parent's name."""
        if name.family:
            return set(_family(words.family_words(name.family), self._classes))
        behind = (_family(parent[1:], self._classes) for parent in (self._mother, self._father))
        return {"", *(each for found in behind for each in found)}

    def with_family(self, families: set[str]) -> Iterable[int]:
        parents = (*self._mothers, *self._fathers) or ("",)
        return (_hash(parts) for parts in product(self._given, parents, sorted(families)))

    def of_parents(self) -> Iterable[int]:
        parents = product(self._given, self._mothers, self._fathers)
        return (_hash((given, f"{mother}+{father}", "")) for given, mother, father in parents)


@lru_cache(maxsize=65_536)
def _given(name: tuple[str, ...], gender: str, classes: Classes) -> tuple[str, ...]:
    table = given_names()
    joined = table.join([fold(word) for word in name])
    return tuple(dict.fromkeys(each for word in joined for each in classes(table, word, gender)))


@lru_cache(maxsize=65_536)
def _family(name: tuple[str, ...], classes: Classes) -> tuple[str, ...]:
    whole = fold("".join(name))
    table = family_names()
    if table.look_up(whole):
        return tuple(classes(table, whole, ""))
    coarse = [f"~{coarse_code(word)}" for word in name]
    # Half of a double name may be all that is written of it.
    halves = [each for word in name for each in classes(table, fold(word), "")]
    return tuple(dict.fromkeys((*coarse, *halves) if len(name) > 1 else coarse))


def _of_words(table: Table, name: tuple[str, ...], gender: str) -> set[str]:
    found: set[str] = set()
    for word in table.join([fold(word) for word in name]):
        known = table.look_up(word, gender)
        found |= known.strict or known.loose or {f"~{code}" for code in _codes(word)}
    return found


def _codes(word: str) -> list[str]:
    """Its sounds, or the word itself where they are too few to say anything."""
    codes = sorted(code for code in sound_codes(word) if len(code) > 1)
    return codes[:_MAX_CODES] or [fold(word)]


def _stored(table: Table, word: str, gender: str) -> Iterable[str]:
    known = table.look_up(word, gender)
    if known.strict:
        return sorted(known.strict)
    return [*sorted(known.loose), f"~{coarse_code(word)}"]


def _searched(table: Table, word: str, gender: str) -> Iterable[str]:
    known = table.look_up(word, gender)
    names = sorted(known.strict | known.loose | table.written_as(known.strict))
    return names if known.strict else [*names, f"~{coarse_code(word)}"]


def _hash(parts: tuple[str, ...]) -> int:
    return _digest("|".join(parts))


@lru_cache(maxsize=65_536)
def _number(text: str) -> int:
    return _digest(text)


def _digest(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big", signed=True)
