"""Editions of the text: from an ordinal to its letter and place, and back."""

import json
from bisect import bisect_right
from functools import cache, cached_property
from hashlib import sha256
from itertools import accumulate, pairwise, starmap
from pathlib import Path

from letters.torah.division import Division, TorahData, ordinal_range, verse_texts
from letters.torah.places import (
    LINES_IN_COLUMN,
    Letter,
    OrdinalOutOfRange,
    Parsha,
    UnknownPlace,
    Verse,
)

DATA_FILE = Path(__file__).with_name("torah.json")
EDITIONS = ("ashkenaz", "alter_rebbe")
SHA256 = {
    "ashkenaz": "9692eb34eca2f7a10f6e828d04b3dac50d5b0b688bf1d74d6936a6bd2fb92be4",
    "alter_rebbe": "3ca0f0add65cd640d2c969b9201eb97348f5f5b9c5d0a1c44acc0af5d1cf38ac",
}
"""The published hashes of the two editions, to compare with `Edition.sha256`."""

_MEDIAL = str.maketrans("ךםןףץ", "כמנפצ")


class Edition:
    """The letters of one edition and their places. Ordinals count from 1."""

    def __init__(self, name: str, letters: str, division: Division) -> None:
        self.name = name
        self._letters = letters
        self._division = division

    def __len__(self) -> int:
        return len(self._letters)

    def __repr__(self) -> str:
        return f"<Edition {self.name}>"

    @cached_property
    def sha256(self) -> str:
        """The SHA-256, in hexadecimal, of the letters in UTF-8 with final forms folded."""
        return sha256(self._letters.translate(_MEDIAL).encode()).hexdigest()

    def letter(self, ordinal: int) -> Letter:
        """The letter of an ordinal, with its place; raises OrdinalOutOfRange."""
        # True is an int and would be taken for 1.
        if type(ordinal) is not int or not 1 <= ordinal <= len(self._letters):
            raise OrdinalOutOfRange(f"no letter {ordinal!r} among {len(self._letters)}")
        division = self._division
        words, verse_words = division.words, division.verse_words
        verse = division.verse_of[ordinal - 1]
        word = bisect_right(words, ordinal, verse_words[verse], verse_words[verse + 1])
        first, end = words[word - 1], words[word]
        name, parsha = division.verse_places[verse]
        column, line = divmod(division.line_of[ordinal - 1], LINES_IN_COLUMN)
        return Letter(
            ordinal,
            self._letters[ordinal - 1],
            self._letters[first - 1 : end - 1],
            word,
            ordinal - first + 1,
            name,
            parsha,
            column + 1,
            line + 1,
        )

    @property
    def division(self) -> Division:
        """Where words, verses and lines begin; the same in every edition."""
        return self._division

    def is_open(self, column: int, line: int) -> bool:
        """Whether the line ends an open section, so that the rest of it is empty."""
        return self._division.line_number(column, line) in self._division.open_lines

    @property
    def parshiyot(self) -> tuple[Parsha, ...]:
        """The 54 parshiyot in order."""
        return self._division.parshiyot

    def parsha(self, number: int) -> Parsha:
        """The parsha of that number, 1 to 54; raises UnknownPlace."""
        if not 1 <= number <= len(self.parshiyot):
            raise UnknownPlace(f"no parsha {number}")
        return self.parshiyot[number - 1]

    def verse(self, book: int, chapter: int, number: int) -> range:
        """The ordinals of a verse; raises UnknownPlace."""
        return self._division.verse(Verse(book, chapter, number))

    def word(self, number: int) -> range:
        """The ordinals of a word, counted in the whole Torah; raises UnknownPlace."""
        return ordinal_range(self._division.words, number)

    def column(self, number: int) -> range:
        """The ordinals of a column, 1 to 245; raises UnknownPlace."""
        first = self._division.line_number(number, 1)
        starts = self._division.lines
        return range(starts[first - 1], starts[first - 1 + LINES_IN_COLUMN])

    def line(self, column: int, line: int) -> range:
        """The ordinals of a line, none for a blank one; raises UnknownPlace."""
        return ordinal_range(self._division.lines, self._division.line_number(column, line))

    def pieces(self, column: int, line: int) -> tuple[range, ...]:
        """The pieces of a line, with a gap between each two; raises UnknownPlace.

        A blank line is one empty piece; an empty piece after another is a gap at the line's end.
        """
        letters = self.line(column, line)
        lengths = self._division.pieces.get(self._division.line_number(column, line))
        if lengths is None:
            return (letters,)
        return tuple(starmap(range, pairwise(accumulate(lengths, initial=letters.start))))

    def characters(self, letters: range) -> str:
        """The letters of consecutive ordinals, without spaces; raises OrdinalOutOfRange."""
        self._check_range(letters)
        return self._letters[letters.start - 1 : letters.stop - 1] if letters else ""

    def words(self, letters: range) -> tuple[str, ...]:
        """The words of consecutive ordinals; raises OrdinalOutOfRange."""
        self._check_range(letters)
        if not letters:
            return ()
        starts = self._division.words
        inner = starts[bisect_right(starts, letters.start) : bisect_right(starts, letters[-1])]
        bounds = [letters.start, *inner, letters.stop]
        return tuple(self._letters[start - 1 : stop - 1] for start, stop in pairwise(bounds))

    def _check_range(self, letters: range) -> None:
        if letters.step != 1:
            raise ValueError("the range must have step 1")
        if letters and not (letters[0] >= 1 and letters[-1] <= len(self._letters)):
            raise OrdinalOutOfRange(f"no letters {letters[0]} to {letters[-1]}")


def editions_of(data: TorahData) -> dict[str, Edition]:
    """Every edition of the data file; they share one division."""
    verses = dict(verse_texts(data))
    division = Division(verses, data)
    customary = "".join(verses.values()).replace(" ", "")
    editions = {}
    for name in EDITIONS:
        letters = customary
        for ordinal, character in data["variants"].get(name, {}).items():
            letters = letters[: int(ordinal) - 1] + character + letters[int(ordinal) :]
        editions[name] = Edition(name, letters, division)
    return editions


@cache
def _published() -> dict[str, Edition]:
    data: TorahData = json.loads(DATA_FILE.read_bytes())
    return editions_of(data)


def edition(name: str) -> Edition:
    """An edition, one of EDITIONS; the first call reads the data file.

    Raises ValueError if there is no edition of that name.
    """
    if name not in EDITIONS:
        raise ValueError(f"no edition {name!r}; there are {', '.join(EDITIONS)}")
    return _published()[name]
