"""Emptying the database after a test that committed, in one statement.

Django's own teardown truncates every table and recreates all permissions, which takes longer than
most of the tests.
"""

from typing import Any

import pgtrigger
from django.db import connection, transaction
from django.db.backends.postgresql.creation import DatabaseCreation
from django.test import TransactionTestCase

# Filled by the migrations and the same for every test.
_KEEP = (
    "django_migrations",
    "django_content_type",
    "auth_permission",
    "auth_group",
    "auth_group_permissions",
)
# The foreign keys are checked at the commit, so the order of the tables does not matter.
_EMPTY = """
DO $$
DECLARE name text; written boolean; whole_scroll boolean;
BEGIN
    -- Deleting the rows of a whole scroll one by one takes half a minute.
    SELECT EXISTS (SELECT FROM letters_letter OFFSET 10000) INTO whole_scroll;
    IF whole_scroll THEN TRUNCATE letters_letter; END IF;
    FOR name IN SELECT tablename FROM pg_tables
        WHERE schemaname = 'public' AND tablename <> ALL (%s)
    LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %%I)', name) INTO written;
        IF written THEN EXECUTE format('DELETE FROM %%I', name); END IF;
    END LOOP;
END $$
"""


def install() -> None:
    """Replace the teardown of tests that commit, and of the test database."""
    TransactionTestCase._fixture_teardown = _empty  # type: ignore[attr-defined]
    DatabaseCreation._destroy_test_db = _drop  # type: ignore[attr-defined]


def _empty(test: object) -> None:
    # The triggers that forbid deleting letters would refuse it.
    with pgtrigger.ignore(), transaction.atomic(durable=False), connection.cursor() as cursor:
        cursor.execute(_EMPTY, [list(_KEEP)])


def _drop(self: Any, test_database_name: str, verbosity: int) -> None:
    self.connection.close_pool()
    with self._nodb_cursor() as cursor:
        name = connection.ops.quote_name(test_database_name)
        # A pool that is closed while it opens a connection leaves the new session behind.
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
