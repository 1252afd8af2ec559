"""Birthdays by the Jewish calendar."""

from datetime import date

import pytest
from pyluach.dates import HebrewDate

from core.calendar.jewish_age import jewish_birthday

NISSAN, CHESHVAN, KISLEV, ADAR, ADAR_II = 1, 8, 9, 12, 13


@pytest.mark.parametrize(
    ("born", "age", "birthday"),
    [
        ((5773, 10, 4), 13, (5786, 10, 4)),
        ((5773, ADAR, 10), 14, (5787, ADAR_II, 10)),  # plain year to leap year
        ((5774, ADAR, 10), 13, (5787, ADAR, 10)),  # Adar I to Adar I
        ((5774, ADAR_II, 10), 13, (5787, ADAR_II, 10)),
        ((5774, ADAR, 10), 12, (5786, ADAR, 10)),  # Adar I to a plain year
        ((5774, ADAR_II, 10), 12, (5786, ADAR, 10)),
        ((5774, ADAR, 30), 12, (5786, NISSAN, 1)),
    ],
)
def test_jewish_birthday(
    born: tuple[int, int, int], age: int, birthday: tuple[int, int, int]
) -> None:
    assert jewish_birthday(HebrewDate(*born).to_pydate(), age) == HebrewDate(*birthday).to_pydate()


def test_jewish_birthday_of_a_missing_thirtieth_is_the_next_day() -> None:
    long = next(
        year for year in range(5770, 5790) if _has_thirtieth(year) and not _has_thirtieth(year + 13)
    )
    birth = HebrewDate(long, CHESHVAN, 30).to_pydate()
    assert jewish_birthday(birth, 13) == HebrewDate(long + 13, KISLEV, 1).to_pydate()


def _has_thirtieth(year: int) -> bool:
    try:
        HebrewDate(year, CHESHVAN, 30)
    except ValueError:
        return False
    return True


def test_jewish_birthday_is_not_the_civil_one() -> None:
    assert jewish_birthday(date(2013, 11, 16), 13) == date(2026, 11, 23)
