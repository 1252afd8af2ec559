"""`manage.py audit`: what must never be false."""

from typing import Any

from django.core.management.base import BaseCommand

from letters import audit as letters_audit
from payments import audit as payments_audit


class Command(BaseCommand):
    """Checks every sentence; prints what is false, with ids, and exits 1 if anything is."""

    help = "Check what must never be false; exit 1 with a list of what is."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the findings."""
        found = [*letters_audit.findings(), *payments_audit.findings()]
        for sentence, what in found:
            self.stdout.write(f"{sentence}. {what}")
        if found:
            self.stderr.write(f"{len(found)} findings")
            raise SystemExit(1)
        self.stdout.write("Nothing found: all that must never be false holds.")
