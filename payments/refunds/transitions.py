"""State changes of a refund, and their effect on the order.

A refund releases the letter while its scroll is open, and voids its certificate; a full scroll
must not lack a letter, so there only the money is returned.
"""

import logging

from django.db.models import Q
from django.utils import timezone

from letters.holders.inscriptions import release_letters
from messaging.outbox import enqueue
from payments import mail_kinds
from payments.ledger import return_grant, return_to_balance, sync_gift
from payments.models import Method, Order, OrderLine, Payment, Refund
from payments.models.refund import RefundQuerySet
from payments.refunds.chargebacks import CHARGED_BACK, bank_has_it, sync_chargebacks

logger = logging.getLogger(__name__)

_ALLOCATE_DASHBOARD = "a part was refunded in Stripe's dashboard: say for which letters"
_ALLOCATE_CHARGEBACK = "the bank took money back: say which letters go back, or that all stay"
_LETTERS_LOST = "its money is here, and it has lines without a letter: refund them"

State = Refund.State
_MAILS = {
    Refund.Reason.DUPLICATE: mail_kinds.ORDER_PAID_TWICE,
    Refund.Reason.SERIES_CLOSED: mail_kinds.ORDER_CLOSED,
}


def request_allocation(order: Order) -> None:
    """Flag the order: the committee must allocate a partial refund to letters."""
    order.review_reason = _ALLOCATE_DASHBOARD
    order.save(update_fields=["review_reason"])


def enqueue_mail(row: Refund, order: Order) -> None:
    """Enqueue the mail that the money is being refunded; in the caller's transaction."""
    kind = _MAILS.get(Refund.Reason(row.reason), mail_kinds.ORDER_REFUNDED)
    enqueue(
        kind=kind,
        about=str(row.pk),
        recipient=order.email,
        language=order.language,
        zone=order.zone,
    )


def succeed(row: Refund) -> None:
    """The money was returned: release the letters and recompute the order's state.

    In the caller's transaction, the order locked; a second call changes nothing.
    """
    order = row.payment.order
    if row.state != State.SUCCEEDED:
        row.state = State.SUCCEEDED
        row.ended_at = timezone.now()
        row.save(update_fields=["state", "ended_at"])
    if row.payment.method == Method.FUND:
        return_grant(order)
    elif row.payment.method == Method.BALANCE:
        return_to_balance(row, order)
    release_letters(list(row.lines.values_list("inscription_id", flat=True)))
    recompute_order_state(order)


def fail(row: Refund, order: Order, failure: str) -> None:
    """Stripe could not return the money. Letters already released are for the committee."""
    row.state = State.FAILED
    row.failure = failure[:100]
    row.ended_at = timezone.now()
    row.save()
    OrderLine.objects.filter(refund=row).update(refund=None)
    where = "the bank has the money" if bank_has_it(row.payment) else "the money is still here"
    order.review_reason = f"refund {row.pk} failed ({row.failure}): {where}"
    logger.error("refund %s of order %s failed: %s", row.pk, order.pk, row.failure)
    sync_chargebacks(row.payment)
    recompute_order_state(order)


def recompute_order_state(order: Order) -> None:
    """Set an order's state and review_reason from its payments and refunds.

    In the caller's transaction, the order locked; a second call changes nothing.
    """
    _close_resolved_failures(order)
    payment = order.payments.filter(review_reason="").first()
    if payment:
        order.state = _paid_order_state(order)
        if order.gift_amount:
            gone = money_left(payment) >= payment.amount - order.kept_postage
            by_bank = payment.refunds.effective().filter(reason=CHARGED_BACK).exists()
            sync_gift(order, gone=gone, by_bank=by_bank)
    question = _open_question(order)
    if payment is None and order.state == Order.State.REVIEW and not question:
        order.state = Order.State.REFUNDED
    if not question or question in {_ALLOCATE_CHARGEBACK, _LETTERS_LOST}:
        order.review_reason = question
    order.save(update_fields=["state", "review_reason"])


def _paid_order_state(order: Order) -> Order.State:
    """The state of a paid order, derived from its letters."""
    left = order.lines.exclude(refund__state=State.SUCCEEDED)
    if not left.exists():
        return Order.State.REFUNDED
    if order.fulfilled_at is None:
        return Order.State.WAITING
    # A refund failed after it had succeeded, or a dispute was won after the letters were given
    # back: the money is here, the letter is released.
    lost = left.filter(inscription__letter=None).exists()
    return Order.State.REVIEW if lost else Order.State.FULFILLED


def refunded_amount(payment: Payment) -> int:
    """The part of a payment (minor units) that was returned to the purchaser."""
    done = payment.refunds.filter(state=State.SUCCEEDED)
    return sum(done.values_list("amount", flat=True))


def money_left(payment: Payment) -> int:
    """The part of a payment (minor units) that is no longer here, or that the bank holds."""
    gone = Q(state=State.SUCCEEDED) | Q(state=State.PENDING, reason=CHARGED_BACK)
    return sum(payment.refunds.filter(gone).values_list("amount", flat=True))


def refund_lines(row: Refund) -> list[OrderLine]:
    """The lines a refund has or ever had: a failed refund no longer has its lines."""
    return list(OrderLine.objects.filter(refund_events__refund=row).distinct())


def _close_resolved_failures(order: Order) -> None:
    """Close the failed refunds whose money was returned in another way."""
    for row in Refund.objects.filter(payment__order=order, state=State.FAILED):
        lines = refund_lines(row)
        back = [line.refund is not None and line.refund.state == State.SUCCEEDED for line in lines]
        if refunded_amount(row.payment) == row.payment.amount or (lines and all(back)):
            close(row)


def close(row: Refund) -> None:
    """Close a failed refund that was dealt with; in the caller's transaction."""
    row.state = State.CANCELED
    row.save(update_fields=["state"])


def _open_question(order: Order) -> str:
    """What of the order's money still waits for the committee, or ""."""
    refunds = Refund.objects.filter(payment__order=order)
    if refunds.filter(state=State.FAILED).exists():
        return "a refund failed"
    if order.lines.filter(refund=None).exists():
        reasons = set(unallocated_refunds(order).values_list("reason", flat=True))
        if CHARGED_BACK in reasons:
            return _ALLOCATE_CHARGEBACK
        if reasons:
            return _ALLOCATE_DASHBOARD
    for payment in order.payments.exclude(review_reason=""):
        if refunded_amount(payment) < payment.amount:
            return payment.review_reason
    lost = order.state == Order.State.REVIEW and order.payments.filter(review_reason="").exists()
    if lost and order.lines.filter(refund=None, inscription__letter=None).exists():
        return _LETTERS_LOST
    return ""


def unallocated_refunds(order: Order) -> RefundQuerySet:
    """The refunds of which the committee must still say which letters they are for."""
    refunds = Refund.objects.effective().filter(
        payment__order=order, payment__review_reason="", lines=None, by=None
    )
    lost = Q(reason=CHARGED_BACK, state=State.SUCCEEDED)
    return refunds.filter(Q(reason=Refund.Reason.DASHBOARD) | lost)
