"""Ages by the Jewish calendar."""

from datetime import date

from pyluach.dates import HebrewDate
from pyluach.hebrewcal import Year

ADAR, ADAR_II = 12, 13  # as pyluach numbers them; in a leap year 12 is Adar I


def jewish_birthday(birth: date, age: int) -> date:
    """The civil day on which somebody reaches an age by the Jewish calendar.

    The birth is taken to be before nightfall: of a birth in the evening the civil date tells the
    wrong Jewish day, and the hour is not asked for. Adar of a plain year is Adar II in a leap year
    and the other way round; one born in Adar I has the birthday in Adar I where there is one
    (Shulchan Aruch, Orach Chaim 55:10). The 30th of a month that then has 29 days is the first of
    the next.
    """
    born = HebrewDate.from_pydate(birth)
    year = Year(born.year + age)
    month = born.month
    if month == ADAR and not Year(born.year).leap and year.leap:
        month = ADAR_II
    elif month == ADAR_II and not year.leap:
        month = ADAR
    try:
        day = HebrewDate(year.year, month, born.day)
    except ValueError:
        day = HebrewDate(year.year, month, born.day - 1) + 1
    civil: date = day.to_pydate()
    return civil
