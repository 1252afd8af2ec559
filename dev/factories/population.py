"""Invented people whose names are as frequent as those of Jews in Israel."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import Path

from letters.matching.tables import given_names
from payments.orders.place import Name

_DATA = Path(__file__).parents[2] / "letters" / "reading" / "names" / "data"
_NIKUD = "\u05b7\u05b8\u05b4\u05b5"


@dataclass(frozen=True)
class _Weighted:
    names: Sequence[str]
    totals: Sequence[int]

    def draw(self, chance: random.Random) -> str:
        return chance.choices(self.names, cum_weights=self.totals)[0]


def _weighted(file: str, column: int) -> _Weighted:
    lines = (_DATA / file).read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    counted = [(row[0], int(row[column])) for row in rows if int(row[column])]
    return _Weighted([name for name, _ in counted], list(accumulate(n for _, n in counted)))


class Population:
    """Families by the frequencies of the Central Bureau of Statistics; the same for one seed."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)  # noqa: S311 - invented people
        self._men = _weighted("given_names_israel.tsv", 1)
        self._women = _weighted("given_names_israel.tsv", 2)
        self._families = _weighted("family_names_israel.tsv", 1)

    def family(self) -> list[Name]:
        """One to eight children of two parents, each child with another name."""
        chance = self._chance
        mother, father = self._women.draw(chance), self._men.draw(chance)
        surname = self._families.draw(chance)
        given: set[tuple[str, str]] = set()
        for _ in range(chance.randint(1, 8)):
            relation = chance.choice(["ben", "bas"])
            names = self._men if relation == "ben" else self._women
            given.add((names.draw(chance), relation))
        return [_child(name, relation, mother, father, surname) for name, relation in sorted(given)]

    def families(self, people: int) -> Iterator[list[Name]]:
        """Families until there are so many people."""
        made = 0
        while made < people:
            family = self.family()
            made += len(family)
            yield family

    def written_again(self, name: Name) -> Name:
        """The same person as somebody may write it a year later."""
        chance = self._chance
        changes: list[Callable[[Name], Name]] = [
            lambda each: each,
            lambda each: replace(each, family_name=""),
            lambda each: replace(each, given_name=each.given_name + chance.choice(_NIKUD)),
            lambda each: replace(
                each, given_name=f" {each.given_name} ".replace(" ", "  ").strip()
            ),
            self._in_latin_letters,
            lambda each: replace(each, father_name=""),
        ]
        return chance.choice(changes)(name)

    def _in_latin_letters(self, name: Name) -> Name:
        """With the given name and the mother's in Latin letters, where the table has them."""
        return replace(
            name, given_name=_latin(name.given_name), mother_name=_latin(name.mother_name)
        )


def _child(given: str, relation: str, mother: str, father: str, family: str) -> Name:
    return Name("child", given, relation, mother, father, family, False, "", "parent")


def _latin(name: str) -> str:
    """A usual Latin spelling of a name; the name itself where the table has none."""
    table = given_names()
    known = table.look_up(name).strict
    for spelling, names in table.strict.items():
        if spelling.isascii() and known & names:
            return spelling.title()
    return name
