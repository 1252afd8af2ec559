"""Ages by the Jewish calendar."""

from datetime import date

from core.calendar.anniversaries import birthday, jewish_day


def jewish_birthday(birth: date, age: int) -> date:
    """The civil day on which somebody reaches an age by the Jewish calendar.

    The birth is taken to be before nightfall: of a birth in the evening the civil date tells the
    wrong Jewish day, and the hour is not asked for.
    """
    born = jewish_day(birth)
    assert born.year is not None  # noqa: S101 - narrows the type
    return birthday(born, born.year + age)
