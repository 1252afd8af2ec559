"""Which characters a name may have: those that the fonts of certificate and register can draw.

A character is a grapheme cluster: a letter with its marks. Outside Hebrew it must be one code point
when composed (NFC), so that one glyph draws it: marks stacked on a letter are placed by chance. A
Hebrew letter may have one vowel, one dagesh or rafe, and one dot of the shin, as the font places
these.
"""

import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Final

from core.printing.font_coverage import PRINT_FONTS, drawable

_SCRIPTS: Final = ("HEBREW", "LATIN", "CYRILLIC", "GREEK", "MODIFIER", "FEMININE", "MASCULINE")
# What names are written with beside letters: quotes, geresh, hyphens, points, parentheses.
_PUNCTUATION: Final = "'\"’‘‛‚“”„‟′″´`׳״-‐‑‒–—―־.,/()&·"
_VOWELS: Final = frozenset(map(chr, [*range(0x5B0, 0x5BC), 0x5C7]))
_DAGESH: Final = frozenset("\u05bc\u05bf")
_SHIN_DOTS: Final = frozenset("\u05c1\u05c2")
_SHIN: Final = "ש"
_POINTS: Final = _VOWELS | _DAGESH | _SHIN_DOTS
# Accents, meteg, paseq, sof pasuq, inverted nun, puncta extraordinaria: the marks of the reading.
_CANTILLATION: Final = frozenset(
    map(chr, [*range(0x591, 0x5B0), 0x5BD, 0x5C0, 0x5C3, 0x5C4, 0x5C5, 0x5C6])
)


def without_cantillation(text: str) -> str:
    """The text without the accents of the reading; vowels stay."""
    if _CANTILLATION.isdisjoint(text):
        return text
    return "".join(character for character in text if character not in _CANTILLATION)


def unprintable_character(text: str) -> str:
    """The first character of the text that can't be printed in a name; "" if all can."""
    return next((grapheme for grapheme in graphemes(text) if not _is_printable(grapheme)), "")


def graphemes(text: str) -> Iterator[str]:
    """The grapheme clusters of a text, composed: each character with the marks that follow it."""
    grapheme = ""
    for character in unicodedata.normalize("NFC", text):
        if grapheme and not unicodedata.category(character).startswith("M"):
            yield grapheme
            grapheme = ""
        grapheme += character
    if grapheme:
        yield grapheme


def is_of_known_script(character: str) -> bool:
    """Whether a letter is Hebrew, Latin, Cyrillic or Greek; True for anything but letters."""
    return not character.isalpha() or unicodedata.name(character, "").startswith(_SCRIPTS)


def _is_printable(grapheme: str) -> bool:
    base, marks = grapheme[0], grapheme[1:]
    if base == " ":
        return not marks
    return base in _single_characters() and (not marks or _is_pointed(base, marks))


def _is_pointed(base: str, marks: str) -> bool:
    """Whether these are points of this Hebrew letter that the font can place together."""
    kinds = [_VOWELS, _DAGESH, *([_SHIN_DOTS] if base == _SHIN else [])]
    return (
        all(base + mark in _pointed_letters() for mark in marks)
        and all(sum(mark in kind for mark in marks) <= 1 for kind in kinds)
        and all(any(mark in kind for kind in kinds) for mark in marks)
    )


@cache
def _single_characters() -> frozenset[str]:
    """The letters and punctuation that the fonts have; asked once in a process."""
    letters = (chr(code) for code in range(0x10000) if _is_letter(chr(code)))
    return drawable([*letters, *_PUNCTUATION])


@cache
def _pointed_letters() -> frozenset[str]:
    """The Hebrew letters with one point each that the first font has.

    Only one font: a letter of one with a point of another is not aligned.
    """
    letters = [
        grapheme for grapheme in _single_characters() if unicodedata.bidirectional(grapheme) == "R"
    ]
    pointed = [letter + point for letter in letters for point in _POINTS if letter.isalpha()]
    return drawable(pointed, PRINT_FONTS[:1])


def _is_letter(character: str) -> bool:
    return character.isalpha() and is_of_known_script(character)
