"""Disputes: recording their status, and the evidence for the bank."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.amounts.money import format_money
from letters.models import Certificate
from messaging.models import Message
from payments import gateway
from payments.models import Dispute, Payment, Refund
from payments.orders.find import find_payment
from payments.orders.place import lock_order
from payments.refunds.chargebacks import sync_chargebacks
from payments.refunds.transitions import recompute_order_state


@transaction.atomic(savepoint=False)
def record_dispute(found: gateway.Dispute) -> None:
    """Record a dispute, or its new status. Raises LookupError as `find_payment` does."""
    payment = find_payment(found.payment_intent, found.order)
    if payment is None:
        return
    order = lock_order(pk=payment.order_id)
    row, new = Dispute.objects.get_or_create(
        id=found.id,
        defaults={
            "payment": payment,
            "amount": found.amount,
            "currency": found.currency,
            "reason": found.reason,
            "status": found.status,
            "due_by": found.due_by,
            "opened_at": found.opened_at,
            "closed_at": timezone.now() if found.ended else None,
        },
    )
    if not new and not _is_newer(found, row):
        return
    if not new:
        row.status = found.status
        row.due_by = found.due_by
        row.closed_at = timezone.now() if found.ended else None
        row.save(update_fields=["status", "due_by", "closed_at"])
    sync_chargebacks(payment)
    recompute_order_state(order)


def _is_newer(found: gateway.Dispute, row: Dispute) -> bool:
    """Whether a status may follow the one recorded: events come late, and in any order.

    After a decision only another decision can come, or an appeal.
    """
    after_decision = found.ended or found.status.startswith("appeal_")
    return found.status != row.status and (row.closed_at is None or after_decision)


@dataclass(frozen=True)
class Fact:
    """One dated fact (UTC) of the evidence for the bank."""

    at: datetime
    what: str


def evidence(dispute: Dispute) -> list[Fact]:
    """The facts that show that the purchaser ordered and was served, oldest first."""
    return sorted(_facts(dispute.payment), key=lambda fact: fact.at)


def _facts(payment: Payment) -> Iterator[Fact]:
    order = payment.order
    yield Fact(order.created_at, _("The order was placed, with an agreement ticked."))
    yield Fact(payment.received_at, _("The payment %s was received.") % payment.reference)
    if order.fulfilled_at:
        names = order.lines.count()
        yield Fact(order.fulfilled_at, _("%s letters were drawn for the names given.") % names)
    for refund in payment.refunds.filter(state=Refund.State.SUCCEEDED, dispute=None):
        amount = format_money(refund.amount, refund.currency)
        yield Fact(refund.ended_at or refund.created_at, _("%s was refunded.") % amount)
    for message in Message.objects.filter(
        about=order.public_id, recipient=order.email, sent_at__isnull=False
    ):
        sent = message.sent_at or message.created_at
        yield Fact(sent, _("The e-mail “%s” was sent to the address given.") % message.kind)
    opened = Certificate.objects.filter(
        inscription__line__order=order, opened_at__isnull=False
    ).order_by("pk")
    for certificate in opened:
        at = certificate.opened_at or certificate.created_at
        yield Fact(at, _("Certificate %s was opened at its address.") % certificate)
