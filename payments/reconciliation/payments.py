"""Payments: each of ours exists at Stripe, and money that paid for nothing was refunded."""

from datetime import datetime

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from payments import gateway
from payments.models import Method, Payment, Refund
from payments.reconciliation.report import Report


def reconcile_payments(report: Report, since: datetime, seen: set[str]) -> None:
    """Check payments received since then that are in no session seen (debits take days)."""
    ours = Payment.objects.filter(method=Method.STRIPE, received_at__gte=since).order_by("pk")
    for payment in ours.iterator():
        if payment.reference not in seen:
            with report.item(f"payment {payment.pk} ({payment.reference})"):
                _compare(report, payment)


def _compare(report: Report, payment: Payment) -> None:
    intent = gateway.retrieve_intent(payment.reference)
    if not intent.paid or (intent.amount, intent.currency) != (payment.amount, payment.currency):
        report.found(
            f"payment {payment.pk} ({intent.id}) of order {payment.order_id} is "
            f"{payment.amount} {payment.currency} here and "
            f"{intent.amount} {intent.currency}, {intent.status}, at Stripe"
        )


def report_unrefunded_payments(report: Report) -> None:
    """Report money that paid for no letters and is not refunded."""
    back = Sum("refunds__amount", filter=Q(refunds__state=Refund.State.SUCCEEDED))
    flagged = Payment.objects.exclude(review_reason="").annotate(back=Coalesce(back, 0))
    for payment in flagged.filter(back__lt=F("amount")).order_by("pk"):
        states = ", ".join(payment.refunds.order_by("pk").values_list("state", flat=True))
        report.found(
            f"payment {payment.pk} ({payment.reference}) of order {payment.order_id}, "
            f"{payment.amount} {payment.currency}, {payment.review_reason}: "
            f"not refunded (refunds: {states or 'none'})"
        )
