"""The places of a letter, and references to verses."""

from typing import NamedTuple

from core.calendar.hebrew_numerals import hebrew_numeral, is_written_in_hebrew

LINES_IN_COLUMN = 42


class OrdinalOutOfRange(IndexError):
    """There is no letter of that ordinal."""


class UnknownPlace(LookupError):
    """There is no such word, verse, parsha, column or line."""


class Book(NamedTuple):
    """One of the five books."""

    number: int
    name: str
    hebrew_name: str


class Verse(NamedTuple):
    """The name of a verse; `book` is 1 to 5, chapter and number count from 1."""

    book: int
    chapter: int
    number: int


class Parsha(NamedTuple):
    """One of the 54 portions; `letters` are its ordinals."""

    number: int
    name: str
    hebrew_name: str
    letters: range

    def title(self, language: str) -> str:
        """The name in the script of a language, given by its code."""
        return self.hebrew_name if is_written_in_hebrew(language) else self.name


class Letter(NamedTuple):
    """A letter and its place.

    `word` is the whole word, `word_number` counts in the whole Torah, `position_in_word`,
    `column` and `line` (of that column) count from 1. Pages and sheets show `drawn_word` of it,
    never `word` and `character` themselves.
    """

    ordinal: int
    character: str
    word: str
    word_number: int
    position_in_word: int
    verse: Verse
    parsha: Parsha
    column: int
    line: int


BOOKS = (
    Book(1, "Bereshit", "בראשית"),
    Book(2, "Shemot", "שמות"),
    Book(3, "Vayikra", "ויקרא"),
    Book(4, "Bamidbar", "במדבר"),
    Book(5, "Devarim", "דברים"),
)


def reference(verse: Verse, language: str) -> str:
    """A reference to a verse: "Bereshit 1:1", or in Hebrew and Yiddish "בראשית א׳ א׳".

    `language` is a language code; its region, if any, does not matter.
    """
    book = BOOKS[verse.book - 1]
    if is_written_in_hebrew(language):
        chapter, number = hebrew_numeral(verse.chapter), hebrew_numeral(verse.number)
        return f"{book.hebrew_name} {chapter} {number}"
    return f"{book.name} {verse.chapter}:{verse.number}"
