"""Dates as people write them: of birth, to be stored; of passing, only to be recognised."""

import re
from collections.abc import Iterable
from datetime import date
from enum import Enum
from functools import cache

from babel.dates import get_month_names

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
_CIVIL_YEAR = re.compile(r"\b(2\d{3})\b")
_FIRST_YEAR = 1880


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
    return bool(months) and has_number and len(words) - len(months) <= 4


def _is_month(word: str) -> bool:
    return word in _months() or word in _HEBREW_MONTHS or word[1:] in _HEBREW_MONTHS
