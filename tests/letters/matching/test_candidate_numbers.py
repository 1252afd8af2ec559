"""How many people of realistic names a question on three facts finds, scaled to 300,000."""

from collections import defaultdict
from dataclasses import replace

from dev.factories.population import Population
from letters.matching.compare import NameFacts, compare
from letters.matching.keys import narrow_keys, stored_keys
from payments.orders.place import Name

PEOPLE = 15_000
REGISTER = 300_000
QUESTIONS = 1_000
AT_MOST = 20


def facts(name: Name) -> NameFacts:
    return NameFacts(
        name.given_name, name.relation, name.mother_name, name.father_name, name.family_name
    )


def test_at_most_twenty_candidates_for_95_percent_of_questions() -> None:
    people = [facts(name) for family in Population(5786).families(PEOPLE) for name in family]
    by_key: dict[int, list[int]] = defaultdict(list)
    for number, person in enumerate(people):
        for key in stored_keys(person):
            by_key[key].append(number)
    few = 0
    for number in range(0, PEOPLE, PEOPLE // QUESTIONS):
        asked = replace(people[number], father="")
        near = {other for key in narrow_keys(asked) for other in by_key.get(key, ())}
        assert number in near
        found = sum(compare(asked, people[other]) != "no" for other in near - {number})
        few += 1 + found * REGISTER / PEOPLE <= AT_MOST
    assert few / QUESTIONS >= 0.95
