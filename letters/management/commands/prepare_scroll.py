"""`manage.py prepare_scroll unity 12`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from letters.models import Scroll, Series
from letters.scrolls.scrolls import prepare_scroll


class Command(BaseCommand):
    """Creates a scroll with its seed and its 304,805 letters."""

    help = "Prepare a scroll: its letters in place, its draw committed to."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("series", help="the slug of the series, e.g. unity")
        parser.add_argument("number", type=int)
        parser.add_argument("--dedication", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        series = Series.objects.filter(slug=options["series"]).first()
        if series is None:
            raise CommandError(f"There is no series “{options['series']}”.")
        if Scroll.objects.filter(series=series, number=options["number"]).exists():
            raise CommandError(f"Scroll {options['number']} of {series} exists already.")
        scroll = prepare_scroll(
            series=series, number=options["number"], dedication=options["dedication"]
        )
        self.stdout.write(f"{scroll} is prepared. Commitment: {scroll.commitment}")
