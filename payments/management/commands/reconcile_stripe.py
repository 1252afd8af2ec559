"""`manage.py reconcile_stripe --since 48h`: Stripe's books against ours."""

import re
from argparse import ArgumentTypeError
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from payments.reconciliation import AlreadyRunning, reconcile

UNITS = {"m": "minutes", "h": "hours", "d": "days"}


def span(text: str) -> timedelta:
    """A length of time as it is typed: 90m, 48h, 7d."""
    match = re.fullmatch(r"([1-9][0-9]{0,5})([mhd])", text)
    if not match:
        raise ArgumentTypeError(f"{text!r} is not a length of time like 90m, 48h or 7d")
    return timedelta(**{UNITS[match[2]]: int(match[1])})


class Command(BaseCommand):
    """Repairs what it can, prints findings with their ids, and exits 1 if there are any."""

    help = "Compare Stripe's sessions, payments, refunds and disputes with ours, and repair ours."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--since", type=span, default="48h", help="90m, 48h (default) or 7d")

    def handle(self, *args: Any, since: timedelta, verbosity: int, **options: Any) -> None:
        def progress(checked_count: int) -> None:
            if verbosity and self.stderr.isatty():
                self.stderr.write(f"{checked_count} checked", self.style.NOTICE)

        try:
            row = reconcile(since=timezone.now() - since, progress=progress)
        except AlreadyRunning:
            self.stdout.write("A reconciliation is running already.")
            return
        for what in row.repaired:
            self.stdout.write(f"repaired: {what}")
        for what in row.findings:
            self.stdout.write(f"found: {what}")
        counts = f"{len(row.repaired)} repaired, {len(row.findings)} found"
        self.stdout.write(f"{row.checked_count} checked, {counts}.")
        if row.findings:
            raise SystemExit(1)
