"""Applying a payment to an order: from money to letters.

`apply_payment` is the one entry for all money, whatever its method: `apply_session` calls it with
the order already locked, everything else goes through `record_and_apply`, which locks the order
first. Applying the same payment again changes nothing.
"""

import logging
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils import timezone

from core.calendar.local_day import day_at
from letters.holders.inscriptions import issue_certificates
from letters.models import Series
from letters.scrolls.draw import NoLettersLeft, draw_from_series
from letters.scrolls.scrolls import mark_full
from letters.subscriptions import subscriptions
from messaging.outbox import enqueue
from payments import mail_kinds
from payments.ledger import record_gift
from payments.models import Method, Order, Payment, Refund
from payments.orders.place import lock_order
from payments.refunds.chargebacks import waits_for_bank
from payments.refunds.decide import create_refund, refundable_amount
from payments.refunds.transitions import recompute_order_state

logger = logging.getLogger(__name__)

State = Order.State
UNPAID_STATES = {State.AWAITING, State.PROCESSING}
# Money for an order in one of these is refunded automatically.
AUTO_REFUND_STATES = {State.WAITING, State.FULFILLED, State.REFUNDED, State.CANCELED}


# Every purchase runs these: as SQL they cost half of what the ORM takes for the same.
_RECORD = """
WITH attempt AS (
    UPDATE payments_checkout SET state = 'complete'
    WHERE order_id = %(order)s AND session_id = %(session_id)s AND state = 'open'
)
INSERT INTO payments_payment
    (order_id, method, reference, session_id, amount, currency, review_reason, received_at)
VALUES (%(order)s, %(method)s, %(reference)s, %(session_id)s, %(amount)s, %(currency)s,
        %(review_reason)s, now())
"""
_UNASSIGNED = """
SELECT inscription_id FROM payments_orderline
WHERE order_id = %s AND refund_id IS NULL ORDER BY position
"""
_FULFILLED = """
UPDATE payments_order SET state = 'fulfilled', fulfilled_at = %s WHERE id = %s
"""


@dataclass(frozen=True)
class IncomingPayment:
    """Money received, in minor units. (method, reference) identifies it, however often it comes."""

    reference: str
    session_id: str
    amount: int
    currency: str
    method: str = Method.STRIPE

    @classmethod
    def outside_stripe(
        cls, source: str, row_id: int, *, method: str, amount: int, currency: str
    ) -> "IncomingPayment":
        """A payment that a row of ours stands for, e.g. ("balance", 7): its reference names it."""
        return cls(f"{source}-{row_id}", "", amount, currency, method)


@transaction.atomic(savepoint=False)
def record_and_apply(*, order_id: int, incoming: IncomingPayment) -> Order:
    """Lock the order, then `apply_payment`; joins the caller's transaction."""
    order = lock_order(pk=order_id)
    apply_payment(order, incoming)
    return order


def apply_payment(order: Order, incoming: IncomingPayment) -> None:
    """Record a payment and give the order its letters, certificates and mail, all or nothing.

    The order must be locked by the caller's transaction. Safe to call concurrently and repeatedly,
    as webhook, return, order page and reconciliation do. Money whose amount or currency differs
    from the order's assigns nothing and flags it for review; a second payment is refunded.
    """
    # An unpaid order has no payment: every purchase passes here, and saves the query.
    if order.state not in UNPAID_STATES and _is_recorded(incoming):
        return
    refund_cause = _refund_cause(order)
    review_reason = refund_cause or _mismatch(order, incoming)
    _record(order, incoming, review_reason)
    if not review_reason:
        _assign_letters(order)
    elif refund_cause:
        payment = Payment.objects.get(method=incoming.method, reference=incoming.reference)
        reason = Refund.Reason.DUPLICATE
        if order.state == State.CANCELED:
            reason = Refund.Reason.ORDER_CANCELED
        create_refund(payment=payment, amount=payment.amount, reason=reason)
    else:
        _flag_for_review(order, review_reason)


