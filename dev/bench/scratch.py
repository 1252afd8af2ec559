"""A database of its own for a benchmark: nothing of the register is touched."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from letters.holders.inscriptions import get_or_create_purchaser, inscribe
from letters.models import Person, Price, Series


@contextmanager
def scratch_database() -> Iterator[Series]:
    """A migrated, empty database beside the real one with one series; gone afterwards."""
    before = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        series = Series.objects.create(slug="unity", name="Unity", name_he="הכללי")
        Price.objects.create(series=series, currency="usd", letter=100, minimum=50)
        yield series
    finally:
        connection.creation.destroy_test_db(before, verbosity=0)


def waiting_inscriptions(series: Series, count: int) -> list[int]:
    """So many inscriptions that wait for a letter."""
    payer = get_or_create_purchaser(email="bench@example.org", language="en")
    people = [
        Person(purchaser=payer, kind="adult", given_name="יוסף", relation="ben", declared="self")
        for _ in range(count)
    ]
    return [inscription.pk for inscription in inscribe(series=series, people=people)]
