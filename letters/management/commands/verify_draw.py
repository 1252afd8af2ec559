"""`manage.py verify_draw 12`."""

from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from letters.models import Scroll
from letters.scrolls.draw_verification import verify_draw

SHOWN = 20


class Command(BaseCommand):
    """Recomputes the order of a draw from its seed; exits 1 when a draw rank differs."""

    help = "Check the draw of a scroll against its seed and its published commitment."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", type=int)
        parser.add_argument("--series", help="the slug of the series; the default one without it")

    def handle(self, *args: Any, **options: Any) -> None:
        """The seed is printed only if the scroll is completed."""
        slug = options["series"]
        series = {"series__slug": slug} if slug else {"series__is_default": True}
        scroll = Scroll.objects.filter(
            **series, number=options["number"], registered_here=True
        ).first()
        if scroll is None:
            raise CommandError("There is no such scroll in this register.")
        differences = verify_draw(scroll)
        found = list(islice(differences, SHOWN))
        for difference in found:
            self.stdout.write(difference)
        if found:
            more = sum(1 for _ in differences)
            raise CommandError(
                f"{len(found) + more} differences: this is not the draw committed to."
            )
        self.stdout.write(f"{scroll}: every letter has its draw rank.")
        self.stdout.write(f"Commitment: {scroll.commitment}")
        if scroll.state == Scroll.State.COMPLETED:
            self.stdout.write(f"Seed: {scroll.seed}")
