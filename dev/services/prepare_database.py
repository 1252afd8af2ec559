"""Migrate the database and fill a new one: both commands in one process, to save time.

Run as `python -m dev.services.prepare_database` with DATABASE_URL set.
"""

import os
import sys

import django
from django.core.management import CommandError, call_command


def main() -> None:
    """Migrate, then set up the series and its scroll; a failed command ends with its sentence."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unity_torah.settings.development")
    django.setup()
    try:
        call_command("migrate", verbosity=0)
        call_command("setup_laptop")
    except CommandError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
