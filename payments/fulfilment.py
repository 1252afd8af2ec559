"""From money to letters: `fulfil` is the one door, and going through it twice changes nothing."""

import logging
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.utils import timezone

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
from payments.refunds.decide import owe_refund, rest_of

logger = logging.getLogger(__name__)

State = Order.State
UNPAID = {State.AWAITING, State.PROCESSING}
# Money for an order of these goes back by itself: its letters are paid, or are not wanted.
PAST_PAYING = {State.WAITING, State.FULFILLED, State.REFUNDED, State.GIVEN_UP}


# Every buyer passes here: written by hand, these cost half of what the ORM takes for them.
_RECORD = """
WITH attempt AS (
    UPDATE payments_checkout SET state = 'complete'
    WHERE order_id = %(order)s AND session_id = %(session_id)s AND state = 'open'
)
INSERT INTO payments_payment
    (order_id, method, reference, session_id, amount, currency, problem, received_at)
VALUES (%(order)s, %(method)s, %(reference)s, %(session_id)s, %(amount)s, %(currency)s,
        %(problem)s, now())
"""
_UNSERVED = """
SELECT inscription_id FROM payments_orderline
WHERE order_id = %s AND refund_id IS NULL ORDER BY position
"""
_FULFILLED = """
UPDATE payments_order SET state = 'fulfilled', fulfilled_at = %s WHERE id = %s
"""


@dataclass(frozen=True)
class Paid:
    """Money that came, as Stripe or a member of the staff says: minor units."""

    reference: str
    session_id: str
    amount: int
    currency: str
    method: str = Method.STRIPE


@transaction.atomic(savepoint=False)
def fulfil(*, order_id: int, paid: Paid) -> Order:
    """Record the payment and give the order its letters, certificates and mail, all or nothing.

    Called by the webhook, the return, the page, the reconciliation and the committee, together or
    many times; joins the caller's transaction. Money that does not match the order draws nothing
    and goes before the committee; a second payment goes back.
    """
    order = lock_order(pk=order_id)
    receive(order, paid)
    return order


def receive(order: Order, paid: Paid) -> None:
    """What `fulfil` does, for an order that the caller's transaction has locked."""
    # An unpaid order has no payment: asking is left out where every buyer passes.
    if order.state not in UNPAID and _known(paid):
        return
    again = _paid_already(order)
    problem = again or _unfit(order, paid)
    _record(order, paid, problem)
    if not problem:
        _give_letters(order)
    elif again:
        payment = Payment.objects.get(method=paid.method, reference=paid.reference)
        reason = Refund.Reason.TWICE
        if order.state == State.GIVEN_UP:
            reason = Refund.Reason.GIVEN_UP
        owe_refund(payment=payment, amount=payment.amount, reason=reason)
    else:
        _lay_before_the_committee(order, problem)


def _record(order: Order, paid: Paid, problem: str) -> None:
    """Write the payment; the attempt that brought it is complete."""
    with connection.cursor() as cursor:
        cursor.execute(_RECORD, {"order": order.pk, **vars(paid), "problem": problem})


def _known(paid: Paid) -> bool:
    return Payment.objects.filter(method=paid.method, reference=paid.reference).exists()


def _paid_already(order: Order) -> str:
    """Why the order takes no further payment, or nothing."""
    if order.state == State.REFUNDED:
        return "paid after its refund"
    if order.state == State.GIVEN_UP:
        return "paid after it was given up"
    # One before the committee may have been paid rightly: a refund of it failed.
    in_review = order.state == State.REVIEW and order.payments.filter(problem="").exists()
    return "paid a second time" if order.state in PAST_PAYING or in_review else ""


def _unfit(order: Order, paid: Paid) -> str:
    """In what the money is not the order's, or nothing."""
    if paid.currency != order.currency:
        return f"paid in {paid.currency}, not {order.currency}"
    if paid.amount != order.total:
        return f"paid {paid.amount}, not {order.total}"
    return ""


def _lay_before_the_committee(order: Order, problem: str) -> None:
    logger.error("order %s: %s", order.pk, problem)
    if order.state != State.REVIEW:  # who was written to is not written to again
        _owe_mail(order, mail_kinds.ORDER_REVIEW)
    order.state = State.REVIEW
    order.problem = problem
    order.save(update_fields=["state", "problem"])


def _give_letters(order: Order) -> None:
    """Draw for every line of a paid order; inside the caller's transaction, under the lock."""
    inscriptions = _unserved(order)
    try:
        drawn = draw_from_series(order.series_id, inscriptions)
    except NoLettersLeft:
        _wait(order)
        return
    order.state = State.FULFILLED
    order.fulfilled_at = timezone.now()
    issue_certificates(inscriptions, day=_day(order.fulfilled_at, order.zone))
    with connection.cursor() as cursor:
        cursor.execute(_FULFILLED, [order.fulfilled_at, order.pk])
    if order.gift_amount:
        record_gift(order)
    if order.subscribe:
        subscriptions.subscribe(
            purchaser=order.purchaser, series=order.series, language=order.language
        )
    _owe_mail(order, mail_kinds.ORDER_FULFILLED)
    scrolls = {letter.scroll for letter in drawn}
    transaction.on_commit(lambda: [mark_full(scroll) for scroll in scrolls], robust=True)


def _unserved(order: Order) -> list[int]:
    """The inscriptions of the order that are to have a letter, in its order."""
    with connection.cursor() as cursor:
        cursor.execute(_UNSERVED, [order.pk])
        return [inscription for (inscription,) in cursor.fetchall()]


def _wait(order: Order) -> None:
    """Paid, and no letter is free: the next scroll will have one, or the money goes back."""
    waited = order.state == State.WAITING
    order.state = State.WAITING
    order.save(update_fields=["state"])
    if Series.objects.filter(pk=order.series_id, closed=True).exists():
        payment = order.payments.get(problem="")
        owe_refund(
            payment=payment,
            amount=rest_of(payment),
            reason=Refund.Reason.CLOSED,
            lines=list(order.lines.filter(refund=None)),
        )
    elif not waited:
        _owe_mail(order, mail_kinds.ORDER_WAITING)


def _owe_mail(order: Order, kind: str) -> None:
    enqueue(
        kind=kind,
        about=order.public_id,
        recipient=order.email,
        language=order.language,
        zone=order.zone,
    )


def _day(moment: datetime, zone: str) -> date:
    return moment.astimezone(ZoneInfo(zone)).date()


def fulfil_waiting(*, order_id: int) -> Order:
    """Give a paid order that found no free letter its letters, if there are some now."""
    with transaction.atomic(durable=True):
        order = lock_order(pk=order_id)
        if order.state == State.WAITING and order.lines.filter(refund=None).exists():
            _give_letters(order)
        return order
