"""Checks of the text against known numbers and hashes, before the data file is written."""

import re
from collections.abc import Sequence
from hashlib import sha256

from letters.torah.division import (
    TOTAL_COLUMNS,
    TOTAL_LETTERS,
    TOTAL_VERSES,
    TOTAL_WORDS,
    TorahData,
    verse_texts,
)
from letters.torah.editions import SHA256, Edition, editions_of
from letters.torah.places import LINES_IN_COLUMN
from letters.torah.source import SourceError, Text, table

LENINGRAD_LETTERS = 304_850
SPELLINGS = 132
LETTERS_IN_BOOKS = [78_064, 63_529, 44_790, 63_530, 54_892]
PARSHIYOT = 54
COLUMNS_WITHOUT_VAV = 6
SHA256_WITH_FINALS = "b65394d28c85ce76dca0d15af08810deebb2e85032d6575a9ae764643a193226"

FINAL_FORMS_AT_THE_END = re.compile("[אבגדהוזחטיכלמנסעפצקרשת]*[אבגדהוזחטיךלםןסעףץקרשת]")


def _check(what: str, actual: object, expected: object) -> None:
    if actual != expected:
        raise SourceError(f"{what}: {actual}, not {expected}")


def validate_source(text: Text) -> None:
    """Check the published text before it is respelled; raises SourceError."""
    letters = sum(len(word) for words in text.values() for word in words)
    _check("letters of the codex", letters, LENINGRAD_LETTERS)
    _check("spellings of the scroll", len(table("spelling")), SPELLINGS)


def validate(data: TorahData) -> None:
    """Check everything known about the finished text; raises SourceError."""
    editions = editions_of(data)
    _check_text(data, editions["ashkenaz"])
    _check_parshiyot(editions["ashkenaz"])
    _check_layout(data, editions["ashkenaz"])
    for name, edition in editions.items():
        _check(f"letters of {name}", len(edition), TOTAL_LETTERS)
        _check(f"SHA-256 of {name}", edition.sha256, SHA256[name])


def _check_text(data: TorahData, text: Edition) -> None:
    whole = range(1, len(text) + 1)
    words = [word for _, verse in verse_texts(data) for word in verse.split(" ")]
    _check("letters in each book", _letters_in_books(data), LETTERS_IN_BOOKS)
    _check("verses", sum(1 for _ in verse_texts(data)), TOTAL_VERSES)
    _check("words", len(words), TOTAL_WORDS)
    misplaced = [word for word in words if not FINAL_FORMS_AT_THE_END.fullmatch(word)]
    _check("words with a final form elsewhere than at the end, or none there", misplaced, [])
    digest = sha256(text.characters(whole).encode()).hexdigest()
    _check("SHA-256 with final forms", digest, SHA256_WITH_FINALS)


def _letters_in_books(data: TorahData) -> Sequence[int]:
    counts = [0] * len(data["books"])
    for verse, text in verse_texts(data):
        counts[verse.book - 1] += len(text.replace(" ", ""))
    return counts


def _check_parshiyot(text: Edition) -> None:
    rows = table("parshiyot")
    _check("parshiyot", len(text.parshiyot), PARSHIYOT)
    _check("rows of parshiyot", len(rows), PARSHIYOT)
    for parsha, row in zip(text.parshiyot, rows, strict=True):
        actual = (parsha.number, parsha.letters.start, len(parsha.letters))
        expected = (int(row["number"]), int(row["first_letter"]), int(row["letters"]))
        _check(parsha.name, actual, expected)


def _check_layout(data: TorahData, text: Edition) -> None:
    _check("columns", len(data["columns"]), TOTAL_COLUMNS)
    for number, lines in enumerate(data["columns"], 1):
        _check(f"lines in column {number}", len(lines.split(" ")), LINES_IN_COLUMN)
    columns = [text.column(number) for number in range(1, TOTAL_COLUMNS + 1)]
    _check("letters in the columns", columns[-1].stop - 1, TOTAL_LETTERS)
    without_vav = [column for column in columns if text.letter(column.start).character != "ו"]
    _check("columns that do not begin with vav", len(without_vav), COLUMNS_WITHOUT_VAV)
    for column in range(1, TOTAL_COLUMNS + 1):
        for line in range(1, LINES_IN_COLUMN + 1):
            _check_pieces(text, column, line)


def _check_pieces(text: Edition, column: int, line: int) -> None:
    for piece in text.pieces(column, line):
        if piece:
            place = f"column {column}, line {line}: place in its word of a piece's first letter"
            _check(place, text.letter(piece.start).position_in_word, 1)
