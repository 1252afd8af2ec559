"""What is known of the text, proven before the data file is written."""

import re
from collections.abc import Sequence
from hashlib import sha256

from letters.torah.division import TOTAL_COLUMNS, TOTAL_LETTERS, TorahData, verse_texts
from letters.torah.editions import SHA256, Edition, editions_of
from letters.torah.places import LINES_IN_COLUMN
from letters.torah.source import SourceError, Text, table

LENINGRAD_LETTERS = 304_850
SPELLINGS = 132
LETTERS_IN_BOOKS = [78_064, 63_529, 44_790, 63_530, 54_892]
VERSES = 5_846
WORDS = 79_982
PARSHIYOT = 54
COLUMNS_WITHOUT_VAV = 6
SHA256_WITH_FINALS = "b65394d28c85ce76dca0d15af08810deebb2e85032d6575a9ae764643a193226"

FINAL_FORMS_AT_THE_END = re.compile("[אבגדהוזחטיכלמנסעפצקרשת]*[אבגדהוזחטיךלםןסעףץקרשת]")


def _prove(what: str, found: object, known: object) -> None:
    if found != known:
        raise SourceError(f"{what}: {found}, not {known}")


def prove_source(text: Text) -> None:
    """Check the published text before it is respelled; raises SourceError."""
    letters = sum(len(word) for words in text.values() for word in words)
    _prove("letters of the codex", letters, LENINGRAD_LETTERS)
    _prove("spellings of the scroll", len(table("spelling")), SPELLINGS)


def prove(data: TorahData) -> None:
    """Check everything known about the finished text; raises SourceError."""
    editions = editions_of(data)
    _prove_text(data, editions["ashkenaz"])
    _prove_parshiyot(editions["ashkenaz"])
    _prove_layout(data, editions["ashkenaz"])
    for name, edition in editions.items():
        _prove(f"letters of {name}", len(edition), TOTAL_LETTERS)
        _prove(f"SHA-256 of {name}", edition.sha256, SHA256[name])


def _prove_text(data: TorahData, text: Edition) -> None:
    whole = range(1, len(text) + 1)
    words = [word for _, verse in verse_texts(data) for word in verse.split(" ")]
    _prove("letters in each book", _letters_in_books(data), LETTERS_IN_BOOKS)
    _prove("verses", sum(1 for _ in verse_texts(data)), VERSES)
    _prove("words", len(words), WORDS)
    misplaced = [word for word in words if not FINAL_FORMS_AT_THE_END.fullmatch(word)]
    _prove("words with a final form elsewhere than at the end, or none there", misplaced, [])
    digest = sha256(text.characters(whole).encode()).hexdigest()
    _prove("SHA-256 with final forms", digest, SHA256_WITH_FINALS)


def _letters_in_books(data: TorahData) -> Sequence[int]:
    counts = [0] * len(data["books"])
    for verse, text in verse_texts(data):
        counts[verse.book - 1] += len(text.replace(" ", ""))
    return counts


def _prove_parshiyot(text: Edition) -> None:
    rows = table("parshiyot")
    _prove("parshiyot", len(text.parshiyot), PARSHIYOT)
    _prove("rows of parshiyot", len(rows), PARSHIYOT)
    for parsha, row in zip(text.parshiyot, rows, strict=True):
        found = (parsha.number, parsha.letters.start, len(parsha.letters))
        known = (int(row["number"]), int(row["first_letter"]), int(row["letters"]))
        _prove(parsha.name, found, known)


def _prove_layout(data: TorahData, text: Edition) -> None:
    _prove("columns", len(data["columns"]), TOTAL_COLUMNS)
    for number, lines in enumerate(data["columns"], 1):
        _prove(f"lines in column {number}", len(lines.split(" ")), LINES_IN_COLUMN)
    columns = [text.column(number) for number in range(1, TOTAL_COLUMNS + 1)]
    _prove("letters in the columns", columns[-1].stop - 1, TOTAL_LETTERS)
    without_vav = [column for column in columns if text.letter(column.start).character != "ו"]
    _prove("columns that do not begin with vav", len(without_vav), COLUMNS_WITHOUT_VAV)
    for column in range(1, TOTAL_COLUMNS + 1):
        for line in range(1, LINES_IN_COLUMN + 1):
            _prove_pieces(text, column, line)


def _prove_pieces(text: Edition, column: int, line: int) -> None:
    for piece in text.pieces(column, line):
        if piece:
            place = f"column {column}, line {line}: place in its word of a piece's first letter"
            _prove(place, text.letter(piece.start).position_in_word, 1)
