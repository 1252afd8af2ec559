"""On which days birthdays and yahrzeits are kept: known dates."""

from datetime import date

import pytest

from core.calendar.anniversaries import (
    JewishDay,
    Month,
    Occasion,
    birthday,
    exists,
    jewish_day,
    next_day,
    yahrzeit,
)

M = Month
# Leap years: 5774, 5776, 5782, 5784, 5787. Without a 30th of Kislev: 5781. Without one of Cheshvan:
# 5781, 5784, 5786.
BIRTHDAYS = [
    ("an ordinary day", JewishDay(M.KISLEV, 4, 5773), 5787, date(2026, 11, 14)),
    ("its year is not needed", JewishDay(M.KISLEV, 4), 5787, date(2026, 11, 14)),
    ("the last day of the year", JewishDay(M.ELUL, 29, 5780), 5786, date(2026, 9, 11)),
    ("Pesach", JewishDay(M.NISSAN, 15, 5700), 5786, date(2026, 4, 2)),
    ("11 Nissan", JewishDay(M.NISSAN, 11, 5662), 5785, date(2025, 4, 9)),
    ("18 Elul", JewishDay(M.ELUL, 18, 5458), 5785, date(2025, 9, 11)),
    ("Adar, plain to plain", JewishDay(M.ADAR, 14, 5783), 5785, date(2025, 3, 14)),
    ("Adar, plain to leap: Adar II", JewishDay(M.ADAR, 14, 5783), 5784, date(2024, 3, 24)),
    ("Adar I to plain", JewishDay(M.ADAR_I, 14, 5784), 5785, date(2025, 3, 14)),
    ("Adar II to plain", JewishDay(M.ADAR_II, 14, 5784), 5785, date(2025, 3, 14)),
    ("Adar I to leap", JewishDay(M.ADAR_I, 14, 5784), 5787, date(2027, 2, 21)),
    ("Adar II to leap", JewishDay(M.ADAR_II, 14, 5784), 5787, date(2027, 3, 23)),
    ("30 Adar I to leap", JewishDay(M.ADAR_I, 30, 5782), 5784, date(2024, 3, 10)),
    ("30 Adar I to plain: 1 Nissan", JewishDay(M.ADAR_I, 30, 5784), 5785, date(2025, 3, 30)),
    ("30 Cheshvan to a long one", JewishDay(M.CHESHVAN, 30, 5783), 5785, date(2024, 12, 1)),
    ("30 Cheshvan to a short one", JewishDay(M.CHESHVAN, 30, 5783), 5784, date(2023, 11, 14)),
    ("30 Kislev to a long one", JewishDay(M.KISLEV, 30, 5783), 5784, date(2023, 12, 13)),
    ("30 Kislev to a short one", JewishDay(M.KISLEV, 30, 5780), 5781, date(2020, 12, 16)),
    ("30 Shevat is in every year", JewishDay(M.SHEVAT, 30, 5784), 5785, date(2025, 2, 28)),
]
YAHRZEITS = [
    ("an ordinary day", JewishDay(M.TAMMUZ, 3, 5754), 5786, date(2026, 6, 18)),
    ("10 Shevat", JewishDay(M.SHEVAT, 10, 5710), 5785, date(2025, 2, 8)),
    ("19 Kislev", JewishDay(M.KISLEV, 19, 5533), 5786, date(2025, 12, 9)),
    ("Adar, plain to plain", JewishDay(M.ADAR, 7, 5783), 5785, date(2025, 3, 7)),
    ("Adar, plain to leap: Adar I", JewishDay(M.ADAR, 7, 5783), 5784, date(2024, 2, 16)),
    ("Adar I to plain", JewishDay(M.ADAR_I, 7, 5784), 5785, date(2025, 3, 7)),
    ("Adar II to plain", JewishDay(M.ADAR_II, 7, 5784), 5785, date(2025, 3, 7)),
    ("Adar II to leap", JewishDay(M.ADAR_II, 7, 5784), 5787, date(2027, 3, 16)),
    # Of the documentation of @hebcal/hdate: 2 March 2014 is kept on 25 February 2020.
    ("30 Adar I to plain: 30 Shevat", jewish_day(date(2014, 3, 2)), 5780, date(2020, 2, 25)),
    ("30 Adar I to leap", JewishDay(M.ADAR_I, 30, 5774), 5776, date(2016, 3, 10)),
    ("30 Cheshvan, first year short", JewishDay(M.CHESHVAN, 30, 5783), 5784, date(2023, 11, 13)),
    ("30 Cheshvan in a long year", JewishDay(M.CHESHVAN, 30, 5783), 5785, date(2024, 12, 1)),
    ("30 Cheshvan, year unknown", JewishDay(M.CHESHVAN, 30), 5784, date(2023, 11, 13)),
    ("30 Kislev, first year long", JewishDay(M.KISLEV, 30, 5779), 5781, date(2020, 12, 16)),
    ("30 Kislev, first year short", JewishDay(M.KISLEV, 30, 5780), 5781, date(2020, 12, 15)),
    ("30 Kislev, year unknown", JewishDay(M.KISLEV, 30), 5781, date(2020, 12, 15)),
]


