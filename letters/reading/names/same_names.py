"""Whether two spellings, as typed, are one name; for this it is not asked how they sound."""

from functools import lru_cache

from letters.reading.names.cell_words import split_words
from letters.reading.names.folding import without_quotes
from letters.reading.names.vocabulary import PARTICLES, TITLES


def same_name(one: str, other: str) -> bool:
    """Whether two spellings differ only in points, quotes, dashes, case or titles."""
    return bool(one and other) and (one == other or _compared(one) == _compared(other))


def share_a_word(one: str, other: str) -> bool:
    """Whether a word of one name, but for particles and titles, is in the other as well."""
    return not _own_words(one).isdisjoint(_own_words(other))


@lru_cache(maxsize=1 << 15)
def _own_words(name: str) -> frozenset[str]:
    return frozenset(_compared(name)) - PARTICLES - TITLES - {""}


@lru_cache(maxsize=1 << 15)
def _compared(name: str) -> tuple[str, ...]:
    words = [word.folded for word in split_words(name.replace("-", " "))]
    names = [word for word in words if word not in TITLES] or words
    return tuple(without_quotes(word) for name in names for word in name.split("-"))
