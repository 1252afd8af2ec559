"""Emptying the database after a test that committed: only what it wrote, in one statement.

Django's own way truncates every table and makes all permissions anew, which takes longer than
most of the tests.
"""

import pgtrigger
from django.db import connection, transaction
from django.test import TransactionTestCase

# Made by the migrations, and the same for every test.
_STAY = (
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
    -- Of a whole scroll's rows each would be looked at: half a minute.
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
    """Have every test with commits empty the database this way."""
    TransactionTestCase._fixture_teardown = _empty  # type: ignore[attr-defined]


def _empty(test: object) -> None:
    # The triggers that keep letters from being deleted are for the site.
    with pgtrigger.ignore(), transaction.atomic(durable=False), connection.cursor() as cursor:
        cursor.execute(_EMPTY, [list(_STAY)])