def _record(order: Order, incoming: IncomingPayment, review_reason: str) -> None:
    """Write the payment, and complete the checkout that brought it."""
    with connection.cursor() as cursor:
        cursor.execute(
            _RECORD, {"order": order.pk, **vars(incoming), "review_reason": review_reason}
        )


def _is_recorded(incoming: IncomingPayment) -> bool:
    return Payment.objects.filter(method=incoming.method, reference=incoming.reference).exists()


def _refund_cause(order: Order) -> str:
    """Why a further payment of this order must be refunded, or ""."""
    if order.state == State.REFUNDED:
        return "paid after its refund"
    if order.state == State.CANCELED:
        return "paid after it was canceled"
    # An order in review may be paid already: then a refund of it failed.
    in_review = order.state == State.REVIEW and order.payments.filter(review_reason="").exists()
    return "paid a second time" if order.state in AUTO_REFUND_STATES or in_review else ""


def _mismatch(order: Order, incoming: IncomingPayment) -> str:
    """How the money differs from what the order comes to, or ""."""
    if incoming.currency != order.currency:
        return f"paid in {incoming.currency}, not {order.currency}"
    if incoming.amount != order.total:
        return f"paid {incoming.amount}, not {order.total}"
    return ""


def _flag_for_review(order: Order, review_reason: str) -> None:
    logger.error("order %s: %s", order.pk, review_reason)
    if order.state != State.REVIEW:  # one mail only
        _enqueue_mail(order, mail_kinds.ORDER_REVIEW)
    order.state = State.REVIEW
    order.review_reason = review_reason
    order.save(update_fields=["state", "review_reason"])


def _assign_letters(order: Order) -> None:
    """Draw a letter for every line of a paid order that the caller's transaction has locked."""
    inscriptions = _unassigned_inscriptions(order)
    try:
        drawn = draw_from_series(order.series_id, inscriptions)
    except NoLettersLeft:
        _mark_waiting(order)
        return
    order.state = State.FULFILLED
    order.fulfilled_at = timezone.now()
    issue_certificates(inscriptions, day=day_at(order.fulfilled_at, order.zone))
    with connection.cursor() as cursor:
        cursor.execute(_FULFILLED, [order.fulfilled_at, order.pk])
    if order.gift_amount:
        record_gift(order)
    if order.subscribe:
        subscriptions.subscribe(
            purchaser=order.purchaser, series=order.series, language=order.language
        )
    _enqueue_mail(order, mail_kinds.ORDER_FULFILLED)
    scrolls = {letter.scroll for letter in drawn}
    transaction.on_commit(lambda: [mark_full(scroll) for scroll in scrolls], robust=True)


def _unassigned_inscriptions(order: Order) -> list[int]:
    """Ids of the order's inscriptions that are to get a letter, in the order of its lines."""
    with connection.cursor() as cursor:
        cursor.execute(_UNASSIGNED, [order.pk])
        return [inscription for (inscription,) in cursor.fetchall()]


def _mark_waiting(order: Order) -> None:
    """No letter is free: wait for the next scroll, or refund where the series has ended."""
    waited = order.state == State.WAITING
    order.state = State.WAITING
    order.save(update_fields=["state"])
    if Series.objects.filter(pk=order.series_id, closed=True).exists():
        payment = order.payments.get(review_reason="")
        create_refund(
            payment=payment,
            amount=refundable_amount(payment),
            reason=Refund.Reason.SERIES_CLOSED,
            lines=list(order.lines.filter(refund=None)),
        )
    elif not waited:
        _enqueue_mail(order, mail_kinds.ORDER_WAITING)


def _enqueue_mail(order: Order, kind: str) -> None:
    enqueue(
        kind=kind,
        about=order.public_id,
        recipient=order.email,
        language=order.language,
        zone=order.zone,
    )


def fulfil_waiting_order(*, order_id: int) -> Order:
    """Assign letters to a paid order that found none free, if there are enough now."""
    with transaction.atomic(durable=True):
        order = lock_order(pk=order_id)
        ready = order.state == State.WAITING and order.lines.filter(refund=None).exists()
        if ready and not waits_for_bank(order):
            _assign_letters(order)
            recompute_order_state(order)
        return order
