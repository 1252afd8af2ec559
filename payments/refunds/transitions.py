"""State changes of a refund, and their effect on the order.

A refund releases the letter while its scroll is open, and voids its certificate; a full scroll
must not lack a letter, so there only the money is returned.
"""

import logging

from django.utils import timezone

from letters.holders.inscriptions import release_letters
from messaging.outbox import enqueue
from payments import mail_kinds
from payments.ledger import return_gift, return_grant, return_to_balance
from payments.models import Method, Order, OrderLine, Payment, Refund

logger = logging.getLogger(__name__)

State = Refund.State
_MAILS = {
    Refund.Reason.DUPLICATE: mail_kinds.ORDER_PAID_TWICE,
    Refund.Reason.SERIES_CLOSED: mail_kinds.ORDER_CLOSED,
}


def request_allocation(order: Order) -> None:
    """Flag the order: the committee must allocate a partial refund to letters."""
    order.review_reason = "a part was refunded in Stripe's dashboard: say for which letters"
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
    order.review_reason = f"refund {row.pk} failed ({row.failure}): the money is still here"
    logger.error("refund %s of order %s failed: %s", row.pk, order.pk, row.failure)
    recompute_order_state(order)


def recompute_order_state(order: Order) -> None:
    """Set an order's state and review_reason from its payments and refunds.

    In the caller's transaction, the order locked; a second call changes nothing.
    """
    _close_resolved_failures(order)
    needs_review = _needs_review(order)
    if payment := order.payments.filter(review_reason="").first():
        order.state = _paid_order_state(order)
        whole = refunded_amount(payment) == payment.amount
        if order.state == Order.State.REFUNDED and whole and order.gift_amount:
            return_gift(order, order.gift_amount)
    elif order.state == Order.State.REVIEW and not needs_review:
        order.state = Order.State.REFUNDED
    if not needs_review:
        order.review_reason = ""
    order.save(update_fields=["state", "review_reason"])


def _paid_order_state(order: Order) -> Order.State:
    """The state of a paid order, derived from its letters."""
    left = order.lines.exclude(refund__state=State.SUCCEEDED)
    if not left.exists():
        return Order.State.REFUNDED
    if order.state == Order.State.WAITING:
        return Order.State.WAITING
    # A refund failed after it had succeeded: the money is here, the letter is released.
    lost = left.filter(inscription__letter=None).exists()
    return Order.State.REVIEW if lost else Order.State.FULFILLED


def refunded_amount(payment: Payment) -> int:
    """The part of a payment (minor units) that was returned to the purchaser."""
    done = payment.refunds.filter(state=State.SUCCEEDED)
    return sum(done.values_list("amount", flat=True))


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


def _needs_review(order: Order) -> bool:
    """Whether a refund or payment of the order still waits for the committee."""
    refunds = Refund.objects.filter(payment__order=order)
    if refunds.filter(state=State.FAILED).exists():
        return True
    unallocated = refunds.effective().filter(
        payment__review_reason="", lines=None, reason=Refund.Reason.DASHBOARD, by=None
    )
    if unallocated.exists() and order.lines.filter(refund=None).exists():
        return True
    return any(
        refunded_amount(payment) < payment.amount
        for payment in order.payments.exclude(review_reason="")
    )
