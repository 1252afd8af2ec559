"""The words that are a Divine Name, and the one way in which letters of the text may be drawn.

A Name in the scribe's letters must not be thrown away or erased, and a sheet or a screen is both.
The words are rows of `sources/divine_names.tsv`, which the committee's rabbi reviews.
"""

from functools import cache
from typing import NamedTuple

from letters.torah.editions import edition
from letters.torah.places import Letter
from letters.torah.source import table, verse_of


class DrawnWord(NamedTuple):
    """A word that may be drawn, parted at one of its letters."""

    before: str
    letter: str
    after: str


def drawn_word(letter: Letter) -> DrawnWord | None:
    """The letter in its word; None in a Divine Name, of which not even the letter is drawn."""
    if letter.word_number in _word_numbers():
        return None
    at = letter.position_in_word - 1
    return DrawnWord(letter.word[:at], letter.character, letter.word[at + 1 :])


@cache
def _word_numbers() -> frozenset[int]:
    """The numbers in the whole Torah of the words of the table; the same in every edition."""
    text = edition("ashkenaz")
    return frozenset(
        text.letter(text.verse(*verse_of(row)).start).word_number + int(row["word"]) - 1
        for row in table("divine_names")
    )
