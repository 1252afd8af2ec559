"""`manage.py open_scroll unity 12`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from letters.models import Scroll
from letters.scrolls.scrolls import WrongState, open_scroll


class Command(BaseCommand):
    """Opens a prepared scroll: from now on its letters are drawn."""

    help = "Open a prepared scroll."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("series", help="the slug of the series, e.g. unity")
        parser.add_argument("number", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        scroll = Scroll.objects.filter(
            series__slug=options["series"], number=options["number"]
        ).first()
        if scroll is None:
            raise CommandError("There is no such scroll; prepare it first.")
        try:
            self.stdout.write(f"{open_scroll(scroll=scroll)} is open.")
        except WrongState as error:
            raise CommandError(f"It can't be opened. {error}") from error
