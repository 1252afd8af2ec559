"""The states of a refund, and what its end changes here.

A refund frees the letter while its scroll is open, and voids its certificate; a full scroll can't
lack a letter, so there the letter stays and only the money goes.
"""

import logging

from django.utils import timezone

from letters.holders.inscriptions import release_letters
from messaging.outbox import enqueue
from payments import mail_kinds
from payments.ledger import return_gift, return_to_balance, undo_grant
from payments.models import Method, Order, OrderLine, Payment, Refund

logger = logging.getLogger(__name__)

State = Refund.State
_MAILS = {
    Refund.Reason.TWICE: mail_kinds.ORDER_PAID_TWICE,
    Refund.Reason.CLOSED: mail_kinds.ORDER_CLOSED,
}


def ask_for_letters(order: Order) -> None:
    """Have the committee say for which letters a part was refunded; in the caller's transaction."""
    order.problem = "a part was refunded in Stripe's dashboard: say for which letters"
    order.save(update_fields=["problem"])


def owe_mail(row: Refund, order: Order) -> None:
    """Owe the purchaser the news that money is on its way back; in the caller's transaction."""
    kind = _MAILS.get(Refund.Reason(row.reason), mail_kinds.ORDER_REFUNDED)
    enqueue(
        kind=kind,
        about=str(row.pk),
        recipient=order.email,
        language=order.language,
        zone=order.zone,
    )


def succeed(row: Refund) -> None:
    """The money is back: free the letters, close the order if nothing is left of it.

    In the caller's transaction, the order locked; called again it changes nothing more.
    """
    order = row.payment.order
    if row.state != State.SUCCEEDED:
        row.state = State.SUCCEEDED
        row.ended_at = timezone.now()
        row.save(update_fields=["state", "ended_at"])
    if row.payment.method == Method.FUND:
        undo_grant(order)
    elif row.payment.method == Method.BALANCE:
        return_to_balance(row, order)
    release_letters(list(row.lines.values_list("inscription_id", flat=True)))
    settle(order)


def fail(row: Refund, order: Order, failure: str) -> None:
    """Stripe could not give the money back. Where the letters are gone already, people decide."""
    row.state = State.FAILED
    row.failure = failure[:100]
    row.ended_at = timezone.now()
    row.save()
    OrderLine.objects.filter(refund=row).update(refund=None)
    order.problem = f"refund {row.pk} failed ({row.failure}): the money is still here"
    logger.error("refund %s of order %s failed: %s", row.pk, order.pk, row.failure)
    settle(order)


def settle(order: Order) -> None:
    """Bring an order's state and problem to what its payments and refunds come to.

    In the caller's transaction, the order locked; called again it changes nothing more.
    """
    _lay_aside_what_was_seen_to(order)
    unsettled = _unsettled(order)
    if payment := order.payments.filter(problem="").first():
        order.state = _state_of(order)
        whole = given_back(payment) == payment.amount
        if order.state == Order.State.REFUNDED and whole and order.gift_amount:
            return_gift(order, order.gift_amount)
    elif order.state == Order.State.REVIEW and not unsettled:
        order.state = Order.State.REFUNDED
    if not unsettled:
        order.problem = ""
    order.save(update_fields=["state", "problem"])


def _state_of(order: Order) -> Order.State:
    """The state of a paid order, by its letters."""
    left = order.lines.exclude(refund__state=State.SUCCEEDED)
    if not left.exists():
        return Order.State.REFUNDED
    if order.state == Order.State.WAITING:
        return Order.State.WAITING
    # A refund that failed after it succeeded: the money is here, and the letter is not.
    lost = left.filter(inscription__letter=None).exists()
    return Order.State.REVIEW if lost else Order.State.FULFILLED


def given_back(payment: Payment) -> int:
    """What of a payment is back with the purchaser, in minor units."""
    done = payment.refunds.filter(state=State.SUCCEEDED)
    return sum(done.values_list("amount", flat=True))


def lines_of(row: Refund) -> list[OrderLine]:
    """The letters that a refund gave back or was to give back: a failed one has them no longer."""
    return list(OrderLine.objects.filter(refund_events__refund=row).distinct())


def _lay_aside_what_was_seen_to(order: Order) -> None:
    """A refund that failed needs nobody any more once its money went back in another way."""
    for row in Refund.objects.filter(payment__order=order, state=State.FAILED):
        lines = lines_of(row)
        back = [line.refund is not None and line.refund.state == State.SUCCEEDED for line in lines]
        if given_back(row.payment) == row.payment.amount or (lines and all(back)):
            lay_aside(row)


def lay_aside(row: Refund) -> None:
    """Nobody need see to a refund that failed any more; in the caller's transaction."""
    row.state = State.CANCELED
    row.save(update_fields=["state"])


def _unsettled(order: Order) -> bool:
    """Whether something of the order still waits for the committee."""
    refunds = Refund.objects.filter(payment__order=order)
    if refunds.filter(state=State.FAILED).exists():
        return True
    unnamed = refunds.standing().filter(
        payment__problem="", lines=None, reason=Refund.Reason.DASHBOARD, by=None
    )
    if unnamed.exists() and order.lines.filter(refund=None).exists():
        return True
    return any(given_back(odd) < odd.amount for odd in order.payments.exclude(problem=""))
