"""Whether two spellings in two alphabets are one name: “יוסף בן חנה” and “Yosef ben Chana”."""

from functools import lru_cache

from letters.matching.parts import Degree, name_degree
from letters.matching.words import given_words
from letters.reading.names.cell_words import joined, split_words
from letters.reading.names.folding import is_hebrew
from letters.reading.names.honorifics import take_honorifics
from letters.reading.names.relations import find_between


@lru_cache(maxsize=1 << 12)
def is_same_in_two_alphabets(one: str, other: str) -> bool:
    """Whether the given name, the parent and “ben” or “bas” agree, without a doubt.

    A parent's name may be missing in both. None of them says who has passed away.
    """
    if is_hebrew(one) == is_hebrew(other):
        return False
    first, second = _parts(one), _parts(other)
    if first is None or second is None or first[1] != second[1]:
        return False
    names = zip((first[0], first[2]), (second[0], second[2]), strict=True)
    return all(_are_same(mine, theirs) for mine, theirs in names)


def _parts(text: str) -> tuple[str, str, str] | None:
    """Given name, relation and parent; None where there are several parents."""
    words = split_words(text)
    honorifics = take_honorifics(words)
    if honorifics.places or honorifics.before:
        return None
    between = find_between(words)
    if not between:
        return joined(words), "", ""
    if len(between) > 1:
        return None
    first = between[0]
    return joined(words[: first.start]), first.relation, joined(words[first.end :])


def _are_same(one: str, other: str) -> bool:
    if not one and not other:
        return True
    return name_degree(given_words(one), given_words(other), "") == Degree.SAME
