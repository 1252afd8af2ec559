"""How many buyers are asked, and how many real repeats are found, among realistic names.

Strangers are never compared with each other, so the size of the register does not matter to a
buyer: 300,000 people of other families ask nothing. What can be asked without reason is a list's
own names, and those of the purchaser's earlier orders.
"""

from dataclasses import replace
from itertools import pairwise

from dev.factories.population import Population
from letters.matching.same import facts_of
from letters.names import TypedName
from payments.basket.same_names import find_same_names
from payments.orders.place import Name

FAMILIES = 1_500
REPEATS = 1_000


def facts(name: Name) -> TypedName:
    return TypedName(
        name.given_name,
        name.relation,
        name.mother_name,
        name.father_name,
        name.family_name,
        name.departed,
    )


def asked(names: list[Name], owned: list[Name]) -> bool:
    found = find_same_names(names, owned=[facts_of(facts(each)) for each in owned])
    return bool(found)


def test_fewer_than_one_family_in_a_hundred_is_asked_without_reason() -> None:
    population = Population(613)
    families = [population.family() for _ in range(FAMILIES)]
    lists = sum(asked(family, []) for family in families)
    # Each beside the children of another family whom the same person entered before.
    neighbours = sum(asked(family, other) for family, other in pairwise(families))
    assert lists / FAMILIES < 0.01
    assert neighbours / FAMILIES < 0.01


def test_more_than_ninety_five_of_a_hundred_repeats_are_found() -> None:
    population = Population(18)
    people = found = 0
    for family in population.families(REPEATS):
        people += len(family)
        found += sum(asked([population.written_again(name)], family) for name in family)
    assert found / people > 0.95


def test_few_rows_of_a_list_are_asked_about() -> None:
    people = [name for family in Population(770).families(300) for name in family]
    rows = [replace(name, father_name="") for name in people]
    found = find_same_names(rows, owned=[])
    assert found.count / len(rows) < 0.02
