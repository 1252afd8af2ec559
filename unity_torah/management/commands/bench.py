"""`manage.py bench GROUP …`: measured, not believed."""

from importlib import import_module
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

GROUPS = ("text", "draw", "payments", "siyum", "communities", "audit")


class Command(BaseCommand):
    """Measures a group on this machine, each figure beside a bare baseline of the same run."""

    help = "Measure groups of figures; each with its ratio to a bare baseline of the same run."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which groups, and for whom the figures are."""
        parser.add_argument("groups", nargs="+", choices=GROUPS)
        parser.add_argument("--json", action="store_true", help="one object a line")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print each measure as it comes."""
        for group in options["groups"]:
            for measure in import_module(f"dev.bench.{group}").run():
                self.stdout.write(measure.json_line() if options["json"] else str(measure))
