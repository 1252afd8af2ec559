"""The words of a cell, as typed and folded side by side."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from letters.reading.names.folding import fold

LONGEST_PHRASE = 3  # words


@dataclass(frozen=True, slots=True)
class Word:
    """A word as typed; `folded` is without the commas and the like around it."""

    text: str
    folded: str

    @property
    def ends_part(self) -> bool:
        """Whether a comma or the like follows."""
        return self.text.endswith((",", ";"))


def is_in_capitals(word: Word) -> bool:
    """Whether it is a word in capitals, not an initial."""
    return sum(c.isalpha() for c in word.text) > 1 and word.text.isupper()


def split_words(text: str) -> list[Word]:
    """The words between spaces; a comma without a space behind it divides too."""
    return list(_split(text))


@lru_cache(maxsize=1 << 15)
def _split(text: str) -> tuple[Word, ...]:
    spaced = text.replace(",", ", ").replace(";", "; ") if "," in text or ";" in text else text
    return tuple(Word(word, fold(word).strip(",;:")) for word in spaced.split())


def joined(words: Sequence[Word]) -> str:
    """The words as typed, without a comma at either end."""
    return " ".join(word.text for word in words).strip(" ,;:")


def phrase_at(
    words: Sequence[Word], place: int, phrases: Collection[str], longest: int = LONGEST_PHRASE
) -> int:
    """How many words from `place` on are one of the phrases; 0 if none are."""
    for length in range(min(longest, len(words) - place), 1, -1):
        if " ".join([word.folded for word in words[place : place + length]]) in phrases:
            return length
    return int(place < len(words) and words[place].folded in phrases)


def without(words: Sequence[Word], place: int, length: int) -> list[Word]:
    """The words without some of them; a comma after these stays."""
    before, after = list(words[:place]), list(words[place + length :])
    if before and words[place + length - 1].ends_part and not before[-1].ends_part:
        before[-1] = Word(before[-1].text + ",", before[-1].folded)
    return [*before, *after]
