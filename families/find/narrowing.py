"""How many different questions about one person may be answered from the register.

Somebody who knows enough of a person to get a yes could learn the rest by asking again and again,
from many addresses: with another year, parent or city each answer says whether it was the right
one. So of the questions that are kept (a week's), those that have a given name and one more fact in
common are counted over all requesters, and past a few different ones none gets a yes. Of a common
name more are allowed, as many for each person who is expected to have it. The owner is asked as for
any name that is found without certainty.
"""

from dataclasses import replace

from core.locks import Lock, hold
from families.find.facts import Asked
from families.models import Question
from letters.matching.compare import NameFacts
from letters.matching.keys import given_classes, pair_keys
from letters.matching.rarity import share_of

DIFFERENT = 4  # questions for each person expected to have two facts in common
_FACTS = (
    *("given_name", "relation", "mother_name", "father_name", "family_name"),
    *("birth_year", "city"),
)
Facts = tuple[str, ...]


def is_narrowed(question: Question, asked: Asked, *, register: int) -> bool:
    """Whether as many different questions about such a person were answered already.

    Records the keys of this one. In the transaction that answers it: others that share a given
    name wait for its end.
    """
    for name in given_classes(asked.counted):
        hold(Lock.FIND_NAME, name)
    keys = pair_keys(asked.counted)
    question.pair_keys = sorted({key for each in keys.values() for key in each})
    return any(
        len(_others(question, pair))
        >= DIFFERENT * max(1, _expected(asked.counted, field, register))
        for field, pair in keys.items()
    )


def _others(question: Question, pair: list[int]) -> set[Facts]:
    """The facts of other questions with these two in common that were looked up."""
    looked_up = [Question.Answer.YES, Question.Answer.NONE]
    rows = Question.objects.filter(pair_keys__overlap=pair, answer__in=looked_up)
    found = {_facts(*row) for row in rows.exclude(pk=question.pk).values_list(*_FACTS)}
    return found - {_facts(*(getattr(question, field) for field in _FACTS))}


def _facts(*values: object) -> Facts:
    return tuple(" ".join(str(value or "").casefold().split()) for value in values)


def _expected(name: NameFacts, field: str, register: int) -> float:
    """How many people of the register are expected to have the given name and this fact."""
    pair = replace(
        NameFacts(given=name.given, relation=name.relation), **{field: getattr(name, field)}
    )
    return share_of(pair) * register
