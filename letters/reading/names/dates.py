"""Dates as people write them: of birth, to be stored; of passing, only to be recognised."""

import re
from collections.abc import Iterable
from datetime import date
from enum import Enum
from functools import cache

from babel.dates import get_day_names, get_month_names

from core.calendar.local_day import today
from letters.reading.names.folding import fold

_NUMBERS = re.compile(r"^(\d{1,2})[./\- ](\d{1,2})[./\- ](\d{4}|\d{2})(?: г\.?)?$")
_YEAR_FIRST = re.compile(r"^(\d{4})[./\-](\d{1,2})[./\-](\d{1,2})(?:[T ].*)?$")
_DAY_MONTH = re.compile(
    r"^(\d{1,2})(?:st|nd|rd|th|er|\.)? (?:of |de |ב|ל)?([^\W\d_]+)\.?,? "
    r"(?:de |of )?(\d{4})(?: г\.?)?$"
)
_MONTH_DAY = re.compile(r"^([^\W\d_]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})$")
_YEAR = re.compile(r"^(?:1[89]\d\d|20\d\d|5[67]\d\d|ה?'?תש?[א-ת\"']{1,5})$")
_LANGUAGES = ("en", "fr", "ru", "es", "he", "yi", "de")
_HEBREW_MONTHS = frozenset(
    [
        "תשרי",
        "חשון",
        "חשוון",
        "מרחשון",
        "מרחשוון",
        "כסלו",
        "טבת",
        "שבט",
        "אדר",
        "ניסן",
        "אייר",
        "סיון",
        "סיוון",
        "תמוז",
        "אב",
        "מנחם",
        "אלול",
        "tishrei",
        "tishri",
        "cheshvan",
        "marcheshvan",
        "kislev",
        "teves",
        "tevet",
        "shvat",
        "shevat",
        "adar",
        "nissan",
        "nisan",
        "iyar",
        "sivan",
        "tammuz",
        "tamuz",
        "av",
        "menachem",
        "elul",
        "тишреи",
        "хешван",
        "кислев",
        "тевет",
        "шват",
        "адар",
        "нисан",
        "ияр",
        "сиван",
        "тамуз",
        "ав",
        "элуль",
    ]
)
_WORDS_OF_DATES = frozenset(
    (
        *(
            "of",
            "the",
            "th",
            "st",
            "nd",
            "rd",
            "on",
            "in",
            "day",
            "year",
            "rosh",
            "chodesh",
            "erev",
        ),
        *("sheni", "rishon", "i", "ii", "beis", "bet", "alef", "aleph", "passed", "died", "niftar"),
        *("de", "del", "le", "el", "du", "en", "ano", "г", "года", "год", "в", "числа"),
        *("ראש", "חודש", "יום", "שנת", "שנה", "שני", "ראשון", "ערב", "נפטר", "נפטרה", "ליל", "אור"),
        *("טעג", "דעם", "פון", "יאר", "erev", "leil", "ad", "ce", "am", "pm", "h", "z", "l"),
    )
)
_VALUES = dict(
    zip(
        "אבגדהוזחטיכלמנסעפצקרשת",
        (*range(1, 10), *range(10, 100, 10), *range(100, 500, 100)),
        strict=True,
    )
)
_LETTERS_OF_YEAR = 6
_CIVIL_YEAR = re.compile(r"\b(2\d{3})\b")
_FIRST_YEAR = 1880
_CIVIL_YEAR_OF_BIRTH = re.compile(r"(?<!\d)(?:18[89]\d|19\d\d|20\d\d)(?!\d)")
_JEWISH_YEAR = re.compile(r"(?<!\d)5[67]\d\d(?!\d)")
_LETTERS_OF_JEWISH_YEAR = re.compile(r"^(?:ה')?תש?[א-ת\"']{1,5}$|^(?:ה')?תר[א-ת\"']{1,4}$")


class DateOrder(Enum):
    """What comes first where a date is all numbers."""

    DAY = "day"
    MONTH = "month"


def order_of(cells: Iterable[str]) -> DateOrder | None:
    """The order of day and month in a column of dates; None if no date shows it, or they differ."""
    found = set()
    for cell in cells:
        if match := _NUMBERS.match(fold(cell)):
            first, second = int(match[1]), int(match[2])
            if first > 12 >= second:
                found.add(DateOrder.DAY)
            elif second > 12 >= first:
                found.add(DateOrder.MONTH)
    return found.pop() if len(found) == 1 else None


