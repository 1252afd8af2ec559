"""A temporary database for a benchmark: the real one is not touched."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from letters.models import Price, Series


@contextmanager
def temporary_database() -> Iterator[Series]:
    """A migrated database with one series and nothing else; dropped afterwards."""
    before = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        series = Series.objects.create(slug="unity", is_default=True, name="Unity")
        Price.objects.create(series=series, currency="usd", letter=100, minimum=50)
        yield series
    finally:
        connection.creation.destroy_test_db(before, verbosity=0)
