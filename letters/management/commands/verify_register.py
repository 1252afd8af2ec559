"""`manage.py verify_register register-unity-12-text.csv`."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from letters.register.table import read_back


class Command(BaseCommand):
    """Counts the names of a register's table anew; exits 1 when they are not those it tells."""

    help = "Check the table of a register (CSV) against its own totals and checksum."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which file."""
        parser.add_argument("table", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Check it; the checksum printed is the one on the book's title page, too."""
        try:
            with options["table"].open(encoding="utf-8-sig", newline="") as lines:
                reading = read_back(lines)
        except (OSError, ValueError, IndexError) as error:
            raise CommandError(f"This is no whole table of a register: {error}") from error
        self.stdout.write(f"{reading.names:,} names, checksum {reading.checksum}")
        if not reading.agrees:
            told = f"{reading.told_names} names, checksum {reading.told_checksum}"
            raise CommandError(f"The table tells {told}: it was changed.")
