"""Runs of the reconciliation, and what they must find."""

from datetime import timedelta

from django.utils import timezone

from payments.audit.orders import findings as audit
from payments.models import Order, Reconciliation
from payments.reconciliation import reconcile


def run_once(**back: int) -> Reconciliation:
    """One run over the last two days, or over another period."""
    return reconcile(since=timezone.now() - timedelta(**back or {"hours": 48}))


def reread(order: Order) -> Order:
    """The order, read again."""
    order.refresh_from_db()
    return order


def assert_agrees(repaired: int = 0) -> None:
    """A run repairs this many and finds nothing; the next run does nothing."""
    first, second = run_once(), run_once()
    assert (len(first.repaired), first.findings) == (repaired, [])
    assert (second.repaired, second.findings) == ([], [])
    assert list(audit()) == []
