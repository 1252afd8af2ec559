"""Deciding that money goes back: by rule, by the committee, or by Stripe's own dashboard.

The row is written with the decision; Stripe hears of it after the commit (`refund_progress`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from core import jobs
from payments.models import Method, Order, OrderLine, Payment, Refund
from payments.orders.place import lock_order
from payments.refunds.transitions import (
    ask_for_letters,
    lay_aside,
    lines_of,
    owe_mail,
    settle,
    succeed,
)

Reason = Refund.Reason
State = Refund.State


class NothingToRefund(Exception):
    """Nothing of this is left to give back; `str()` says why, for the committee."""


@dataclass(frozen=True)
class Due:
    """What a refund would give back: minor units, and the letters it names."""

    payment: Payment
    amount: int
    lines: Sequence[OrderLine]


def rest_of(payment: Payment) -> int:
    """What of a payment is not given back nor about to be, in minor units."""
    given: int = payment.refunds.standing().aggregate(sum=Sum("amount"))["sum"] or 0
    return payment.amount - given


def due(order: Order, lines: Sequence[int] | None) -> Due:
    """What would go back for the letters at these positions, or (None) for all that is left.

    The price of a letter goes back with it; fee and gift only with the whole. What the fund paid
    returns to it as a whole. Raises NothingToRefund.
    """
    payment = order.payments.filter(problem="").first()
    left = list(order.lines.filter(refund=None))
    if payment is None or not (rest := rest_of(payment)):
        raise NothingToRefund(_("Nothing of this order is left to refund."))
    if lines is None:
        return Due(payment, rest, left)
    if payment.method == Method.FUND:
        raise NothingToRefund(_("What the fund paid can only be returned to it in full."))
    chosen = [line for line in left if line.position in set(lines)]
    if len(chosen) != len(set(lines)) or not chosen:
        raise NothingToRefund(_("One of these letters has already been refunded."))
    return Due(payment, min(sum(line.price for line in chosen), rest), chosen)


@transaction.atomic(savepoint=False)
def refund(
    *,
    order: Order,
    reason: Reason,
    by: User | None = None,
    lines: Sequence[int] | None = None,
) -> Refund:
    """Give back the letters of an order at these positions, or (None) all that is left of it.

    Raises NothingToRefund.
    """
    back = due(lock_order(pk=order.pk), lines)
    return owe_refund(
        payment=back.payment, amount=back.amount, reason=reason, by=by, lines=back.lines
    )


@transaction.atomic(savepoint=False)
def refund_payment(*, payment: Payment, reason: Reason, by: User) -> Refund:
    """Give back all that is left of a payment that bought nothing. Raises NothingToRefund."""
    lock_order(pk=payment.order_id)
    payment.refresh_from_db()
    rest = rest_of(payment)
    if not payment.problem or not rest:
        raise NothingToRefund(_("Nothing of this payment is left to refund."))
    return owe_refund(payment=payment, amount=rest, reason=reason, by=by)


def owe_refund(
    *,
    payment: Payment,
    amount: int,
    reason: Reason,
    by: User | None = None,
    lines: Sequence[OrderLine] = (),
) -> Refund:
    """Write that an amount is to go back; in the caller's transaction, the order locked.

    What the fund or a balance paid returns to it at once; what came by hand waits for
    `returned_by_hand`.
    """
    row = _write(payment, amount, reason, by, lines)
    if payment.method == Method.FUND:
        succeed(row)
    elif payment.method == Method.BALANCE:
        owe_mail(row, payment.order)
        succeed(row)
    elif payment.method == Method.STRIPE:
        transaction.on_commit(lambda: jobs.enqueue("payments.tasks.send_owed_refund", row.pk))
    return row


def _write(
    payment: Payment, amount: int, reason: Reason, by: User | None, lines: Sequence[OrderLine]
) -> Refund:
    row = Refund.objects.create(
        payment=payment, amount=amount, currency=payment.currency, reason=reason, by=by
    )
    _name(row, lines)
    return row


@transaction.atomic(savepoint=False)
def returned_by_hand(*, row: Refund, reference: str, by: User) -> Refund:
    """Money was sent back by hand, under this reference: what came by hand, or failed at Stripe.

    A failed refund stays as it is, and a new row takes its place. Raises NothingToRefund when it
    is not owed in that way.
    """
    order = lock_order(pk=row.payment.order_id)
    row = Refund.objects.select_related("payment").get(pk=row.pk)
    if row.state == State.FAILED:
        row = _in_place_of(row, by)
    elif row.state != State.OWED or row.payment.method == Method.STRIPE:
        raise NothingToRefund(_("This refund is not waiting to be returned manually."))
    row.reference = reference
    if not unnamed(row):
        row.by = by
    row.save(update_fields=["reference", "by"])
    owe_mail(row, order)
    succeed(row)
    return row


@transaction.atomic(savepoint=False)
def send_again(*, row: Refund, by: User) -> Refund:
    """Ask Stripe once more for a refund that failed, as a new row. Raises NothingToRefund."""
    lock_order(pk=row.payment.order_id)
    row = _in_place_of(Refund.objects.select_related("payment").get(pk=row.pk), by)
    transaction.on_commit(lambda: jobs.enqueue("payments.tasks.send_owed_refund", row.pk))
    return row


def _in_place_of(failed: Refund, by: User) -> Refund:
    """The same money and letters in a new row; the failed one is laid aside by it."""
    if failed.state != State.FAILED:
        raise NothingToRefund(_("This refund is already settled."))
    payment, lines = failed.payment, lines_of(failed)
    rest = rest_of(payment)
    if any(line.refund_id for line in lines) or rest < failed.amount:
        raise NothingToRefund(_("Part of this has already been refunded in another way."))
    lay_aside(failed)
    if lines or failed.by or payment.problem or failed.reason != Reason.DASHBOARD:
        return _write(payment, failed.amount, Reason(failed.reason), by, lines)
    # Stripe's dashboard made it, and it was known here only once it had failed: nobody has said for
    # which letters. All that is left of the money takes all that is left of them; of a part the
    # committee is asked.
    left = list(payment.order.lines.filter(refund=None))
    whole = rest == failed.amount
    row = _write(payment, failed.amount, Reason.DASHBOARD, None, left if whole else [])
    if not whole and left:
        ask_for_letters(payment.order)
    return row


@transaction.atomic(savepoint=False)
def leave(*, row: Refund) -> None:
    """Let a failed refund be: the money stays, and so do its letters.

    Raises NothingToRefund when the letters are gone, so that the money must go too.
    """
    order = lock_order(pk=row.payment.order_id)
    row = Refund.objects.get(pk=row.pk)
    if row.state != State.FAILED:
        raise NothingToRefund(_("This refund is already settled."))
    lost = order.lines.filter(
        pk__in=[line.pk for line in lines_of(row)], refund=None, inscription__letter=None
    )
    if order.state == Order.State.REVIEW and lost.exists():
        raise NothingToRefund(_("Its letters are available again, so the money must be refunded."))
    lay_aside(row)
    settle(order)


@transaction.atomic(savepoint=False)
def name_lines(*, row: Refund, lines: Sequence[int], by: User) -> None:
    """Say which letters a refund made in Stripe's dashboard was for; none: all of them stay.

    Raises NothingToRefund.
    """
    order = lock_order(pk=row.payment.order_id)
    chosen = list(order.lines.filter(refund=None, position__in=lines))
    row = Refund.objects.select_related("payment").get(pk=row.pk)
    if not unnamed(row):
        raise NothingToRefund(_("It is already recorded which letters this refund was for."))
    if len(chosen) != len(set(lines)):
        raise NothingToRefund(_("One of these letters has already been refunded."))
    row.by = by
    row.save(update_fields=["by"])
    _name(row, chosen)
    if row.state == State.SUCCEEDED:
        succeed(row)
    else:
        settle(order)


def unnamed(row: Refund) -> bool:
    """Whether somebody must say for which letters it was: Stripe's dashboard names none."""
    return (
        row.reason == Reason.DASHBOARD
        and row.by is None
        and row.state not in {State.FAILED, State.CANCELED}
        and not row.payment.problem
        and not row.lines.exists()
    )


def _name(row: Refund, lines: Sequence[OrderLine]) -> None:
    OrderLine.objects.filter(pk__in=[line.pk for line in lines]).update(refund=row)
