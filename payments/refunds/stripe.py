"""A refund at Stripe: sent once, and followed to where Stripe says that it is."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from payments import gateway
from payments.models import Method, Order, Payment, Refund
from payments.orders.place import lock_order
from payments.refunds.transitions import State, ask_for_letters, fail, owe_mail, succeed

CLAIM = timedelta(minutes=2)  # longer than the library's tries at one call take together
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
        fail(row, order, code)


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
        fail(row, order, failure)
