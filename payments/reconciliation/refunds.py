"""Refunds: send the unsent ones, and update the pending ones."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Min, Q
from django.utils import timezone

from payments import gateway
from payments.models import Method, Refund
from payments.orders.find import find_payment
from payments.orders.place import lock_order
from payments.reconciliation.report import Report
from payments.refunds.stripe import send_refund, sync_refund

OVERDUE_AFTER = timedelta(hours=1)  # an unsent refund becomes a finding
State = Refund.State
_SAME = {
    State.PENDING: {"pending", "requires_action"},
    State.SUCCEEDED: {"succeeded"},
    State.FAILED: {"failed", "canceled"},
    State.CANCELED: {"failed", "canceled"},
}


def reconcile_refunds(report: Report, since: datetime) -> None:
    """Bring every refund to its state at Stripe."""
    seen: set[str] = set()
    for batch in report.batches("refunds", gateway.refunds_since(_search_from(since))):
        rows = _rows(batch)
        for found in batch:
            with report.item(f"refund {found.id}"):
                if not _agrees(found, rows.get(found.id)):
                    _repair(report, found)
        seen.update(found.id for found in batch)
    _send_unsent(report)
    ours = Refund.objects.filter(
        Q(state=State.PENDING) | Q(created_at__gte=since), stripe_id__isnull=False
    ).order_by("pk")
    for refund_id in list(ours.values_list("stripe_id", flat=True)):
        if refund_id and refund_id not in seen:
            with report.item(f"refund {refund_id}"):
                found = gateway.retrieve_refund(refund_id)
                if not _agrees(found, _rows([found]).get(found.id)):
                    _repair(report, found)


def _search_from(since: datetime) -> datetime:
    """Before the oldest unsent refund: Stripe may have made it and its answer was lost."""
    oldest: datetime | None = Refund.objects.filter(state=State.UNSENT).aggregate(
        oldest=Min("created_at")
    )["oldest"]
    return min(since, oldest) if oldest else since


def _rows(batch: Iterable[gateway.Refund]) -> dict[str | None, Refund]:
    rows = Refund.objects.filter(stripe_id__in=[found.id for found in batch])
    return {row.stripe_id: row for row in rows}


def _agrees(found: gateway.Refund, row: Refund | None) -> bool:
    if row is None:
        return False
    same = found.status in _SAME.get(State(row.state), set())
    return same and (row.amount, row.currency) == (found.amount, found.currency)


def _repair(report: Report, found: gateway.Refund) -> None:
    payment = find_payment(found.payment_intent, found.order)
    if payment is None:
        return
    with transaction.atomic(durable=True):
        lock_order(pk=payment.order_id)
        before = _state(found)
        sync_refund(found)
        after = _state(found)
    row = _rows([found]).get(found.id)
    if before != after:
        report.repaired(f"refund {found.id} of order {payment.order_id} is {after}")
    if row is None or not _agrees(found, row):
        here = f"{row.amount} {row.currency}, {row.state}," if row else "not known"
        report.found(
            f"refund {found.id} ({row and row.pk}) of order {payment.order_id} is {here} here and "
            f"{found.amount} {found.currency}, {found.status}, at Stripe"
        )


def _state(found: gateway.Refund) -> str | None:
    return Refund.objects.filter(stripe_id=found.id).values_list("state", flat=True).first()


def _send_unsent(report: Report) -> None:
    unsent = Refund.objects.filter(state=State.UNSENT, payment__method=Method.STRIPE).order_by("pk")
    for row in list(unsent.select_related("payment")):
        with report.item(f"refund {row.pk}"):
            send_refund(row.pk)
            row.refresh_from_db()
            order = row.payment.order_id
            if row.state != State.UNSENT:
                report.repaired(f"refund {row.pk} of order {order} was sent and is {row.state}")
            elif row.created_at < timezone.now() - OVERDUE_AFTER:
                report.found(
                    f"refund {row.pk} of order {order} is unsent, and Stripe does not have it"
                )
