"""Refunds: those Stripe has not heard of are sent, those under way are followed to their end."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Min, Q
from django.utils import timezone

from payments import gateway
from payments.models import Method, Payment, Refund
from payments.orders.place import lock_order
from payments.reconciliation.report import Report
from payments.refunds.stripe import follow_refund, send_refund

PATIENCE = timedelta(hours=1)  # with a refund that Stripe does not take
State = Refund.State
_SAME = {
    State.PENDING: {"pending", "requires_action"},
    State.SUCCEEDED: {"succeeded"},
    State.FAILED: {"failed", "canceled"},
    State.CANCELED: {"failed", "canceled"},
}


def reconcile_refunds(report: Report, since: datetime) -> None:
    """Bring every refund to where it is at Stripe."""
    seen: set[str] = set()
    for batch in report.batches("refunds", gateway.refunds_since(_begin(since))):
        rows = _rows(batch)
        for found in batch:
            with report.thing(f"refund {found.id}"):
                if not _in_step(found, rows.get(found.id)):
                    _heal(report, found)
        seen.update(found.id for found in batch)
    _send_owed(report)
    ours = Refund.objects.filter(
        Q(state=State.PENDING) | Q(created_at__gte=since), stripe_id__isnull=False
    ).order_by("pk")
    for refund_id in list(ours.values_list("stripe_id", flat=True)):
        if refund_id and refund_id not in seen:
            with report.thing(f"refund {refund_id}"):
                found = gateway.retrieve_refund(refund_id)
                if not _in_step(found, _rows([found]).get(found.id)):
                    _heal(report, found)


def _begin(since: datetime) -> datetime:
    """Before any that is owed: an answer may have been lost when its key is long forgotten."""
    oldest: datetime | None = Refund.objects.filter(state=State.OWED).aggregate(
        oldest=Min("created_at")
    )["oldest"]
    return min(since, oldest) if oldest else since


def _rows(batch: Iterable[gateway.Refund]) -> dict[str | None, Refund]:
    rows = Refund.objects.filter(stripe_id__in=[found.id for found in batch])
    return {row.stripe_id: row for row in rows}


def _in_step(found: gateway.Refund, row: Refund | None) -> bool:
    if row is None:
        return False
    same = found.status in _SAME.get(State(row.state), set())
    return same and (row.amount, row.currency) == (found.amount, found.currency)


def _heal(report: Report, found: gateway.Refund) -> None:
    payment = Payment.objects.filter(
        method=Method.STRIPE, reference=found.payment_intent or None
    ).first()
    if payment is None:
        follow_refund(found)  # says so when it should be ours
        return
    with transaction.atomic(durable=True):
        lock_order(pk=payment.order_id)
        before = _standing(found)
        follow_refund(found)
        after = _standing(found)
    row = _rows([found]).get(found.id)
    if before != after:
        report.healed(f"refund {found.id} of order {payment.order_id} is {after}")
    if row is None or not _in_step(found, row):
        here = f"{row.amount} {row.currency}, {row.state}," if row else "not known"
        report.found(
            f"refund {found.id} ({row and row.pk}) of order {payment.order_id} is {here} here and "
            f"{found.amount} {found.currency}, {found.status}, at Stripe"
        )


def _standing(found: gateway.Refund) -> str | None:
    return Refund.objects.filter(stripe_id=found.id).values_list("state", flat=True).first()


def _send_owed(report: Report) -> None:
    owed = Refund.objects.filter(state=State.OWED, payment__method=Method.STRIPE).order_by("pk")
    for row in list(owed.select_related("payment")):
        with report.thing(f"refund {row.pk}"):
            send_refund(row.pk)
            row.refresh_from_db()
            order = row.payment.order_id
            if row.state != State.OWED:
                report.healed(f"refund {row.pk} of order {order} was sent and is {row.state}")
            elif row.created_at < timezone.now() - PATIENCE:
                report.found(f"refund {row.pk} of order {order} is owed, and Stripe has it not")
