"""The division into words, verses, parshiyot, columns and lines: the same in every edition."""

import sys
from array import array
from collections.abc import Iterable, Iterator
from itertools import accumulate, pairwise
from operator import sub
from typing import TypedDict

from letters.torah.places import LINES_IN_COLUMN, Parsha, UnknownPlace, Verse

TOTAL_LETTERS = 304_805
TOTAL_WORDS = 79_982
TOTAL_VERSES = 5_846
TOTAL_COLUMNS = 245
OPEN_SECTION = "."


class ParshaRow(TypedDict):
    """A parsha as the data file has it: its names and the verse it begins with."""

    name: str
    hebrew_name: str
    begins: tuple[int, int, int]


class TorahData(TypedDict):
    """The data file.

    `books[book][chapter][verse]` are words separated by spaces. `columns[column]` are its lines:
    the number of letters in each, "11+16" two pieces with a gap, "0" a blank line, "28." a line
    that ends an open section. `variants[edition]` are the letters, by ordinal, in which an
    edition differs from the customary text.
    """

    books: list[list[list[str]]]
    parshiyot: list[ParshaRow]
    columns: list[str]
    variants: dict[str, dict[str, str]]


def verse_texts(data: TorahData) -> Iterator[tuple[Verse, str]]:
    """The verses in order, with their words separated by spaces."""
    for book, chapters in enumerate(data["books"], 1):
        for chapter, verses in enumerate(chapters, 1):
            for number, text in enumerate(verses, 1):
                yield Verse(book, chapter, number), text


def _starts(lengths: Iterable[int], first: int = 1) -> "array[int]":
    """The first members of consecutive ranges, and where the next one would begin."""
    return array("I", accumulate(lengths, initial=first))


def _indexes(starts: "array[int]") -> "array[int]":
    """For every letter, the index (from 0) of its range; at most 65,536 ranges."""
    return array(
        "H",
        b"".join(
            number.to_bytes(2, sys.byteorder) * (end - start)
            for number, (start, end) in enumerate(pairwise(starts))
        ),
    )


class Division:
    """The first ordinal of every word, verse and line; each list ends one past the last letter.

    `verse_words` has the first word of every verse, counted from 0; `verse_places` its name and
    its parsha. `verse_of` and `line_of` have, for every letter, the index of its verse and of its
    line. `pieces` has the lines of more than one piece, `open_lines` those that end an open
    section; lines count from 1.
    """

    __slots__ = (
        "line_of",
        "lines",
        "open_lines",
        "parshiyot",
        "pieces",
        "verse_numbers",
        "verse_of",
        "verse_places",
        "verse_words",
        "verses",
        "words",
    )

    def __init__(self, verses: dict[Verse, str], data: TorahData) -> None:
        self.words = _starts(map(len, " ".join(verses.values()).split(" ")))
        spaces = [text.count(" ") for text in verses.values()]
        self.verses = _starts(map(sub, map(len, verses.values()), spaces))
        self.verse_of = _indexes(self.verses)
        self.verse_words = _starts((count + 1 for count in spaces), first=0)
        self.verse_numbers = {name: number for number, name in enumerate(verses, 1)}
        self._read_parshiyot(data["parshiyot"])
        self._read_lines(" ".join(data["columns"]).split(" "))

    def _read_parshiyot(self, rows: list[ParshaRow]) -> None:
        begins = [self.verse_numbers[Verse(*row["begins"])] for row in rows]
        ends = [*begins[1:], len(self.verses)]
        names = list(self.verse_numbers)
        parshiyot: list[Parsha] = []
        places: list[tuple[Verse, Parsha]] = []
        for number, (row, begin, end) in enumerate(zip(rows, begins, ends, strict=True), 1):
            letters = range(self.verses[begin - 1], self.verses[end - 1])
            parsha = Parsha(number, row["name"], row["hebrew_name"], letters)
            parshiyot.append(parsha)
            places.extend((name, parsha) for name in names[begin - 1 : end - 1])
        self.parshiyot, self.verse_places = tuple(parshiyot), tuple(places)

    def _read_lines(self, lines: list[str]) -> None:
        self.pieces: dict[int, tuple[int, ...]] = {}
        self.open_lines = {
            number for number, line in enumerate(lines, 1) if line.endswith(OPEN_SECTION)
        }
        lengths: list[int] = []
        for number, line in enumerate(lines, 1):
            if line.isdecimal():
                lengths.append(int(line))
                continue
            pieces = tuple(map(int, line.rstrip(OPEN_SECTION).split("+")))
            if len(pieces) > 1:
                self.pieces[number] = pieces
            lengths.append(sum(pieces))
        self.lines = _starts(lengths)
        self.line_of = _indexes(self.lines)

    def verse(self, name: Verse) -> range:
        """The ordinals of a verse; raises UnknownPlace."""
        number = self.verse_numbers.get(name)
        if number is None:
            raise UnknownPlace(f"no verse {name.chapter}:{name.number} in book {name.book}")
        return ordinal_range(self.verses, number)

    def line_number(self, column: int, line: int) -> int:
        """The number of a line from the beginning of the scroll; raises UnknownPlace."""
        if not (1 <= column <= TOTAL_COLUMNS and 1 <= line <= LINES_IN_COLUMN):
            raise UnknownPlace(f"no column {column}, line {line}")
        return (column - 1) * LINES_IN_COLUMN + line


def ordinal_range(starts: "array[int]", number: int) -> range:
    """The ordinals of the range of that number (from 1); raises UnknownPlace."""
    if not 1 <= number < len(starts):
        raise UnknownPlace(f"no number {number} of {len(starts) - 1}")
    return range(starts[number - 1], starts[number])
