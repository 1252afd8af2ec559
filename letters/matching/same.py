"""Who may be the same person among names whose owner asks: one list, one family, one community."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Generic, Protocol, TypeVar

from letters.matching import words
from letters.matching.compare import NameFacts, compare
from letters.matching.keys import searched_keys, stored_keys
from letters.matching.parts import Degree, family_degree, name_degree
from letters.matching.tables import FEMALE, GENDERS, MALE

Value = TypeVar("Value")


class Typed(Protocol):
    """The fields of a name as typed: `letters.names.TypedName`."""

    @property
    def given(self) -> str: ...
    @property
    def relation(self) -> str: ...
    @property
    def mother(self) -> str: ...
    @property
    def father(self) -> str: ...
    @property
    def family(self) -> str: ...
    @property
    def departed(self) -> bool: ...


def facts_of(name: Typed) -> NameFacts:
    """The facts of a name as typed; one without a given name is a baby not yet named."""
    return NameFacts(
        given=name.given,
        relation=name.relation,
        mother=name.mother,
        father=name.father,
        family=name.family,
        departed=name.departed,
        baby=not name.given.strip(),
    )


def as_of_then(facts: NameFacts) -> NameFacts:
    """The facts of an old name: the living of then may have died since."""
    return replace(facts, departed=facts.departed or None)


def agree(a: NameFacts, b: NameFacts) -> bool:
    """Whether given name, a parent and the family name agree, or one lacks a family name.

    Stricter than `compare` in that spellings which only may be one name do not agree, wider in
    that two facts are enough: for names both of which the person asking knows.
    """
    if compare(a, b) == "no":
        return False
    mother, father = _parent(a.mother, b.mother, FEMALE), _parent(a.father, b.father, MALE)
    family = family_degree(words.family_words(a.family), words.family_words(b.family))
    return (
        _given(a, b) == Degree.SAME
        and Degree.DIFFERENT not in {mother, father}
        and (Degree.SAME in {mother, father} or _without_parent(a, b, family))
        and family in {Degree.SAME, Degree.UNKNOWN}
    )


def _given(a: NameFacts, b: NameFacts) -> Degree:
    gender = GENDERS.get(a.relation or b.relation, "")
    return name_degree(words.given_words(a.given), words.given_words(b.given), gender)


def _parent(a: str, b: str, gender: str) -> Degree:
    first, second = words.given_words(a), words.given_words(b)
    if words.is_no_fact(first) or words.is_no_fact(second):
        return Degree.UNKNOWN
    return name_degree(first, second, gender)


def _without_parent(a: NameFacts, b: NameFacts, family: Degree) -> bool:
    """A parent that says nothing (Sarah, Avraham Avinu) written alike, with the family name."""
    return family == Degree.SAME and (a.mother, a.father) == (b.mother, b.father)


class NameIndex(Generic[Value]):
    """Names by their keys, so that each is compared with a few others only."""

    def __init__(self) -> None:
        self._by_key: dict[int, list[tuple[NameFacts, Value]]] = defaultdict(list)

    def add(self, name: NameFacts, value: Value) -> None:
        entry = name, value
        for key in _index_keys(name):
            self._by_key[key].append(entry)

    def candidates(self, name: NameFacts) -> Iterator[tuple[NameFacts, Value]]:
        """The names that may be this one, each once, in the order in which they were added."""
        seen: set[int] = set()
        for key in _search_keys(name):
            for entry in self._by_key.get(key, ()):
                if id(entry) not in seen:
                    seen.add(id(entry))
                    yield entry

    def has_same(self, name: NameFacts) -> bool:
        """Whether a name here is written alike, or agrees."""
        return any(name == other or agree(name, other) for other, _ in self.candidates(name))


@lru_cache(maxsize=50_000)
def _index_keys(name: NameFacts) -> frozenset[int]:
    # Without the family name as well: the other may lack it.
    short = stored_keys(replace(name, family=""))
    return frozenset({*stored_keys(name), *short, *_written_keys(name)})


@lru_cache(maxsize=10_000)
def _search_keys(name: NameFacts) -> frozenset[int]:
    return frozenset({*searched_keys(name), *_written_keys(name)})


def _written_keys(name: NameFacts) -> set[int]:
    """A key of exactly what was written, for names without a parent or of other scripts."""
    return {hash((name.given.strip(), name.mother.strip(), name.father.strip()))}
