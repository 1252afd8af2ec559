"""The cleaning of every text that comes from outside, before anything validates it.

`input_cleaning.CleanInputMiddleware` applies it to addresses, forms, cookies and file names,
`input_cleaning.CleanParser` to the bodies of the API, and the reader of lists to cells.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

REPLACEMENT: Final = "\ufffd"  # stands for a character that was refused, and can be seen
NUMBER_DIGITS: Final = 18  # a number of so many digits fits PostgreSQL's bigint
EMAIL_LIMIT: Final = 254  # characters; the columns' length, and the longest address of RFC 5321

# Control characters but tab and line ends, and Default_Ignorable_Code_Point of the Unicode
# Character Database: characters that show nothing.
_INVISIBLE: Final = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u2028-\u202c\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
# U+202D and U+202E show the letters after them in another order than they are stored in: without
# them the text would read otherwise than its writer saw it, so they are not removed silently. Then
# surrogates, private use and noncharacters.
_REFUSED: Final = (
    "\u202d\u202e\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(
        [
            *(
                f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}"
                for plane in range(0x10000, 0xF0000, 0x10000)
            )
        ]
    )
    + "\U000f0000-\U0010ffff"
)
_HIDDEN: Final = re.compile(f"[{_INVISIBLE}]|([{_REFUSED}])")
_LINE_ENDS: Final = dict.fromkeys("\x0b\x0c\x85\u2028\u2029", "\n")
_SPACES: Final = re.compile(r"\r\n|\s")


def clean_text(text: str) -> str:
    """The text composed (NFC), without control and invisible characters.

    A character that turns letters around, a lone surrogate, one of private use or a noncharacter
    becomes REPLACEMENT, so that it can be seen and refused.
    """
    return text if text.isascii() and text.isprintable() else _composed(_HIDDEN.sub(_cleaned, text))


def clean_line(text: str) -> str:
    """The cleaned text on one line: a line end, a tab or another kind of space is a space."""
    return _SPACES.sub(" ", clean_text(text))


def is_clean(text: str) -> bool:
    """Whether clean_text would at most compose the text."""
    return not _HIDDEN.search(text)


def parse_positive_int(text: str) -> int | None:
    """The number, 0 or more, that the digits 0-9 write; None for anything else.

    `str.isdigit` accepts "²", which int() refuses, and int() refuses more than 4,300 digits.
    """
    if not text.isascii() or not text.isdigit() or len(text) > NUMBER_DIGITS:
        return None
    return int(text)


def parse_positive_ints(texts: Iterable[str]) -> list[int]:
    """The numbers among the texts, in their order; what is no number is left out."""
    parsed = map(parse_positive_int, texts)
    return [number for number in parsed if number is not None]


def _cleaned(hidden: re.Match[str]) -> str:
    return REPLACEMENT if hidden[1] else _LINE_ENDS.get(hidden[0], "")


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)
