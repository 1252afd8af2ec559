"""Where “ben”, “bas” and the like stand between a name and its parent."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from letters.reading.names.cell_words import Word, phrase_at
from letters.reading.names.folding import fold_word
from letters.reading.names.known_names import known
from letters.reading.names.vocabulary import (
    BEFORE_GENITIVE,
    BETWEEN,
    COMPOUND_NAMES,
    OF_FATHERS,
    TITLES,
)

_FIRST_WORDS = frozenset(phrase.split()[0] for phrase in BETWEEN)


@dataclass(frozen=True, slots=True)
class Between:
    """A word between a name and its parent, at `start` up to `end`.

    `relation` is "" where the word does not say it.
    """

    start: int
    end: int
    relation: str
    of_father: bool
    before_genitive: bool


def split_elisions(words: Sequence[Word]) -> list[Word]:
    """Divide “d'Esther” after “fils” or “fille”, and “b'Chana” nowhere."""
    found: list[Word] = []
    for word in words:
        follows = bool(found) and found[-1].folded in {"fils", "fille"}
        if follows and word.folded.startswith("d'") and len(word.folded) > 2:
            found += [Word(word.text[:2], "d'"), Word(word.text[2:], word.folded[2:])]
        else:
            found.append(word)
    return found


def find_between(words: Sequence[Word]) -> list[Between]:
    """All such words, without those that belong to a name like “Ben Zion” or “Bas Sheva”.

    The first word of all is part of a name if another such word follows, as in “Bar ben Rivka”.
    """
    found = []
    place = 0
    while place < len(words):
        length = 0
        if words[place].folded in _FIRST_WORDS:
            length = phrase_at(words, place, BETWEEN)
        if length and not _is_initial(words[place]):
            found.append(_between(words, place, length))
        place += length or 1
    return _without_names(words, found)


def _is_initial(word: Word) -> bool:
    """“B.” and “B” are initials, “b'” is not."""
    return word.text[:1] == "B" and len(word.folded.strip(".")) == 1


def _between(words: Sequence[Word], place: int, length: int) -> Between:
    phrase = " ".join(word.folded for word in words[place : place + length])
    return Between(
        start=place,
        end=place + length,
        relation=BETWEEN[phrase],
        of_father=phrase in OF_FATHERS,
        before_genitive=phrase in BEFORE_GENITIVE,
    )


def _without_names(words: Sequence[Word], found: list[Between]) -> list[Between]:
    between = [each for each in found if not is_compound(words, each.start)]
    if found and not between:
        # “Bas Sheva Levi” has none; of “Ben Zion ben Zion” it is the second, as below.
        between = found if len(found) > 1 else []
    if len(between) > 1 and between[0].start == 0:
        between = between[1:]
    if between and between[0].start == 0 and len(words) == 1:
        # “Ben” and “Bar” are given names.
        return []
    return between


def between_at_start(words: Sequence[Word]) -> int:
    """How many words before a parent's name are “ben”, as in a column of mothers “bas Chana”.

    0 for a name like “Bas Sheva”, and for a single word.
    """
    length = phrase_at(words, 0, BETWEEN)
    return length if length < len(words) and not (length and is_compound(words, 0)) else 0


def join_compounds(words: Sequence[Word]) -> list[Word]:
    """The words with each name like “Ben Zion” as one."""
    found: list[Word] = []
    place = 0
    while place < len(words):
        if is_compound(words, place):
            first, second = words[place], words[place + 1]
            found.append(Word(f"{first.text} {second.text}", f"{first.folded} {second.folded}"))
            place += 2
        else:
            found.append(words[place])
            place += 1
    return found


def is_compound(words: Sequence[Word], place: int) -> bool:
    """Whether a name like “Ben Zion” begins here."""
    following = words[place + 1].folded if place + 1 < len(words) else ""
    return (words[place].folded, following.rstrip(".")) in COMPOUND_NAMES


@lru_cache(maxsize=1 << 15)
def relation_of_name(given_name: str) -> tuple[str, bool]:
    """The relation that a given name suggests, and whether nearly all who have it agree.

    "" for a name of both, or an unknown one.
    """
    words = [known(word) for word in given_name.split() if fold_word(word) not in TITLES]
    genders = {word.gender for word in words if word.is_given} - {""}
    if len(genders) != 1 or not any(word.gender for word in words[:2]):
        return "", False
    strong = all(word.is_given for word in words) and any(
        word.gender and word.exact for word in words
    )
    return ("ben" if genders == {"m"} else "bas"), strong
