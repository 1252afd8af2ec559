"""Jewish and civil dates and ordinal numbers, in the languages of a table."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from babel.dates import format_date
from django.conf import settings
from pyluach import dates

from core.calendar.hebrew_numerals import hebrew_numeral

# Months that pyluach spells otherwise.
_OUR_SPELLING: Final = {
    "Adar 1": "Adar I",
    "Adar 2": "Adar II",
    "חשון": "חשוון",
}


@dataclass(frozen=True)
class _Format:
    """How dates and numbers are written in a language."""

    civil_locale: str  # of Babel
    hebrew_months: bool
    number: Callable[[int], str]
    ordinal: Callable[[int], str]


def _english_ordinal(number: int) -> str:
    teen = number % 100 in (11, 12, 13)
    return f"{number}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def _hebrew_ordinal(number: int) -> str:
    return "ה" + hebrew_numeral(number)


# A language that is missing here is written like the default one.
_FORMATS: Final = {
    # Day before month in English, like the Jewish date beside it.
    "en": _Format("en_GB", hebrew_months=False, number=str, ordinal=_english_ordinal),
    "he": _Format("he", hebrew_months=True, number=hebrew_numeral, ordinal=_hebrew_ordinal),
}


def ordinal(number: int, language: str) -> str:
    """An ordinal number: "12th" in English, "הי״ב" (with the article) in Hebrew.

    Raises ValueError for a number below 1.
    """
    if number < 1:
        raise ValueError(f"Ordinals begin with 1, not {number}")
    return _format(language).ordinal(number)


def hebrew_date(day: date, language: str) -> str:
    """The Jewish date of a civil day's daylight: "4 Kislev 5787", or "ד׳ כסלו ה׳תשפ״ז"."""
    jewish, form = dates.HebrewDate.from_pydate(day), _format(language)
    month = jewish.month_name(form.hebrew_months)
    month = _OUR_SPELLING.get(month, month)
    return f"{form.number(jewish.day)} {month} {form.number(jewish.year)}"


def civil_date(day: date, language: str) -> str:
    """A civil date in words: "16 November 2025", or "16 בנובמבר 2025"."""
    return format_date(day, "long", locale=_format(language).civil_locale)


def _format(language: str) -> _Format:
    return _FORMATS.get(language) or _FORMATS[settings.LANGUAGE_CODE]
