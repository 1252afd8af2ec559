"""`manage.py verify_register register-unity-12-text.csv`."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from letters.register.table import check_table


class Command(BaseCommand):
    """Recounts the table of a register; exits 1 when the totals it states differ."""

    help = "Check the table of a register (CSV) against its own totals and checksum."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("table", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """The checksum printed is also the one on the title page of the book."""
        try:
            with options["table"].open(encoding="utf-8-sig", newline="") as lines:
                check = check_table(lines)
        except (OSError, ValueError, IndexError) as error:
            raise CommandError(f"This is not a complete table of a register: {error}") from error
        self.stdout.write(f"{check.names:,} names, checksum {check.checksum}")
        if not check.matches:
            stated = f"{check.stated_names} names, checksum {check.stated_checksum}"
            raise CommandError(f"The table states {stated}: it was changed.")