@pytest.mark.parametrize(
    ("born", "year", "kept"), [case[1:] for case in BIRTHDAYS], ids=[case[0] for case in BIRTHDAYS]
)
def test_birthday(born: JewishDay, year: int, kept: date) -> None:
    assert birthday(born, year) == kept


@pytest.mark.parametrize(
    ("died", "year", "kept"), [case[1:] for case in YAHRZEITS], ids=[case[0] for case in YAHRZEITS]
)
def test_yahrzeit(died: JewishDay, year: int, kept: date) -> None:
    assert yahrzeit(died, year) == kept


def test_yahrzeit_of_adar_may_be_kept_in_adar_ii() -> None:
    died = JewishDay(M.ADAR, 7, 5783)
    assert yahrzeit(died, 5784, adar=M.ADAR_II) == date(2024, 3, 17)
    assert yahrzeit(died, 5785, adar=M.ADAR_II) == date(2025, 3, 7)


def test_yahrzeit_of_30_cheshvan_is_fixed_by_its_first_year() -> None:
    died = JewishDay(M.CHESHVAN, 30, _long_before(M.CHESHVAN, long_after=True))
    assert died.year
    short = next(year for year in range(died.year + 2, 5900) if not exists(M.CHESHVAN, 30, year))
    assert jewish_day(yahrzeit(died, short)) == JewishDay(M.KISLEV, 1, short)
    died = JewishDay(M.CHESHVAN, 30, _long_before(M.CHESHVAN, long_after=False))
    assert jewish_day(yahrzeit(died, short)) == JewishDay(M.CHESHVAN, 29, short)


def _long_before(month: Month, *, long_after: bool) -> int:
    """A year whose month has 30 days, and the next year's too or not."""
    return next(
        year
        for year in range(5740, 5790)
        if exists(month, 30, year) and exists(month, 30, year + 1) == long_after
    )


@pytest.mark.parametrize(
    ("month", "day", "year"),
    [
        (M.IYAR, 30, None),
        (M.ADAR, 30, None),
        (M.ADAR_II, 30, 5784),
        (M.TISHREI, 31, None),
        (M.TISHREI, 0, None),
        (M.ADAR, 1, 5784),
        (M.ADAR_I, 1, 5785),
        (M.ADAR_II, 1, 5785),
        (M.CHESHVAN, 30, 5784),
    ],
)
def test_day_that_does_not_exist_is_refused(month: Month, day: int, year: int | None) -> None:
    with pytest.raises(ValueError, match="no such day"):
        JewishDay(month, day, year)


@pytest.mark.parametrize(
    ("day", "month"),
    [
        (date(2024, 2, 20), M.ADAR_I),
        (date(2024, 3, 20), M.ADAR_II),
        (date(2025, 3, 10), M.ADAR),
        (date(2026, 11, 30), M.KISLEV),
    ],
)
def test_month_of_a_civil_day(day: date, month: Month) -> None:
    assert jewish_day(day).month == month


def test_next_day_is_after_today_and_after_the_event() -> None:
    event = JewishDay(M.KISLEV, 4, 5773)
    day = date(2026, 11, 14)  # 4 Kislev 5787
    assert next_day(Occasion.BIRTHDAY, event, after=date(2026, 11, 13)) == day
    assert jewish_day(next_day(Occasion.BIRTHDAY, event, after=day)).year == 5788
    newborn = JewishDay(M.KISLEV, 4, 5787)
    assert jewish_day(next_day(Occasion.YAHRZEIT, newborn, after=date(2026, 11, 1))).year == 5788


def test_every_day_of_a_cycle_of_years_is_kept_once_a_year_in_order() -> None:
    """Whatever the day and the year, there is one, in the year asked for."""
    for month in Month:
        for day in range(1, 31):
            try:
                event = JewishDay(month, day)
            except ValueError:
                continue
            for year in range(5780, 5799):
                for kept in (birthday(event, year), yahrzeit(event, year)):
                    assert jewish_day(kept).year == year, (month, day, year)
