"""Words after or before a name that say whether a person is living: found, and taken off."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from letters.reading.names.cell_words import Word, phrase_at, without
from letters.reading.names.vocabulary import (
    BEFORE_THE_DEPARTED,
    DEPARTED_WORDS,
    HONORIFICS,
    LIVING_WORDS,
)

LONGEST_BEFORE = 5  # words
_FIRST_WORDS = frozenset(
    phrase.split()[0] for phrase in (*HONORIFICS, *DEPARTED_WORDS, *LIVING_WORDS)
)


@dataclass
class Honorifics:
    """Words without honorifics, and those that were found.

    `places` has the place of each, counted in the words that are left; `printed` what a
    certificate has for each, None for a word that is never printed, "" where it has none.
    """

    words: list[Word]
    places: list[int] = field(default_factory=list)
    printed: list[str | None] = field(default_factory=list)
    # "In memory of" comes before the name.
    before: bool = False

    @property
    def unprintable(self) -> bool:
        """Whether one has no counterpart on a certificate."""
        return "" in self.printed


def take_honorifics(words: Sequence[Word]) -> Honorifics:
    """Take honorifics, wishes for the living and words like “deceased” off a name."""
    found = Honorifics(list(words))
    if length := phrase_at(found.words, 0, BEFORE_THE_DEPARTED, LONGEST_BEFORE):
        found.words, found.before = found.words[length:], True
    place = 0
    while place < len(found.words):
        if found.words[place].folded not in _FIRST_WORDS:
            place += 1
            continue
        if length := phrase_at(found.words, place, HONORIFICS):
            phrase = " ".join(word.folded for word in found.words[place : place + length])
            found.places.append(place)
            found.printed.append(HONORIFICS[phrase])
        elif length := phrase_at(found.words, place, DEPARTED_WORDS, 2):
            found.places.append(place)
            found.printed.append(None)
        else:
            length = phrase_at(found.words, place, LIVING_WORDS, 1)
        if not length:
            place += 1
            continue
        found.words = without(found.words, place, length)
    return found


def printed_of(found: Sequence[str | None]) -> str:
    """The first honorific that a certificate has, or ""."""
    return next((printed for printed in found if printed), "")
