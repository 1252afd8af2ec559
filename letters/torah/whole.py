"""What of the text is whole, when some of its letters are given."""

from itertools import pairwise
from typing import NamedTuple

from letters.torah.editions import Edition

GIVEN, FREE = b"1", b"0"


class WholeParts(NamedTuple):
    """How many words, verses and parshiyos have no free letter."""

    words: int
    verses: int
    parshiyos: int


def whole_parts(edition: Edition, given: bytes) -> WholeParts:
    """Count them; `given` is GIVEN or FREE for each letter of the Torah, in order."""
    division = edition.division

    def is_whole(first: int, after: int) -> bool:
        return given.find(FREE, first - 1, after - 1) < 0

    return WholeParts(
        words=sum(is_whole(*word) for word in pairwise(division.words)),
        verses=sum(is_whole(*verse) for verse in pairwise(division.verses)),
        parshiyos=sum(
            is_whole(parsha.letters.start, parsha.letters.stop) for parsha in edition.parshiyot
        ),
    )
