"""Decisions to refund: by rule, by the committee, or in Stripe's dashboard.

The row is written with the decision; it is sent to Stripe after the commit (`refunds.stripe`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from core import jobs
from payments.models import Dispute, Method, Order, OrderLine, Payment, Refund
from payments.orders.place import lock_order
from payments.refunds.chargebacks import bank_has_it
from payments.refunds.transitions import (
    close,
    enqueue_mail,
    recompute_order_state,
    refund_lines,
    request_allocation,
    succeed,
    unallocated_refunds,
)

Reason = Refund.Reason
State = Refund.State


class NothingToRefund(Exception):
    """Nothing is left to refund; `str()` is a message for the committee."""


@dataclass(frozen=True)
class RefundQuote:
    """What a refund would return: minor units, and the lines whose letters it releases."""

    payment: Payment
    amount: int
    lines: Sequence[OrderLine]


def refundable_amount(payment: Payment) -> int:
    """The part of a payment (minor units) without an effective refund."""
    given: int = payment.refunds.effective().aggregate(sum=Sum("amount"))["sum"] or 0
    return payment.amount - given


def quote_refund(order: Order, lines: Sequence[int] | None) -> RefundQuote:
    """What a refund of the lines at these positions, or (None) of everything left, would return.

    A line returns its price; fee, gift and postage are returned only with the whole order, and the
    postage no more once the certificates were posted. A grant of the fund is returned as a whole.
    Raises NothingToRefund.
    """
    payment = order.payments.filter(review_reason="").first()
    left = list(order.lines.filter(refund=None))
    if payment is None:
        raise NothingToRefund(_("Nothing of this order is left to refund."))
    _check_not_disputed(payment)
    if not (rest := refundable_amount(payment)):
        raise NothingToRefund(bank_has_it(payment) or _("Nothing of this order is left to refund."))
    if lines is None:
        if rest <= order.kept_postage:
            raise NothingToRefund(_("Only the postage is left, and the certificates were posted."))
        return RefundQuote(payment, rest - order.kept_postage, left)
    if payment.method == Method.FUND:
        raise NothingToRefund(_("What the fund paid can only be returned to it in full."))
    chosen = [line for line in left if line.position in set(lines)]
    if len(chosen) != len(set(lines)) or not chosen:
        raise NothingToRefund(_("One of these letters has already been refunded."))
    return RefundQuote(payment, min(sum(line.price for line in chosen), rest), chosen)


@transaction.atomic(savepoint=False)
def refund_order(
    *,
    order: Order,
    reason: Reason,
    by: User | None = None,
    lines: Sequence[int] | None = None,
) -> Refund:
    """Refund the lines at these positions, or (None) everything left of the order.

    Raises NothingToRefund.
    """
    back = quote_refund(lock_order(pk=order.pk), lines)
    return create_refund(
        payment=back.payment, amount=back.amount, reason=reason, by=by, lines=back.lines
    )


@transaction.atomic(savepoint=False)
def refund_payment(*, payment: Payment, reason: Reason, by: User) -> Refund:
    """Refund all that is left of a payment that paid for no letters. Raises NothingToRefund."""
    lock_order(pk=payment.order_id)
    payment.refresh_from_db()
    _check_not_disputed(payment)
    rest = refundable_amount(payment)
    if not payment.review_reason or not rest:
        raise NothingToRefund(
            bank_has_it(payment) or _("Nothing of this payment is left to refund.")
        )
    return create_refund(payment=payment, amount=rest, reason=reason, by=by)


def _check_not_disputed(payment: Payment) -> None:
    """Raise NothingToRefund while a dispute is open: Stripe refuses a refund, and the bank pays."""
    held = payment.disputes.filter(closed_at=None, status__in=Dispute.TAKES_MONEY)
    if held.exists():
        raise NothingToRefund(bank_has_it(payment))


def create_refund(
    *,
    payment: Payment,
    amount: int,
    reason: Reason,
    by: User | None = None,
    lines: Sequence[OrderLine] = (),
) -> Refund:
    """Write a refund; in the caller's transaction, the order locked.

    Money of the fund or a balance is returned to it at once; Stripe's is sent after the commit;
    that of a transfer, cash or cheque waits for `record_manual_refund`.
    """
    row = _create_row(payment, amount, reason, by, lines)
    if payment.method == Method.FUND:
        succeed(row)
    elif payment.method == Method.BALANCE:
        enqueue_mail(row, payment.order)
        succeed(row)
    elif payment.method == Method.STRIPE:
        transaction.on_commit(lambda: jobs.enqueue("payments.tasks.send_refund_to_stripe", row.pk))
    return row


def _create_row(
    payment: Payment, amount: int, reason: Reason, by: User | None, lines: Sequence[OrderLine]
) -> Refund:
    row = Refund.objects.create(
        payment=payment, amount=amount, currency=payment.currency, reason=reason, by=by
    )
    _allocate(row, lines)
    return row


@transaction.atomic(savepoint=False)
def record_manual_refund(*, row: Refund, reference: str, by: User) -> Refund:
    """Record that staff returned the money outside Stripe, under this reference.

    For a refund of a manual payment, or one that failed at Stripe: that is closed, and a new row
    replaces it. Raises NothingToRefund for any other.
    """
    order = lock_order(pk=row.payment.order_id)
    row = Refund.objects.select_related("payment").get(pk=row.pk)
    if row.state == State.FAILED:
        row = _replace(row, by)
    elif row.state != State.UNSENT or row.payment.method == Method.STRIPE:
        raise NothingToRefund(_("This refund is not waiting to be returned manually."))
    row.reference = reference
    if not is_unallocated(row):
        row.by = by
    row.save(update_fields=["reference", "by"])
    enqueue_mail(row, order)
    succeed(row)
    return row


@transaction.atomic(savepoint=False)
def retry_refund(*, row: Refund, by: User) -> Refund:
    """Send a failed refund to Stripe again, as a new row. Raises NothingToRefund."""
    lock_order(pk=row.payment.order_id)
    row = _replace(Refund.objects.select_related("payment").get(pk=row.pk), by)
    transaction.on_commit(lambda: jobs.enqueue("payments.tasks.send_refund_to_stripe", row.pk))
    return row


def _replace(failed: Refund, by: User) -> Refund:
    """A new row for the money and letters of a failed refund, which is closed."""
    if failed.state != State.FAILED:
        raise NothingToRefund(_("This refund is already settled."))
    payment, lines = failed.payment, refund_lines(failed)
    _check_not_disputed(payment)
    rest = refundable_amount(payment)
    if any(line.refund_id for line in lines) or rest < failed.amount:
        raise NothingToRefund(
            bank_has_it(payment) or _("Part of this has already been refunded in another way.")
        )
    close(failed)
    if lines or failed.by or payment.review_reason or failed.reason != Reason.DASHBOARD:
        return _create_row(payment, failed.amount, Reason(failed.reason), by, lines)
    # Made in Stripe's dashboard and first seen here when it had failed, so nobody has allocated it:
    # a refund of all remaining money is of all remaining letters, a part needs the committee.
    left = list(payment.order.lines.filter(refund=None))
    whole = rest == failed.amount
    row = _create_row(payment, failed.amount, Reason.DASHBOARD, None, left if whole else [])
    if not whole and left:
        request_allocation(payment.order)
    return row


@transaction.atomic(savepoint=False)
def waive(*, row: Refund) -> None:
    """Close a failed refund without refunding: money and letters stay as they are.

    Raises NothingToRefund if its letters were released, since then the money must be returned.
    """
    order = lock_order(pk=row.payment.order_id)
    row = Refund.objects.get(pk=row.pk)
    if row.state != State.FAILED:
        raise NothingToRefund(_("This refund is already settled."))
    lost = order.lines.filter(
        pk__in=[line.pk for line in refund_lines(row)], refund=None, inscription__letter=None
    )
    if order.state == Order.State.REVIEW and lost.exists():
        raise NothingToRefund(_("Its letters are available again, so the money must be refunded."))
    close(row)
    recompute_order_state(order)


@transaction.atomic(savepoint=False)
def allocate_refund(*, row: Refund, lines: Sequence[int], by: User) -> None:
    """Set which lines a dashboard refund or a lost dispute was for; none: every letter stays.

    Raises NothingToRefund.
    """
    order = lock_order(pk=row.payment.order_id)
    chosen = list(order.lines.filter(refund=None, position__in=lines))
    row = Refund.objects.select_related("payment").get(pk=row.pk)
    if not is_unallocated(row):
        raise NothingToRefund(_("It is already recorded which letters this refund was for."))
    if len(chosen) != len(set(lines)):
        raise NothingToRefund(_("One of these letters has already been refunded."))
    row.by = by
    row.save(update_fields=["by"])
    _allocate(row, chosen)
    if row.state == State.SUCCEEDED:
        succeed(row)
    else:
        recompute_order_state(order)


def is_unallocated(row: Refund) -> bool:
    """Whether the committee must still say which lines this refund is for.

    Neither Stripe's dashboard nor a bank that takes money back knows of letters.
    """
    return unallocated_refunds(row.payment.order).filter(pk=row.pk).exists()


def _allocate(row: Refund, lines: Sequence[OrderLine]) -> None:
    OrderLine.objects.filter(pk__in=[line.pk for line in lines]).update(refund=row)
