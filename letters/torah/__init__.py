"""The text of the scroll: each of its 304,805 letters and its place.

Ordinals count letters from 1, across all five books. Both editions have the same words,
verses, parshiyot, columns and lines; they differ in a single letter.
"""

from letters.torah.divine_names import DrawnWord, drawn_word
from letters.torah.division import TOTAL_COLUMNS, TOTAL_LETTERS, TOTAL_VERSES, TOTAL_WORDS
from letters.torah.editions import EDITIONS, SHA256, Edition, edition
from letters.torah.places import (
    BOOKS,
    LINES_IN_COLUMN,
    Book,
    Letter,
    OrdinalOutOfRange,
    Parsha,
    UnknownPlace,
    Verse,
    reference,
)
from letters.torah.whole import FREE, GIVEN, WholeParts, whole_parts

__all__ = [
    "BOOKS",
    "EDITIONS",
    "FREE",
    "GIVEN",
    "LINES_IN_COLUMN",
    "SHA256",
    "TOTAL_COLUMNS",
    "TOTAL_LETTERS",
    "TOTAL_VERSES",
    "TOTAL_WORDS",
    "Book",
    "DrawnWord",
    "Edition",
    "Letter",
    "OrdinalOutOfRange",
    "Parsha",
    "UnknownPlace",
    "Verse",
    "WholeParts",
    "drawn_word",
    "edition",
    "reference",
    "whole_parts",
]
