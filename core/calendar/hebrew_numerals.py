"""Numbers in Hebrew letters. Imports nothing of ours, so that `letters.torah` may use it."""

from typing import Final

# Languages whose numbers, months and names of parshiyot are written in Hebrew letters.
_HEBREW_SCRIPT: Final = frozenset({"he", "yi"})
_VALUES: Final = (
    *zip((400, 300, 200, 100), "תשרק", strict=True),
    *zip((90, 80, 70, 60, 50, 40, 30, 20, 10), "צפעסנמלכי", strict=True),
    *zip((9, 8, 7, 6, 5, 4, 3, 2, 1), "טחזוהדגבא", strict=True),
)
# Yod-he and yod-vav are not written: each begins the Name.
_FIFTEEN_AND_SIXTEEN: Final = {"יה": "טו", "יו": "טז"}
_GERESH: Final = "\u05f3"
_GERSHAYIM: Final = "\u05f4"


def hebrew_numeral(number: int) -> str:
    """A number from 1 to 9,999 in Hebrew letters: ד׳, ט״ו, תשפ״ז, ה׳תשפ״ז.

    Raises ValueError outside that range.
    """
    if not 1 <= number <= 9_999:
        raise ValueError(f"Hebrew numerals are written from 1 to 9999, not {number}")
    thousands, rest = divmod(number, 1000)
    prefix = hebrew_numeral(thousands) if thousands else ""
    letters = _letters(rest)
    if len(letters) > 1:
        letters = f"{letters[:-1]}{_GERSHAYIM}{letters[-1]}"
    elif letters:
        letters += _GERESH
    return prefix + letters


def _letters(number: int) -> str:
    """The letters of a number below 1,000, without geresh and gershayim."""
    letters = ""
    for value, letter in _VALUES:
        count, number = divmod(number, value)
        letters += letter * count
    ending = letters[-2:]
    return letters[:-2] + _FIFTEEN_AND_SIXTEEN.get(ending, ending)


def is_written_in_hebrew(language: str) -> bool:
    """Whether a language, given by its code, has Hebrew letters; its region does not matter."""
    return language.lower().split("-")[0] in _HEBREW_SCRIPT
