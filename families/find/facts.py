"""The facts of a question: which of them count, and whether they point to one person."""

from dataclasses import dataclass, replace

from django.db import connection

from families.models import Question
from letters import torah
from letters.matching import words
from letters.matching.compare import NameFacts
from letters.matching.rarity import share_of
from letters.matching.spelling import fold
from letters.matching.tables import FEMALE, given_names

# With so many namesakes expected, one person in the register may well be another one.
MAX_NAMESAKES = 0.03
MIN_FACTS = 3
_UNKNOWN_MOTHER = "שרה"  # what is written where the mother's name is not known


@dataclass(frozen=True)
class Asked:
    """A question's facts. `counted` is the name without what says nothing of a person."""

    name: NameFacts
    counted: NameFacts
    birth_year: int | None
    city: str
    email: str

    @property
    def name_facts(self) -> int:
        """How many facts of the name count."""
        name = self.counted
        return sum(map(bool, (name.given, name.mother, name.father, name.family)))

    @property
    def facts(self) -> int:
        """How many facts count, with the year and the city."""
        return self.name_facts + bool(self.birth_year) + bool(self.city)


def asked_by(question: Question) -> Asked:
    """The facts of a question; whether the person has passed away is not asked."""
    name = replace(question.facts, departed=None)
    return Asked(
        name=name,
        counted=counted(name),
        birth_year=question.birth_year,
        city=question.city.strip(),
        email=question.email,
    )


def counted(name: NameFacts) -> NameFacts:
    """The name without a convert's Avraham Avinu and without Sarah, who stands for any mother."""
    mother, father = words.given_words(name.mother), words.given_words(name.father)
    return replace(
        name,
        mother="" if words.is_no_fact(mother) or _is_unknown_mother(mother) else name.mother,
        father="" if words.is_no_fact(father) else name.father,
    )


def _is_unknown_mother(mother: tuple[str, ...]) -> bool:
    sarah = given_names().look_up(fold(_UNKNOWN_MOTHER), FEMALE).strict
    return len(mother) == 1 and bool(given_names().look_up(fold(mother[0]), FEMALE).strict & sarah)


def is_rare(name: NameFacts, register: int) -> bool:
    """Whether at most MAX_NAMESAKES of a register of this size are expected to have the name."""
    return share_of(name) * register < MAX_NAMESAKES


def is_specific(asked: Asked, register: int) -> bool:
    """Whether the facts could identify a person, independent of who is in the register.

    Of any other question nothing is looked up: its answer would be the same, and tells nothing.
    """
    if asked.facts > MIN_FACTS:
        return True
    return asked.name_facts >= MIN_FACTS and is_rare(asked.counted, register)


def register_size() -> int:
    """About how many people are in the register: at least a whole scroll.

    With the few hundred people of its first weeks nearly every name would count as rare, and
    common names could be guessed.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(reltuples), 0) FROM pg_class"
            " WHERE oid = ANY(ARRAY['letters_person'::regclass]) AND reltuples > 0"
        )
        return max(int(cursor.fetchone()[0]), torah.TOTAL_LETTERS)
