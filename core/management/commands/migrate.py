"""`manage.py migrate`, giving up early where a table is in use."""

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import OperationalError, connections
from psycopg.errors import LockNotAvailable

LOCK_TIMEOUT = "3s"


class Command(migrate.Command):
    """Django's command with `lock_timeout` on its connection.

    A statement that waits for a table's lock makes all later readers of that table wait behind it:
    it fails after three seconds instead, and the command can be run again.
    """

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate. Raises CommandError where a lock was not to be had in time."""
        connection = connections[options["database"]]
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, false)", [LOCK_TIMEOUT])
        try:
            super().handle(*args, **options)
        except OperationalError as error:
            if isinstance(error.__cause__, LockNotAvailable):
                raise CommandError(
                    f"A table was in use for {LOCK_TIMEOUT}: nothing of this migration was"
                    " applied. Run it again."
                ) from error
            raise
        finally:
            if not connection.needs_rollback and connection.connection:
                with connection.cursor() as cursor:
                    cursor.execute("RESET lock_timeout")
