"""A refund on its way: sent to Stripe once, followed to its end, and what its end changes here.

By the rule of the house a refund frees the letter while its scroll is open, and voids its
certificate; a full scroll can't lack a letter, so there the letter stays and only the money goes.
"""

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from letters.holders.inscriptions import release
from messaging.outbox import enqueue
from payments import gateway, mail_kinds
from payments.ledger import return_gift, return_to_balance, undo_grant
from payments.models import Method, Order, OrderLine, Payment, Refund
from payments.orders.place import lock_order

logger = logging.getLogger(__name__)

CLAIM = timedelta(minutes=2)  # longer than the library's tries at one call take together
State = Refund.State
# A refund only moves on along these, whichever news of it comes last. Failed, it waits for the
# committee; cancelled is our own word, for a failure that was seen to.
_ORDER = [State.OWED, State.PENDING, State.SUCCEEDED, State.FAILED, State.CANCELED]
_STATES = {
    "pending": State.PENDING,
    "requires_action": State.PENDING,
    "succeeded": State.SUCCEEDED,
    "failed": State.FAILED,
    "canceled": State.FAILED,
}
_MAILS = {
    Refund.Reason.TWICE: mail_kinds.ORDER_PAID_TWICE,
    Refund.Reason.CLOSED: mail_kinds.ORDER_CLOSED,
}


def send_refund(refund_id: int) -> None:
    """Tell Stripe of a refund that is owed; safe to call any number of times, at once.

    The key comes from the row: a call whose answer was lost finds the refund already made.
    """
    row = _claim(refund_id)
    if row is None:
        return
    try:
        made = gateway.create_refund(
            payment_intent=row.payment.reference,
            amount=row.amount,
            order=row.payment.order.public_id,
            row=row.pk,
            idempotency_key=row.idempotency_key,
        )
    except gateway.Refused as error:
        _refused(row, str(error))
    except gateway.StripeUnavailable:
        return  # it becomes due again when the claim runs out
    else:
        follow_refund(made)


def _claim(refund_id: int) -> Refund | None:
    now = timezone.now()
    claimed = Refund.objects.filter(
        pk=refund_id, state=State.OWED, payment__method=Method.STRIPE, next_attempt_at__lte=now
    ).update(attempts=F("attempts") + 1, next_attempt_at=now + CLAIM)
    return Refund.objects.select_related("payment__order").get(pk=refund_id) if claimed else None


@transaction.atomic(savepoint=False)
def _refused(row: Refund, code: str) -> None:
    order = lock_order(pk=row.payment.order_id)
    row.refresh_from_db()
    if row.state == State.OWED:
        _fail(row, order, code)


@transaction.atomic(savepoint=False)
def follow_refund(found: gateway.Refund) -> None:
    """Bring our row to where the refund is at Stripe; made in Stripe's dashboard, it gets one.

    Raises LookupError when the payment is ours and not known here yet: it must come first.
    """
    payment = Payment.objects.filter(
        method=Method.STRIPE, reference=found.payment_intent or None
    ).first()
    if payment is None:
        if found.order and Order.objects.filter(public_id=found.order).exists():
            raise LookupError("a refund of a payment not known yet")
        return  # another program of the same account
    order = lock_order(pk=payment.order_id)
    row = _row_of(found, payment) or _from_dashboard(found, payment, order)
    _move(row, order, _STATES.get(found.status, State.PENDING), found.failure or found.status)


def _row_of(found: gateway.Refund, payment: Payment) -> Refund | None:
    known = payment.refunds.filter(stripe_id=found.id).first()
    if known is None and found.row.isdecimal():
        known = payment.refunds.filter(pk=int(found.row), stripe_id=None).first()
        if known:
            known.stripe_id = found.id
            known.save(update_fields=["stripe_id"])
    return known


def _from_dashboard(found: gateway.Refund, payment: Payment, order: Order) -> Refund:
    """A refund says nothing of letters: all of them where nothing is left, else the committee."""
    row = Refund(
        payment=payment,
        amount=found.amount,
        currency=found.currency,
        reason=Refund.Reason.DASHBOARD,
        stripe_id=found.id,
    )
    if _STATES.get(found.status) == State.FAILED:
        return row  # written as failed: beside the refund that replaced it there is no room
    row.save()
    left = order.lines.filter(refund=None)
    if payment.problem or not left.exists():
        return row
    if sum(payment.refunds.standing().values_list("amount", flat=True)) == payment.amount:
        left.update(refund=row)
    else:
        ask_for_letters(order)
    return row


def ask_for_letters(order: Order) -> None:
    """Have the committee say for which letters a part was refunded; in the caller's transaction."""
    order.problem = "a part was refunded in Stripe's dashboard: say for which letters"
    order.save(update_fields=["problem"])


def _move(row: Refund, order: Order, state: State, failure: str) -> None:
    if _ORDER.index(state) <= _ORDER.index(State(row.state)):
        return
    if row.state == State.OWED and state in {State.PENDING, State.SUCCEEDED}:
        owe_mail(row, order)
    if state == State.SUCCEEDED:
        succeed(row)
    elif state == State.PENDING:
        row.state = state
        row.save(update_fields=["state"])
    else:
        _fail(row, order, failure)


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
    release(list(row.lines.values_list("inscription_id", flat=True)))
    settle(order)


def _fail(row: Refund, order: Order, failure: str) -> None:
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
