"""How often "find my letter" answers holders at once, and others wrongly, in a full scroll."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from dev.bench.measure import Measure
from dev.factories.population import Population
from families.find.decision import decide
from families.find.facts import Asked, counted
from families.find.places import Place
from families.find.register import Found, Owner
from families.models import Question
from letters.matching.compare import NameFacts
from letters.matching.spelling import fold, words_of
from letters.matching.tables import GENDERS, Table, family_names, given_names
from payments.orders.place import Name

PEOPLE = 300_000
ASKED = 5_000
_PLACE = Place("Sefer Torah", 12)

Index = dict[tuple[str, str], list[Found]]


@dataclass(frozen=True)
class Shares:
    """Shares of questions: answered with yes to holders, and to people without a letter."""

    holders: float
    others: float


def run() -> Iterator[Measure]:
    """Percentages at 300,000 people with the frequencies of names in Israel."""
    index, holders, others = register(PEOPLE, ASKED)
    baseline = f"percent of {ASKED} questions at {PEOPLE} people"
    for label, fields in (("three", ()), ("four", ("father",))):
        shares = answered(index, holders, others, more=fields)
        for name, share in (("yes", shares.holders), ("false_yes", shares.others)):
            yield Measure(f"find_{name}_{label}_facts", 100 * share, "percent", baseline, share)


def register(
    people: int, asked: int, seed: int = 12
) -> tuple[Index, Sequence[NameFacts], Sequence[NameFacts]]:
    """A register of invented people, some of them, and as many who are not in it."""
    population = Population(seed)
    index: Index = defaultdict(list)
    holders: list[NameFacts] = []
    for number, name in enumerate(_people(population, people)):
        facts = _facts(name)
        # Each of an address of its own: nobody is one person with a namesake by that.
        owner = Owner(f"{number}@example.org", "en", "")
        found = Found(f"person:{number}", facts, owner=owner, inscription=1, places=(_PLACE,))
        index[_key(facts)].append(found)
        if number % (people // asked) == 0:
            holders.append(facts)
    others = [_facts(name) for name in _people(population, asked)]
    return index, holders, others


def answered(
    index: Index,
    holders: Iterable[NameFacts],
    others: Iterable[NameFacts],
    *,
    more: Sequence[str] = (),
) -> Shares:
    """The shares of yes to questions by given name, mother and family name, and `more` fields."""
    size = sum(map(len, index.values()))
    return Shares(_share(index, holders, more, size), _share(index, others, more, size))


def _share(index: Index, people: Iterable[NameFacts], more: Sequence[str], size: int) -> float:
    answers = []
    for each in people:
        known = replace(each, departed=None, father=each.father if "father" in more else "")
        asked = Asked(known, counted(known), None, "", "asker@example.org")
        answers.append(decide(asked, index.get(_key(each), []), register=size).answer)
    return answers.count(Question.Answer.YES) / len(answers)


def _people(population: Population, count: int) -> Iterator[Name]:
    for family in population.families(count):
        yield from family


def _facts(name: Name) -> NameFacts:
    return NameFacts(
        given=name.given_name,
        relation=name.relation,
        mother=name.mother_name,
        father=name.father_name,
        family=name.family_name,
    )


def _key(facts: NameFacts) -> tuple[str, str]:
    """Given and family name, whatever their spelling: strict namesakes have the same."""
    gender = GENDERS[facts.relation]
    return _name(given_names(), facts.given, gender), _name(family_names(), facts.family, "")


def _name(table: Table, name: str, gender: str) -> str:
    word = fold("".join(words_of(name)))
    known = table.look_up(word, gender)
    return min(known.strict, default=word)
