"""Whether two names are likely one person's: they agree, and hardly anybody else has the name."""

from dataclasses import replace

from letters import torah
from letters.matching.compare import NameFacts
from letters.matching.keys import narrow_keys, searched_keys
from letters.matching.rarity import share_of
from letters.matching.same import agree

# A name of which more people are expected in a scroll says nothing about two of them.
MAX_NAMESAKES = 1.0


def searched_if_rare(name: NameFacts) -> list[int]:
    """The keys by which it is searched, only of names so rare that two of them say something."""
    if _expected(name) > MAX_NAMESAKES:
        return []
    rare = not name.family or _expected(replace(name, family="")) <= MAX_NAMESAKES
    return searched_keys(name) if rare else narrow_keys(name)


def shared_namesakes(a: NameFacts, b: NameFacts) -> float | None:
    """How many people of a scroll are expected to have both names; None if they aren't one."""
    if not agree(a, b):
        return None
    # By what both have: a missing family name may be any.
    expected = max(_expected(a), _expected(b))
    return expected if expected <= MAX_NAMESAKES else None


def _expected(name: NameFacts) -> float:
    return share_of(name) * torah.TOTAL_LETTERS
