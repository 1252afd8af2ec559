"""Deciding that money goes back: by rule, by the committee, or by Stripe's own dashboard.

The row is written with the decision; Stripe hears of it after the commit (`refund_progress`).
"""

from collections.abc import Sequence

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from payments.models import Method, Order, OrderLine, Payment, Refund
from payments.orders import lock_order
from payments.refund_progress import remind_to_send, succeed

Reason = Refund.Reason


class NothingToRefund(Exception):
    """Nothing of this is left to give back; `str()` says why, for the committee."""


def rest_of(payment: Payment) -> int:
    """What of a payment is not given back nor about to be, in minor units."""
    given: int = payment.refunds.standing().aggregate(sum=Sum("amount"))["sum"] or 0
    return payment.amount - given


@transaction.atomic(savepoint=False)
def refund(
    *,
    order: Order,
    reason: Reason,
    by: User | None = None,
    lines: Sequence[int] | None = None,
) -> Refund:
    """Give back the letters of an order at these positions, or (None) all that is left of it.

    The price of a letter goes back with it; fee and gift only with the whole. Raises
    NothingToRefund.
    """
    order = lock_order(pk=order.pk)
    payment = order.payments.filter(problem="").first()
    left = list(order.lines.filter(refund=None))
    if payment is None or not (rest := rest_of(payment)):
        raise NothingToRefund(_("Nothing of this order is left to give back."))
    if lines is None:
        return owe_refund(payment=payment, amount=rest, reason=reason, by=by, lines=left)
    chosen = [line for line in left if line.position in set(lines)]
    if len(chosen) != len(set(lines)) or not chosen:
        raise NothingToRefund(_("One of these letters is given back already."))
    amount = min(sum(line.price for line in chosen), rest)
    return owe_refund(payment=payment, amount=amount, reason=reason, by=by, lines=chosen)


@transaction.atomic(savepoint=False)
def refund_payment(*, payment: Payment, reason: Reason, by: User) -> Refund:
    """Give back all that is left of a payment that bought nothing. Raises NothingToRefund."""
    lock_order(pk=payment.order_id)
    payment.refresh_from_db()
    rest = rest_of(payment)
    if not payment.problem or not rest:
        raise NothingToRefund(_("Nothing of this payment is left to give back."))
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

    What the fund paid returns to it at once; what came by hand waits for `returned_by_hand`.
    """
    row = Refund.objects.create(
        payment=payment, amount=amount, currency=payment.currency, reason=reason, by=by
    )
    _name(row, lines)
    if payment.method == Method.FUND:
        succeed(row)
    elif payment.method == Method.STRIPE:
        transaction.on_commit(lambda: remind_to_send(row.pk))
    return row


@transaction.atomic(savepoint=False)
def returned_by_hand(*, row: Refund, reference: str, by: User) -> Refund:
    """Money that came by hand was sent back by hand, under this reference.

    Raises NothingToRefund when it is not owed in that way.
    """
    lock_order(pk=row.payment.order_id)
    row = Refund.objects.select_related("payment").get(pk=row.pk)
    if row.state != Refund.State.OWED or row.payment.method == Method.STRIPE:
        raise NothingToRefund(_("This is not waiting to be sent by hand."))
    row.reference = reference
    row.by = by
    row.save(update_fields=["reference", "by"])
    succeed(row)
    return row


@transaction.atomic(savepoint=False)
def name_lines(*, row: Refund, lines: Sequence[int]) -> None:
    """Say which letters a refund made in Stripe's dashboard was for. Raises NothingToRefund."""
    order = lock_order(pk=row.payment.order_id)
    chosen = list(order.lines.filter(refund=None, position__in=lines))
    row = Refund.objects.select_related("payment").get(pk=row.pk)
    if row.lines.exists() or len(chosen) != len(set(lines)) or not chosen:
        raise NothingToRefund(_("One of these letters is given back already."))
    _name(row, chosen)
    if row.state == Refund.State.SUCCEEDED:
        succeed(row)


def _name(row: Refund, lines: Sequence[OrderLine]) -> None:
    OrderLine.objects.filter(pk__in=[line.pk for line in lines]).update(refund=row)