def parse_date(cell: str, order: DateOrder | None, day: date) -> tuple[date | None, bool]:
    """A date of birth, and whether the other order of day and month would be a date as well.

    None if it is no date, or one after `day` or before 1880. A year of two digits is not read.
    """
    text = fold(cell).strip()
    if match := _YEAR_FIRST.match(text):
        return _date(int(match[1]), int(match[2]), int(match[3]), day), False
    if match := _DAY_MONTH.match(text):
        return _date(int(match[3]), _month(match[2]), int(match[1]), day), False
    if match := _MONTH_DAY.match(text):
        return _date(int(match[3]), _month(match[1]), int(match[2]), day), False
    match = _NUMBERS.match(text)
    if not match or len(match[3]) != 4:
        return None, False
    first, second, year = (int(group) for group in match.groups())
    if order is DateOrder.MONTH:
        first, second = second, first
    both = order is None and first != second and max(first, second) <= 12
    found = _date(year, second, first, day)
    if found is None and order is None:
        return _date(year, first, second, day), False
    return found, both and found is not None


def years_since(cell: str, day: date) -> tuple[int, int] | None:
    """The least and the greatest age of a person born in the year that a cell names.

    None where it names none. A year of two digits may be of either century.
    """
    text = fold(cell)
    if match := _CIVIL_YEAR_OF_BIRTH.search(text):
        return _ages(int(match[0]), int(match[0]), day)
    if match := _JEWISH_YEAR.search(text):
        return _ages(int(match[0]) - 3761, int(match[0]) - 3760, day)
    for word in text.split():
        if _is_month(word):
            continue  # “תשרי” has the letters of a year
        letters = [c for c in word.removeprefix("ה'") if c in _VALUES]
        if _LETTERS_OF_JEWISH_YEAR.match(word):
            year = 5000 + sum(_VALUES[c] for c in letters)
            return _ages(year - 3761, year - 3760, day)
    match = _NUMBERS.match(text.strip())
    if match and len(match[3]) == 2:
        years = [year for century in (1900, 2000) if (year := century + int(match[3])) <= day.year]
        return _ages(years[0], years[-1], day)
    return None


def is_date_without_year(cell: str, day: date) -> bool:
    """Whether a cell is a day of a month only, as “9 Kislev”: it says nothing about an age."""
    return is_date(cell) and years_since(cell, day) is None


def _ages(first: int, last: int, day: date) -> tuple[int, int] | None:
    if not _FIRST_YEAR <= last <= day.year:
        return None
    return max(day.year - last - 1, 0), day.year - first


def _date(year: int, month: int, day: int, last: date) -> date | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if year >= _FIRST_YEAR and found <= last else None


def _month(word: str) -> int:
    return _months().get(word.strip("."), 0)


@cache
def _months() -> dict[str, int]:
    return {
        fold(name).strip("."): number
        for language in _LANGUAGES
        for width in ("wide", "abbreviated")
        for context in ("format", "stand-alone")
        for number, name in get_month_names(width, context, language).items()
    }


@cache
def _weekdays() -> frozenset[str]:
    return frozenset(
        fold(name).strip(".").split(" ")[-1]
        for language in _LANGUAGES
        for width in ("wide", "abbreviated")
        for name in get_day_names(width, "format", language).values()
    )


def is_date(cell: str) -> bool:
    """Whether a cell is a civil or a Jewish date, or a year, and not in the years to come."""
    text = fold(cell).strip()
    if any(int(year) > today().civil.year for year in _CIVIL_YEAR.findall(text)):
        return False
    if _YEAR.match(text) or _YEAR_FIRST.match(text) or _NUMBERS.match(text):
        return True
    words = re.findall(r"[^\W\d_]+", text)
    months = [word for word in words if _is_month(word)]
    has_number = any(c.isdigit() or c in "'\"" for c in text)
    others = (word for word in words if not _is_month(word))
    return bool(months) and has_number and all(map(_is_word_of_date, others))


def _is_word_of_date(word: str) -> bool:
    return word in _WORDS_OF_DATES or word in _weekdays() or is_hebrew_number(word)


def is_hebrew_number(word: str) -> bool:
    """Whether Hebrew letters can be a number: from the greatest value to the least."""
    values = [_VALUES[c] for c in word.removeprefix("ה") or word if c in _VALUES]
    if len(values) < len(word.removeprefix("ה") or word) or len(values) > _LETTERS_OF_YEAR:
        return False
    return values == sorted(values, reverse=True) or word in {"טו", "טז"}


def _is_month(word: str) -> bool:
    return word in _months() or word in _HEBREW_MONTHS or word[1:] in _HEBREW_MONTHS
