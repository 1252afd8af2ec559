"""Payments: each of ours is known at Stripe, and none that bought nothing is forgotten."""

from datetime import datetime

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from payments import gateway
from payments.models import Method, Payment, Refund
from payments.reconciliation.report import Report


def reconcile_payments(report: Report, since: datetime, seen: set[str]) -> None:
    """Ask about payments received since then that no session told of (debits take days)."""
    ours = Payment.objects.filter(method=Method.STRIPE, received_at__gte=since).order_by("pk")
    for payment in ours.iterator():
        if payment.reference not in seen:
            with report.thing(f"payment {payment.pk} ({payment.reference})"):
                _compare(report, payment)


def _compare(report: Report, payment: Payment) -> None:
    intent = gateway.retrieve_intent(payment.reference)
    if not intent.paid or (intent.amount, intent.currency) != (payment.amount, payment.currency):
        report.found(
            f"payment {payment.pk} ({intent.id}) of order {payment.order_id} is "
            f"{payment.amount} {payment.currency} here and "
            f"{intent.amount} {intent.currency}, {intent.status}, at Stripe"
        )


def report_odd_payments(report: Report) -> None:
    """Money that bought no letters and is not given back."""
    back = Sum("refunds__amount", filter=Q(refunds__state=Refund.State.SUCCEEDED))
    odd = Payment.objects.exclude(problem="").annotate(back=Coalesce(back, 0))
    for payment in odd.filter(back__lt=F("amount")).order_by("pk"):
        states = ", ".join(payment.refunds.order_by("pk").values_list("state", flat=True))
        report.found(
            f"payment {payment.pk} ({payment.reference}) of order {payment.order_id}, "
            f"{payment.amount} {payment.currency}, {payment.problem}: "
            f"not given back (refunds: {states or 'none'})"
        )
