"""One run of the reconciliation."""

from collections.abc import Callable
from datetime import datetime

from django.utils import timezone

from core.locks import Lock, exclusive
from payments.models import Reconciliation
from payments.reconciliation.disputes import reconcile_disputes
from payments.reconciliation.events import reconcile_events
from payments.reconciliation.payments import reconcile_payments, report_unrefunded_payments
from payments.reconciliation.refunds import reconcile_refunds
from payments.reconciliation.report import Report
from payments.reconciliation.sessions import reconcile_sessions


class AlreadyRunning(Exception):
    """Another process is reconciling."""


def reconcile(
    *, since: datetime, progress: Callable[[int], None] = lambda _: None
) -> Reconciliation:
    """Compare everything at Stripe since then, and everything open here however old.

    Repairs by the functions that webhooks use, each object in its own transaction; safe at any
    time. A killed run leaves its row without `ended_at`; the next run completes the work.
    `progress` is called with the number of checked objects after each 500. Raises AlreadyRunning.
    """
    with exclusive(Lock.RECONCILIATION) as acquired:
        if not acquired:
            raise AlreadyRunning
        row = Reconciliation.objects.create(since=since)
        report = Report(row, progress)
        # In this order: refunds and disputes need their payments, events need all of them.
        seen = reconcile_sessions(report, since)
        reconcile_payments(report, since, seen)
        reconcile_refunds(report, since)
        reconcile_disputes(report, since)
        reconcile_events(report, since)
        report_unrefunded_payments(report)
        row.ended_at = timezone.now()
        row.save()
    return row
