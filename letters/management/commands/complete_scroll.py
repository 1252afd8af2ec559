"""`manage.py complete_scroll unity 12 --on 2026-11-22`."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from letters.models import Scroll
from letters.scrolls.scrolls import WrongState, complete_scroll


class Command(BaseCommand):
    """Completes a full scroll and publishes its seed; nothing of it changes afterwards."""

    help = "Complete a full scroll."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("series", help="the slug of the series, e.g. unity")
        parser.add_argument("number", type=int)
        parser.add_argument("--on", type=date.fromisoformat, required=True, help="YYYY-MM-DD")

    def handle(self, *args: Any, **options: Any) -> None:
        scroll = Scroll.objects.filter(
            series__slug=options["series"], number=options["number"]
        ).first()
        if scroll is None:
            raise CommandError("There is no such scroll.")
        try:
            complete_scroll(scroll=scroll, on=options["on"])
        except WrongState as error:
            raise CommandError(f"It can't be completed. {error}") from error
        self.stdout.write(f"{scroll} is completed. Seed: {scroll.seed}")
