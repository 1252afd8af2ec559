"""`manage.py bench GROUP …`: benchmarks, each beside a bare baseline of the same run."""

from importlib import import_module
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

GROUPS = (
    "text",
    "draw",
    "payments",
    "siyum",
    "home",
    "communities",
    "audit",
    "reading",
    "earlier",
    "find",
    "find_answers",
)


class Command(BaseCommand):
    help = "Measure groups of figures; each with its ratio to a bare baseline of the same run."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("groups", nargs="+", choices=GROUPS)
        parser.add_argument("--json", action="store_true", help="one object a line")

    def handle(self, *args: Any, **options: Any) -> None:
        for group in options["groups"]:
            for measure in import_module(f"dev.bench.{group}").run():
                self.stdout.write(measure.json_line() if options["json"] else str(measure))
