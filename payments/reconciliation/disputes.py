"""Disputes: record those of Stripe, and update the open ones."""

from datetime import datetime

from payments import gateway
from payments.models import Dispute, Method, Payment
from payments.reconciliation.report import Report
from payments.refunds.disputes import record_dispute


def reconcile_disputes(report: Report, since: datetime) -> None:
    """Bring every dispute to its status at Stripe."""
    seen: set[str] = set()
    for batch in report.batches("disputes", gateway.disputes_since(since)):
        for found in batch:
            with report.item(f"dispute {found.id}"):
                _compare(report, found)
        seen.update(found.id for found in batch)
    for dispute_id in list(Dispute.objects.filter(closed_at=None).values_list("pk", flat=True)):
        if dispute_id not in seen:
            with report.item(f"dispute {dispute_id}"):
                _compare(report, gateway.retrieve_dispute(dispute_id))


def _compare(report: Report, found: gateway.Dispute) -> None:
    before = _recorded(found)
    if before == _at_stripe(found):
        return
    record_dispute(found)
    after = _recorded(found)
    if after is None:  # another program of the same account
        return
    payment = Payment.objects.get(method=Method.STRIPE, reference=found.payment_intent)
    if after != before:
        report.repaired(f"dispute {found.id} of order {payment.order_id} is {found.status}")
    if after != _at_stripe(found):
        status, amount, currency = after
        report.found(
            f"dispute {found.id} of order {payment.order_id} is {amount} {currency}, {status}, "
            f"here and {found.amount} {found.currency}, {found.status}, at Stripe"
        )


def _at_stripe(found: gateway.Dispute) -> tuple[str, int, str]:
    return found.status, found.amount, found.currency


def _recorded(found: gateway.Dispute) -> tuple[str, int, str] | None:
    return Dispute.objects.filter(pk=found.id).values_list("status", "amount", "currency").first()
