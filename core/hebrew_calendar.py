"""Dates and numbers in English and Hebrew, as printed on certificates and pages."""

from datetime import date
from typing import Final

from babel.dates import format_date
from pyluach import dates

_VALUES: Final = (
    *zip((400, 300, 200, 100), "תשרק", strict=True),
    *zip((90, 80, 70, 60, 50, 40, 30, 20, 10), "צפעסנמלכי", strict=True),
    *zip((9, 8, 7, 6, 5, 4, 3, 2, 1), "טחזוהדגבא", strict=True),
)
# Yod-he and yod-vav are left out: each begins the Name.
_FIFTEEN_AND_SIXTEEN: Final = {"יה": "טו", "יו": "טז"}
_GERESH, _GERSHAYIM = "׳", "״"

# Day before month in English, as the Jewish date beside it is written.
_LOCALES: Final = {"en": "en_GB", "he": "he"}
# Where our spelling of a Hebrew month is not pyluach's.
_OUR_SPELLING: Final = {
    "Adar 1": "Adar I",
    "Adar 2": "Adar II",
    "חשון": "חשוון",
}


def hebrew_numeral(number: int) -> str:
    """A number from 1 to 9,999 in Hebrew letters: ד׳, ט״ו, תשפ״ז, ה׳תשפ״ז.

    Raises ValueError outside that range.
    """
    if not 1 <= number <= 9_999:
        raise ValueError(f"No Hebrew numeral is written here for {number}")
    thousands, rest = divmod(number, 1000)
    prefix = hebrew_numeral(thousands) if thousands else ""
    letters = _letters(rest)
    if len(letters) > 1:
        letters = f"{letters[:-1]}{_GERSHAYIM}{letters[-1]}"
    elif letters:
        letters += _GERESH
    return prefix + letters


def _letters(number: int) -> str:
    """The letters of a number below 1,000, without their marks."""
    letters = ""
    for value, letter in _VALUES:
        count, number = divmod(number, value)
        letters += letter * count
    ending = letters[-2:]
    return letters[:-2] + _FIFTEEN_AND_SIXTEEN.get(ending, ending)


def ordinal(number: int, language: str) -> str:
    """A scroll's place in its series: "12th" in English, "הי״ב" (with the article) in Hebrew.

    Raises ValueError for a language that is neither "en" nor "he", or a number below 1.
    """
    _check(language)
    if number < 1:
        raise ValueError(f"Nothing is counted {number}")
    if language == "he":
        return "ה" + hebrew_numeral(number)
    teen = number % 100 in (11, 12, 13)
    return f"{number}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def hebrew_date(day: date, language: str) -> str:
    """The Jewish date of a civil day's daylight: "4 Kislev 5787", or "ד׳ כסלו ה׳תשפ״ז".

    Raises ValueError for a language that is neither "en" nor "he".
    """
    _check(language)
    jewish = dates.HebrewDate.from_pydate(day)
    month = jewish.month_name(language == "he")
    month = _OUR_SPELLING.get(month, month)
    if language == "he":
        return f"{hebrew_numeral(jewish.day)} {month} {hebrew_numeral(jewish.year)}"
    return f"{jewish.day} {month} {jewish.year}"


def civil_date(day: date, language: str) -> str:
    """A civil date in words: "16 November 2025", or "16 בנובמבר 2025".

    Raises ValueError for a language that is neither "en" nor "he".
    """
    _check(language)
    return format_date(day, "long", locale=_LOCALES[language])


def _check(language: str) -> None:
    if language not in _LOCALES:
        raise ValueError(f"Dates are written in English and Hebrew, not in {language!r}")
