"""One reconciliation from its beginning to its end."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connection
from django.utils import timezone

from payments.models import Reconciliation
from payments.reconciliation.disputes import reconcile_disputes
from payments.reconciliation.events import reconcile_events
from payments.reconciliation.payments import reconcile_payments, report_odd_payments
from payments.reconciliation.refunds import reconcile_refunds
from payments.reconciliation.report import Report
from payments.reconciliation.sessions import reconcile_sessions

_RUNNING = 4  # of the advisory locks


class AlreadyRunning(Exception):
    """Another process is at it."""


def reconcile(
    *, since: datetime, progress: Callable[[int], None] = lambda _: None
) -> Reconciliation:
    """Compare all that Stripe has since then, and all of ours that is open, however old.

    Heals through the doors that webhooks use, each thing in a transaction of its own; safe at any
    time. One that was killed leaves its row without an end, and the next does what it left.
    `progress` is told how much was looked at, at each 500. Raises AlreadyRunning.
    """
    with _alone():
        row = Reconciliation.objects.create(since=since)
        report = Report(row, progress)
        # Refunds and disputes need their payments, events need all of them.
        seen = reconcile_sessions(report, since)
        reconcile_payments(report, since, seen)
        reconcile_refunds(report, since)
        reconcile_disputes(report, since)
        reconcile_events(report, since)
        report_odd_payments(report)
        row.ended_at = timezone.now()
        row.save()
    return row


@contextmanager
def _alone() -> Iterator[None]:
    """One at a time; the lock goes with the connection when a process dies."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, 0)", [_RUNNING])
        if not cursor.fetchone()[0]:
            raise AlreadyRunning
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, 0)", [_RUNNING])
