"""Refunds at Stripe: sending each once, and following its state."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from core.forms.text_input import parse_positive_int
from payments import gateway
from payments.models import Method, Order, Payment, Refund
from payments.orders.find import find_payment
from payments.orders.place import lock_order
from payments.refunds.chargebacks import sync_chargebacks
from payments.refunds.transitions import State, enqueue_mail, fail, request_allocation, succeed

CLAIM_DURATION = timedelta(minutes=2)  # longer than all retries of one call by the library
# A refund only moves forward along these, in whatever order its events come. FAILED waits for the
# committee; CANCELED is ours alone: a failure that was dealt with.
_ORDER = [State.UNSENT, State.PENDING, State.SUCCEEDED, State.FAILED, State.CANCELED]
_STATES = {
    "pending": State.PENDING,
    "requires_action": State.PENDING,
    "succeeded": State.SUCCEEDED,
    "failed": State.FAILED,
    "canceled": State.FAILED,
}


def send_refund(refund_id: int) -> None:
    """Send an unsent refund to Stripe; safe to call repeatedly and concurrently.

    The idempotency key is the row's: after a lost answer the same call finds the refund made.
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
        _record_refusal(row, str(error))
    except gateway.StripeUnavailable:
        return  # retried when the claim expires
    else:
        sync_refund(made)


def _claim(refund_id: int) -> Refund | None:
    now = timezone.now()
    claimed = Refund.objects.filter(
        pk=refund_id, state=State.UNSENT, payment__method=Method.STRIPE, next_attempt_at__lte=now
    ).update(attempts=F("attempts") + 1, next_attempt_at=now + CLAIM_DURATION)
    return Refund.objects.select_related("payment__order").get(pk=refund_id) if claimed else None


@transaction.atomic(savepoint=False)
def _record_refusal(row: Refund, code: str) -> None:
    order = lock_order(pk=row.payment.order_id)
    row.refresh_from_db()
    if row.state == State.UNSENT:
        fail(row, order, code)


@transaction.atomic(savepoint=False)
def sync_refund(found: gateway.Refund) -> None:
    """Bring our row to the refund's state at Stripe; a refund made in the dashboard gets a row.

    Raises LookupError as `find_payment` does.
    """
    payment = find_payment(found.payment_intent, found.order)
    if payment is None:
        return
    order = lock_order(pk=payment.order_id)
    row = _find_row(found, payment) or _from_dashboard(found, payment, order)
    _advance(row, order, _STATES.get(found.status, State.PENDING), found.failure or found.status)


def _find_row(found: gateway.Refund, payment: Payment) -> Refund | None:
    known = payment.refunds.filter(stripe_id=found.id).first()
    if known is None and (row := parse_positive_int(found.row)):
        known = payment.refunds.filter(pk=row, stripe_id=None).first()
        if known:
            known.stripe_id = found.id
            known.save(update_fields=["stripe_id"])
    return known


def _from_dashboard(found: gateway.Refund, payment: Payment, order: Order) -> Refund:
    """Record a dashboard refund: of all letters if it is of all money, else the committee asks."""
    row = Refund(
        payment=payment,
        amount=found.amount,
        currency=found.currency,
        reason=Refund.Reason.DASHBOARD,
        stripe_id=found.id,
    )
    if _STATES.get(found.status) == State.FAILED:
        return row  # `fail` saves it: as effective it would exceed the payment with its replacement
    sync_chargebacks(payment, also_refunded=row.amount)
    row.save()
    left = order.lines.filter(refund=None)
    if payment.review_reason or not left.exists():
        return row
    if sum(payment.refunds.effective().values_list("amount", flat=True)) == payment.amount:
        left.update(refund=row)
    else:
        request_allocation(order)
    return row


def _advance(row: Refund, order: Order, state: State, failure: str) -> None:
    if _ORDER.index(state) <= _ORDER.index(State(row.state)):
        return
    if row.state == State.UNSENT and state in {State.PENDING, State.SUCCEEDED}:
        enqueue_mail(row, order)
    if state == State.SUCCEEDED:
        succeed(row)
    elif state == State.PENDING:
        row.state = state
        row.save(update_fields=["state"])
    else:
        fail(row, order, failure)
