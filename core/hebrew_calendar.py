"""Jewish and civil dates and ordinal numbers, in English and Hebrew."""

from datetime import date
from typing import Final

from babel.dates import format_date
from pyluach import dates

from core.hebrew_numerals import hebrew_numeral

# Day before month in English, like the Jewish date beside it.
_LOCALES: Final = {"en": "en_GB", "he": "he"}
# Months that pyluach spells otherwise.
_OUR_SPELLING: Final = {
    "Adar 1": "Adar I",
    "Adar 2": "Adar II",
    "חשון": "חשוון",
}


def ordinal(number: int, language: str) -> str:
    """An ordinal number: "12th" in English, "הי״ב" (with the article) in Hebrew.

    Raises ValueError for a language that is neither "en" nor "he", or a number below 1.
    """
    _check(language)
    if number < 1:
        raise ValueError(f"Ordinals begin with 1, not {number}")
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
