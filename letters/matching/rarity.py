"""How rare a name is, by the frequencies of names in Israel (Central Bureau of Statistics).

An estimate: of this public some names are more frequent (Menachem Mendel, Chaya Mushka), and a name
that the tables don't have counts like their rarest.
"""

from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from letters.matching import spelling, words
from letters.matching.compare import NameFacts
from letters.matching.tables import FEMALE, GENDERS, MALE, Table, family_names, given_names

_DATA = Path(__file__).parents[1] / "reading" / "names" / "data"


def share_of(name: NameFacts) -> float:
    """The part of all people who are expected to have this name: given, parents and family.

    An unknown field does not make it rarer.
    """
    gender = GENDERS.get(name.relation, "")
    share = _share(_given_shares(gender or MALE), words.given_words(name.given))
    for parent, of in ((name.mother, FEMALE), (name.father, MALE)):
        known = words.given_words(parent)
        if not words.is_no_fact(known):
            share *= _share(_given_shares(of), known)
    family = words.family_words(name.family)
    return share * _share(_family_shares(), ("".join(family),) if family else ())


def _share(shares: "_Shares", name: tuple[str, ...]) -> float:
    """Of several words that of the rarest: two names together are at least as rare."""
    return min((shares.of(word) for word in name), default=1.0)


class _Shares:
    """The shares of names, whatever their spelling."""

    def __init__(self, table: Table, gender: str, rows: Iterator[tuple[str, int]]) -> None:
        self._table, self._gender = table, gender
        self._counts: Counter[str] = Counter()
        for name, people in rows:
            # As the words of a name are compared: final letters medial, in one word.
            self._counts[self._name("".join(spelling.words_of(name)))] += people
        self._total, self._rarest = self._counts.total(), min(self._counts.values())

    def of(self, word: str) -> float:
        return self._counts.get(self._name(word), self._rarest) / self._total

    def _name(self, word: str) -> str:
        folded = spelling.fold(word)
        known = self._table.look_up(folded, self._gender)
        return min(known.strict or known.loose, default=folded)


@cache
def _given_shares(gender: str) -> _Shares:
    column = 1 if gender == MALE else 2
    rows = ((row[0], int(row[column])) for row in _rows("given_names_israel.tsv"))
    return _Shares(given_names(), gender, (each for each in rows if each[1]))


@cache
def _family_shares() -> _Shares:
    rows = ((row[0], int(row[1])) for row in _rows("family_names_israel.tsv"))
    return _Shares(family_names(), "", rows)


def _rows(file: str) -> Iterator[list[str]]:
    for line in (_DATA / file).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


@cache
def commonest_given(gender: str, count: int) -> tuple[str, ...]:
    """The most frequent given names, the first the commonest."""
    column = 1 if gender == MALE else 2
    rows = sorted(_rows("given_names_israel.tsv"), key=lambda row: -int(row[column]))
    return tuple(row[0] for row in rows[:count])


@cache
def commonest_families(count: int) -> tuple[str, ...]:
    """The most frequent family names, the first the commonest."""
    rows = sorted(_rows("family_names_israel.tsv"), key=lambda row: -int(row[1]))
    return tuple(row[0] for row in rows[:count])
