"""`manage.py audit`: check the sentences that must never be false."""

from collections import Counter
from itertools import chain
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection, transaction

from communities import audit as communities_audit
from letters import audit as letters_audit
from messaging import audit as messaging_audit
from payments.audit import orders as payments_audit

LINES = 100  # printed of each sentence; the rest is counted


class Command(BaseCommand):
    """Checks every sentence; prints what is false with its ids, and exits 1 if anything is."""

    help = "Check what must never be false; exit 1 with a list of what is."

    @transaction.atomic(durable=True)
    def handle(self, *args: Any, **options: Any) -> None:
        """Print the findings of one snapshot of the database."""
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SET LOCAL work_mem = '64MB'")
        counts = self._print_findings()
        self._print_pending_reviews()
        if counts:
            self.stderr.write(f"{counts.total()} findings")
            raise SystemExit(1)
        self.stdout.write("Nothing found: all that must never be false holds.")

    def _print_findings(self) -> Counter[int]:
        """Print findings as they are streamed; returns their number by sentence."""
        counts: Counter[int] = Counter()
        for sentence, finding in chain(
            letters_audit.findings(),
            payments_audit.findings(),
            messaging_audit.findings(),
            communities_audit.findings(),
        ):
            counts[sentence] += 1
            if counts[sentence] <= LINES:
                self.stdout.write(f"{sentence}. {finding}")
        for sentence, count in sorted(counts.items()):
            if count > LINES:
                self.stdout.write(f"{sentence}. and {count - LINES:,} more")
        return counts

    def _print_pending_reviews(self) -> None:
        """Print what is not false but needs a decision of the committee."""
        count = 0
        for count, pending in enumerate(payments_audit.pending_reviews(), 1):
            if count <= LINES:
                self.stdout.write(f"Waits for the committee: {pending}")
        if count > LINES:
            self.stdout.write(f"And {count - LINES:,} more wait for the committee.")
