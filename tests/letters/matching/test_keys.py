"""The keys by which candidates are found."""

import pytest

from letters.matching.keys import MAX_KEYS, searched_keys, stored_keys
from tests.letters.matching.test_compare import PAIRS, facts

FOUND = [pair for pair in PAIRS if pair[1] != "no"]


@pytest.mark.parametrize(("reason", "expected", "a", "b"), FOUND, ids=[pair[0] for pair in FOUND])
def test_people_who_may_be_one_have_a_key_in_common(
    reason: str, expected: str, a: str, b: str
) -> None:
    assert set(searched_keys(facts(a))) & set(stored_keys(facts(b)))
    assert set(searched_keys(facts(b))) & set(stored_keys(facts(a)))


def test_people_of_other_names_have_no_key_in_common() -> None:
    person = facts("Yosef|ben|Chana||Levi")
    for other in ("Yosef|ben|Chana||Katz", "Dov|ben|Chana||Levi", "Yosef|ben|Leah||Levi"):
        assert not set(searched_keys(person)) & set(stored_keys(facts(other)))


def test_number_of_keys_is_bounded() -> None:
    long = facts("Chaya Mushka Leah Sarah|bas|Rivka Chana Esther|Moshe Dov Zev|Ben David Levi")
    assert len(stored_keys(long)) == MAX_KEYS
    assert len(stored_keys(facts("Yosef|ben|Chana||Levi"))) <= 4


def test_person_without_a_family_name_is_found_by_one() -> None:
    without, named = facts("Yosef|ben|Chana||"), facts("Yosef|ben|Chana||Levi")
    assert set(searched_keys(named)) & set(stored_keys(without))
