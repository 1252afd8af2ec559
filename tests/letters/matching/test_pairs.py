"""The goals of matching, on pairs of names in Hebrew, Yiddish, Latin and Cyrillic letters.

The tables were made with one half of the pairs; the other half is held out.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence

import pytest

from letters.matching.compare import Answer, compare
from letters.matching.keys import searched_keys, stored_keys
from tests.letters.matching.pairs import Pair, read_pairs

PAIRS = read_pairs()
MANY = 20  # pairs of two scripts, for a share of them to say something

Counts = Counter[tuple[Answer, Answer]]


def answers(pairs: Sequence[Pair]) -> Counts:
    """How many pairs are expected and answered so."""
    return Counter((pair.expected, compare(pair.a, pair.b)) for pair in pairs)


def strict_recall(counts: Counts) -> float:
    strict = {found: number for (expected, found), number in counts.items() if expected == "strict"}
    return strict["strict"] / sum(strict.values())


def loose_recall(counts: Counts) -> float:
    one = [(found, number) for (expected, found), number in counts.items() if expected != "no"]
    return sum(number for found, number in one if found != "no") / sum(n for _, n in one)


def false_suggestions(counts: Counts) -> float:
    others = sum(number for (expected, _), number in counts.items() if expected == "no")
    return counts["no", "loose"] / others


def test_set_is_large_and_has_a_reason_for_each_pair() -> None:
    assert len(PAIRS) >= 1_800
    assert all(pair.reason for pair in PAIRS)
    assert min(Counter(pair.tuned for pair in PAIRS).values()) > 900


def test_no_other_person_is_answered_strictly() -> None:
    wrong = [pair for pair in PAIRS if pair.expected == "no"]
    assert [pair.reason for pair in wrong if compare(pair.a, pair.b) == "strict"] == []


@pytest.mark.parametrize("tuned", [True, False], ids=["tuned", "held out"])
def test_recall_and_false_suggestions(tuned: bool) -> None:
    counts = answers([pair for pair in PAIRS if pair.tuned == tuned])
    assert strict_recall(counts) >= 0.90
    assert loose_recall(counts) >= 0.95
    assert false_suggestions(counts) <= 0.06


def test_loose_recall_in_each_pair_of_scripts() -> None:
    by_scripts: dict[str, list[Pair]] = defaultdict(list)
    for pair in PAIRS:
        by_scripts[pair.scripts].append(pair)
    recalls = {
        scripts: loose_recall(answers(pairs))
        for scripts, pairs in by_scripts.items()
        if sum(pair.expected != "no" for pair in pairs) >= MANY
    }
    assert len(recalls) >= 8
    assert {scripts: recall for scripts, recall in recalls.items() if recall < 0.90} == {}


def test_answers_do_not_depend_on_the_order() -> None:
    assert [pair for pair in PAIRS if compare(pair.a, pair.b) != compare(pair.b, pair.a)] == []


def test_strict_pairs_have_a_key_in_common() -> None:
    strict = [pair for pair in PAIRS if compare(pair.a, pair.b) == "strict"]
    found = sum(
        not set(searched_keys(pair.a)).isdisjoint(stored_keys(pair.b))
        and not set(searched_keys(pair.b)).isdisjoint(stored_keys(pair.a))
        for pair in strict
    )
    assert found / len(strict) >= 0.97
