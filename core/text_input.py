"""The cleaning of every text that comes from outside, before anything validates it.

`core.input_cleaning.CleanInputMiddleware` applies it to addresses, forms, cookies and file names,
`core.schemas.CleanSchema` to the API, and the reader of lists to each cell.
"""

import unicodedata
from typing import Final

# Default_Ignorable_Code_Point of the Unicode Character Database: signs that show nothing.
_INVISIBLE_RANGES: Final = (
    *((0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5)),
    *((0x180B, 0x180F), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164)),
    *((0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFFB)),
    *((0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF)),
)
_INVISIBLE: Final = frozenset(
    chr(code) for first, last in _INVISIBLE_RANGES for code in range(first, last + 1)
)
# These show the letters after them in another order than they are stored in. Without the sign the
# text would read otherwise than its writer saw it, so it is not removed silently.
_OVERRIDES: Final = frozenset("\u202d\u202e")
_KEPT: Final = frozenset("\t\n\r")
_LINE_ENDS: Final = {"\u2028": "\n", "\u2029": "\n", "\x0b": "\n", "\x0c": "\n", "\x85": "\n"}

REPLACEMENT: Final = "\ufffd"  # stands for a sign that was refused, and can be seen
NUMBER_DIGITS: Final = 18  # a number of so many digits fits PostgreSQL's bigint


def clean_text(text: str) -> str:
    """The text composed (NFC), without control and invisible signs.

    A sign that turns letters around, a lone surrogate, a private sign or a noncharacter becomes
    REPLACEMENT, so that it can be seen and refused.
    """
    if text.isascii() and text.isprintable():
        return text
    return unicodedata.normalize("NFC", "".join(map(_cleaned, text)))


def clean_line(text: str) -> str:
    """The cleaned text on one line: line ends, tabs and other spaces are spaces."""
    cleaned = clean_text(text)
    if cleaned.isascii() and cleaned.isprintable():
        return cleaned
    spaced = cleaned.replace("\r\n", "\n")
    return "".join(" " if character.isspace() else character for character in spaced)


def is_clean(text: str) -> bool:
    """Whether the text is as clean_text leaves it, but for its composition."""
    return all(_cleaned(character) == character for character in text)


def parse_positive_int(text: str) -> int | None:
    """The number, 0 or more, that these digits 0-9 write; None for anything else.

    `str.isdigit` accepts "²", which int() refuses, and int() refuses more than 4,300 digits.
    """
    if not text.isascii() or not text.isdigit() or len(text) > NUMBER_DIGITS:
        return None
    return int(text)


def _cleaned(character: str) -> str:
    if character.isascii() and character.isprintable():
        return character
    if character in _OVERRIDES:
        return REPLACEMENT
    if character in _LINE_ENDS:
        return _LINE_ENDS[character]
    if character in _INVISIBLE:
        return ""
    category = unicodedata.category(character)
    if category in ("Cc", "Cf"):
        return character if character in _KEPT else ""
    return REPLACEMENT if category in ("Cs", "Co") or _is_noncharacter(character) else character


def _is_noncharacter(character: str) -> bool:
    code = ord(character)
    return 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE
