"""On which day a birthday or a yahrzeit is kept in a year of the Jewish calendar.

The month is that of the event as it was called then: "Adar" is that of a plain year, which has one
only, and differs from Adar I and Adar II. Sources: Shulchan Aruch, Orach Chaim (OC) 55:10 and 568:7
with the Rama, Kitzur Shulchan Aruch 221:3-4; Reingold and Dershowitz, Calendrical Calculations
("Hebrew birthday", "yahrzeit"), whose functions give the same days.
"""

from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _
from pyluach.dates import HebrewDate
from pyluach.hebrewcal import Year


class Month(models.IntegerChoices):
    """The months in the order of the year, with one Adar for each kind of year."""

    TISHREI = 1, _("Tishrei")
    CHESHVAN = 2, _("Cheshvan")
    KISLEV = 3, _("Kislev")
    TEVES = 4, _("Teves")
    SHEVAT = 5, _("Shevat")
    ADAR = 6, _("Adar (of a year with one Adar)")
    ADAR_I = 7, _("Adar I")
    ADAR_II = 8, _("Adar II")
    NISSAN = 9, _("Nissan")
    IYAR = 10, _("Iyar")
    SIVAN = 11, _("Sivan")
    TAMMUZ = 12, _("Tammuz")
    AV = 13, _("Menachem Av")
    ELUL = 14, _("Elul")


class Occasion(models.TextChoices):
    """What is remembered."""

    BIRTHDAY = "birthday", _("birthday")
    YAHRZEIT = "yahrzeit", _("yahrzeit")


# Months whose 30th does not exist in every year.
_SOMETIMES_30 = {Month.CHESHVAN, Month.KISLEV}
_WITH_30 = {
    *_SOMETIMES_30,
    Month.TISHREI,
    Month.SHEVAT,
    Month.ADAR_I,
    Month.NISSAN,
    Month.SIVAN,
    Month.AV,
}
# As pyluach numbers them: from Nissan; in a leap year 12 is Adar I and 13 Adar II.
_OF_PYLUACH = {
    Month.TISHREI: 7,
    Month.CHESHVAN: 8,
    Month.KISLEV: 9,
    Month.TEVES: 10,
    Month.SHEVAT: 11,
    Month.ADAR: 12,
    Month.ADAR_I: 12,
    Month.ADAR_II: 13,
    Month.NISSAN: 1,
    Month.IYAR: 2,
    Month.SIVAN: 3,
    Month.TAMMUZ: 4,
    Month.AV: 5,
    Month.ELUL: 6,
}
_ADARS = (Month.ADAR, Month.ADAR_I, Month.ADAR_II)
_IN_LEAP_YEARS, _IN_PLAIN_YEARS = {Month.ADAR_I, Month.ADAR_II}, {Month.ADAR}


@dataclass(frozen=True)
class JewishDay:
    """The day of an event; `year` is None where nobody knows it. Raises ValueError if impossible.

    Only a yahrzeit of 30 Cheshvan or 30 Kislev needs the year.
    """

    month: Month
    day: int
    year: int | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.day <= (30 if self.month in _WITH_30 else 29):
            raise ValueError("the month has no such day")
        if self.year is not None and not exists(self.month, self.day, self.year):
            raise ValueError("the year has no such day")


def jewish_day(day: date) -> JewishDay:
    """The Jewish date of a civil day's daylight."""
    found = HebrewDate.from_pydate(day)
    return JewishDay(_month_of(found), found.day, found.year)


def _month_of(found: HebrewDate) -> Month:
    if found.month == 12:
        return Month.ADAR_I if Year(found.year).leap else Month.ADAR
    if found.month == 13:
        return Month.ADAR_II
    return next(month for month, number in _OF_PYLUACH.items() if number == found.month)


def exists(month: Month, day: int, year: int) -> bool:
    """Whether a year has this month, and the month this day."""
    leap = Year(year).leap
    if month in (_IN_PLAIN_YEARS if leap else _IN_LEAP_YEARS):
        return False
    try:
        HebrewDate(year, _OF_PYLUACH[month], day)
    except ValueError:
        return False
    return True


def birthday(born: JewishDay, year: int) -> date:
    """The civil day on whose daylight a birthday is kept.

    Adar of a plain year is kept in Adar II of a leap year, Adar I and Adar II in the one Adar of a
    plain year, and each in its own in a leap year (OC 55:10 with the Rama). The 30th of a month
    that has 29 days is kept on the first of the next, as for a bar mitzvah; of Adar I on 1 Nissan.
    """
    month = born.month
    if month in _ADARS:
        leap = Year(year).leap
        if not leap:
            month = Month.ADAR
        elif month == Month.ADAR:
            month = Month.ADAR_II
    if exists(month, born.day, year):
        return _civil(month, born.day, year)
    return _after(month, born.day - 1, year)


def yahrzeit(died: JewishDay, year: int, *, adar: Month = Month.ADAR_I) -> date:
    """The civil day on whose daylight a yahrzeit is kept.

    Adar of a plain year, in a leap year: Adar I by the Rama (OC 568:7) and the Kitzur (221:3), the
    custom of Ashkenaz; Adar II by the Shulchan Aruch there. `adar` says which. Adar I and Adar II
    are kept in the one Adar of a plain year and each in its own in a leap year; 30 Adar I, which a
    plain year does not have, on 30 Shevat, as both are the first day of rosh chodesh Adar.

    30 Cheshvan and 30 Kislev, in a year without them, by the first yahrzeit (Kitzur 221:4): if that
    year had the day, on the first of the next month, since it was fixed as a rosh chodesh; if not,
    on the 29th. Where the year is not known: on the 29th, the earlier of the two. In a year that
    has the 30th it is kept then, as in Calendrical Calculations; some keep the 29th every year once
    the first yahrzeit was on it.
    """
    month, day = died.month, died.day
    if month in _ADARS:
        leap = Year(year).leap
        if not leap and month == Month.ADAR_I and day == 30:
            return _civil(Month.SHEVAT, 30, year)
        if not leap:
            month = Month.ADAR
        elif month == Month.ADAR:
            month = adar
    if exists(month, day, year):
        return _civil(month, day, year)
    fixed = died.year is not None and exists(month, day, died.year + 1)
    return _after(month, day - 1, year) if fixed else _civil(month, day - 1, year)


def next_day(
    occasion: Occasion, event: JewishDay, *, after: date, adar: Month = Month.ADAR_I
) -> date:
    """The first civil day after another one on whose daylight the occasion is kept.

    Never the day of the event itself, nor an earlier one.
    """
    year = HebrewDate.from_pydate(after).year
    if event.year is not None:
        year = max(year, event.year + 1)
    while True:
        kept = (
            birthday(event, year)
            if occasion == Occasion.BIRTHDAY
            else yahrzeit(event, year, adar=adar)
        )
        if kept > after:
            return kept
        year += 1


def _civil(month: Month, day: int, year: int) -> date:
    civil: date = HebrewDate(year, _OF_PYLUACH[month], day).to_pydate()
    return civil


def _after(month: Month, day: int, year: int) -> date:
    """The day after a day of a month: the first of the next."""
    civil: date = (HebrewDate(year, _OF_PYLUACH[month], day) + 1).to_pydate()
    return civil
