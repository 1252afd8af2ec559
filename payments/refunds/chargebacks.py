"""What the bank took back by disputes, written as refund rows, so that every book counts it."""

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from payments.models import Dispute, Order, OrderLine, Payment, Refund

State = Refund.State
CHARGED_BACK = Refund.Reason.CHARGED_BACK


def sync_chargebacks(payment: Payment, *, also_refunded: int = 0) -> None:
    """Bring the rows of a payment's disputes to what the bank has; the order must be locked.

    The bank may take what was refunded already: a row records at most the rest of the payment,
    less `also_refunded` (minor units), which a row that is not saved yet is about to record.
    """
    for dispute in payment.disputes.order_by("opened_at", "pk"):
        row = dispute.refunds.exclude(state=State.CANCELED).first()
        others = payment.refunds.effective()
        if row:
            others = others.exclude(pk=row.pk)
        refunded = others.aggregate(sum=Sum("amount"))["sum"] or 0
        _sync_row(dispute, row, _amount(dispute, payment.amount - refunded - also_refunded))


def _amount(dispute: Dispute, rest: int) -> int:
    """How much of the rest of its payment a dispute took."""
    if not dispute.takes_money:
        return 0
    # In another currency than the payment's the amounts can't be compared: then all is taken.
    same = dispute.currency == dispute.payment.currency
    return min(dispute.amount, rest) if same else rest


def _sync_row(dispute: Dispute, row: Refund | None, amount: int) -> None:
    if amount <= 0:
        if row:
            _cancel(row)
        return
    if row is None:
        payment = dispute.payment
        row = Refund(
            dispute=dispute, payment=payment, currency=payment.currency, reason=CHARGED_BACK
        )
    row.amount = amount
    row.state = State.SUCCEEDED if dispute.lost else State.PENDING
    row.ended_at = (dispute.closed_at or timezone.now()) if dispute.lost else None
    row.save()


def _cancel(row: Refund) -> None:
    """The money came back. Letters given back meanwhile are for the committee."""
    row.state = State.CANCELED
    row.ended_at = timezone.now()
    row.save(update_fields=["state", "ended_at"])
    OrderLine.objects.filter(refund=row).update(refund=None)


def waits_for_bank(order: Order) -> bool:
    """Whether the bank has money of this order, and nobody has decided about its letters."""
    rows = Refund.objects.effective().filter(payment__order=order, reason=CHARGED_BACK, by=None)
    return rows.filter(payment__review_reason="").exists()


def bank_has_it(payment: Payment) -> str:
    """A sentence for the committee when a dispute has taken money of this payment, or ""."""
    taken = payment.disputes.filter(status__in=Dispute.TAKES_MONEY).order_by("-opened_at").first()
    if taken is None:
        return ""
    if taken.lost:
        text = _("The bank has given this money back already, by dispute %(dispute)s.")
    else:
        text = _(
            "The bank holds this money until dispute %(dispute)s is decided. Until then nothing "
            "can be refunded."
        )
    return text % {"dispute": taken.pk}


def taken_twice(dispute: Dispute) -> int:
    """How much (minor units) a dispute took that had been refunded already."""
    if not dispute.takes_money or dispute.currency != dispute.payment.currency:
        return 0
    recorded = dispute.refunds.effective().aggregate(sum=Sum("amount"))["sum"] or 0
    return dispute.amount - int(recorded)
