"""Pairs of invented names with the answer that is right for each, and why."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from letters.matching.compare import Answer, NameFacts

_FILE = Path(__file__).with_name("pairs.tsv")
_YES = {"1": True, "0": False, "": None}
_ANSWERS: dict[str, Answer] = {"strict": "strict", "loose": "loose", "no": "no"}


@dataclass(frozen=True)
class Pair:
    """Two names. `scripts`: the two scripts, such as he-la; yi is Hebrew letters in Yiddish."""

    a: NameFacts
    b: NameFacts
    expected: Answer
    reason: str
    scripts: str

    @property
    def tuned(self) -> bool:
        """Whether the pair is of the half that the tables were made with."""
        names = sorted("|".join((n.given, n.mother, n.father, n.family)) for n in (self.a, self.b))
        return sha256("|".join(names).encode()).digest()[0] % 2 == 0


def read_pairs() -> list[Pair]:
    return list(_pairs())


def _pairs() -> Iterator[Pair]:
    with _FILE.open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            a, b = _facts(row, "a"), _facts(row, "b")
            yield Pair(a, b, _ANSWERS[row["expected"]], row["reason"], row["scripts"])


def _facts(row: dict[str, str], side: str) -> NameFacts:
    return NameFacts(
        given=row[f"{side}_given"],
        relation=row[f"{side}_relation"],
        mother=row[f"{side}_mother"],
        father=row[f"{side}_father"],
        family=row[f"{side}_family"],
        departed=_YES[row[f"{side}_departed"]],
        baby=row[f"{side}_baby"] == "1",
    )
