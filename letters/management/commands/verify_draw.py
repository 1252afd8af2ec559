"""`manage.py verify_draw 12`."""

from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from letters.models import Scroll
from letters.scrolls.lottery import verify_draw

SHOWN = 20


class Command(BaseCommand):
    """Recomputes a scroll's lottery from its seed; exits 1 when a letter's turn differs."""

    help = "Check the lottery of a scroll against its seed and its published fingerprint."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which scroll."""
        parser.add_argument("number", type=int)
        parser.add_argument("--series", default="unity", help="the slug of the series")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check it. The seed of a scroll that is not completed stays secret."""
        scroll = Scroll.objects.filter(
            series__slug=options["series"], number=options["number"], registered_here=True
        ).first()
        if scroll is None:
            raise CommandError("There is no such scroll in this register.")
        differences = verify_draw(scroll)
        found = list(islice(differences, SHOWN))
        for difference in found:
            self.stdout.write(difference)
        if found:
            more = sum(1 for _ in differences)
            raise CommandError(f"{len(found) + more} differences: this is not the lottery.")
        self.stdout.write(f"{scroll}: every letter has the turn that the lottery gave it.")
        self.stdout.write(f"Fingerprint: {scroll.commitment}")
        if scroll.state == Scroll.State.COMPLETED:
            self.stdout.write(f"Seed: {scroll.seed}")
