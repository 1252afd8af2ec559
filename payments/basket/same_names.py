"""The one question of a basket: names that are twice in it, or that have a letter already.

Only about people whom the visitor entered: in this list, or in earlier orders of a purchaser whose
address is proved (signed in, or by the link in a mail). Of others in the register it says nothing.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from letters.matching.compare import NameFacts
from letters.matching.same import NameIndex, facts_of
from letters.names import TypedName, printed_line
from payments.orders.place import Name


@dataclass(frozen=True)
class SameNames:
    """The lines that are twice in the list, and those that have a letter of the scroll already."""

    twice: Sequence[str] = ()
    with_letter: Sequence[str] = ()

    def __bool__(self) -> bool:
        return bool(self.twice or self.with_letter)

    @property
    def count(self) -> int:
        return len(self.twice) + len(self.with_letter)

    @property
    def digest(self) -> str:
        """Identifies the question, so that an answer counts for these names only."""
        content = "\n".join([*self.twice, "", *self.with_letter])
        return hashlib.sha256(content.encode()).hexdigest()[:16]


NO_QUESTION = SameNames()


def find_same_names(
    names: Sequence[Name], *, owned: Iterable[NameFacts], known: Iterable[Name] = ()
) -> SameNames:
    """What to ask about a list; each of the `known` answers for one name that equals it.

    `owned`: the visitor's people who have a letter of this scroll.
    """
    answered = list(known)
    earlier: NameIndex[None] = NameIndex()
    holders: NameIndex[None] = NameIndex()
    for holder in owned:
        holders.add(holder, None)
    twice, with_letter = [], []
    for name in names:
        typed = _typed(name)
        facts = facts_of(typed)
        if name in answered:
            answered.remove(name)
        elif earlier.has_same(facts):
            twice.append(printed_line(typed))
        elif holders.has_same(facts):
            with_letter.append(printed_line(typed))
        earlier.add(facts, None)
    return SameNames(twice, with_letter)


def _typed(name: Name) -> TypedName:
    return TypedName(
        given=name.given_name,
        relation=name.relation,
        mother=name.mother_name,
        father=name.father_name,
        family=name.family_name,
        departed=name.departed,
    )
