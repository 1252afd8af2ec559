"""Checkout sessions: starting one for an order, and applying its outcome."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.http.language_paths import path_in
from messaging.outbox import enqueue
from payments import gateway, mail_kinds
from payments.fulfilment import UNPAID_STATES, IncomingPayment, apply_payment
from payments.models import Checkout, Order
from payments.orders.place import NotPayable, lock_order

SESSION_LIFETIME = timedelta(hours=23)  # Stripe allows 30 minutes to 24 hours
POLL_INTERVAL = timedelta(seconds=5)
REPLACED_BEFORE_END = timedelta(minutes=5)  # an attempt that ends so soon is replaced by a new one


class _ExpireFirst(Exception):
    """The open attempt is about to end: it must be expired at Stripe before it is replaced."""

    def __init__(self, attempt: Checkout) -> None:
        super().__init__(attempt)
        self.attempt = attempt


class SessionOfAnotherOrder(Exception):
    """The session in the return URL does not belong to this order."""


def start_checkout(*, order: Order) -> str:
    """The URL of Stripe's payment page for this order: of the open attempt, or of a new one.

    Raises NotPayable, and gateway.StripeUnavailable (a retry finds the same attempt).
    """
    try:
        attempt = _open_attempt(order)
    except _ExpireFirst as ending:
        apply_session(gateway.expire_session(session_id_of(ending.attempt)))
        attempt = _open_attempt(order)
    if attempt.url:
        return attempt.url
    session = _create_session(attempt)
    if session.status != "open":  # the stored answer of an old attempt, perhaps paid meanwhile
        apply_session(session)
        raise NotPayable
    return session.url


def session_id_of(attempt: Checkout) -> str:
    """The id of an attempt's session, fetched again by its key if Stripe's answer was lost.

    Raises gateway.StripeUnavailable.
    """
    return attempt.session_id or _create_session(attempt).id


def _create_session(attempt: Checkout) -> gateway.Session:
    session = gateway.create_session(_new_session(attempt), idempotency_key=attempt.idempotency_key)
    Checkout.objects.filter(pk=attempt.pk).update(session_id=session.id, url=session.url)
    return session


@transaction.atomic(durable=True)
def _open_attempt(order: Order) -> Checkout:
    """The open attempt of the order, or a new one; committed before Stripe is called."""
    order = lock_order(pk=order.pk)
    if order.state != Order.State.AWAITING:
        raise NotPayable
    now = timezone.now()
    last = order.checkouts.order_by("number").last()
    if last and last.state == Checkout.State.OPEN:
        if last.expires_at > now + REPLACED_BEFORE_END:
            return last
        # Until its last second it can be paid. One whose id was never learnt has expired by itself.
        if last.session_id or last.expires_at > now:
            raise _ExpireFirst(last)
        last.state = Checkout.State.EXPIRED
        last.save(update_fields=["state"])
    return Checkout.objects.create(
        order=order, number=last.number + 1 if last else 1, expires_at=now + SESSION_LIFETIME
    )


def _new_session(attempt: Checkout) -> gateway.NewSession:
    # Read after the attempt was opened: no amount of the order changes while one is.
    order = Order.objects.select_related("series").get(pk=attempt.order_id)
    prices = list(order.lines.values_list("price", flat=True))
    with override(order.language):
        labels = {
            "letters": _("Letter in %(series)s") % {"series": order.series.title},
            "fee": _("Covering the card fee"),
            "gift": _("Gift toward letters for those who cannot pay"),
            "postage": _("Printed certificates by post"),
        }
    page = path_in(reverse("order", args=[order.public_id]), order.language)
    return gateway.NewSession(
        order=order.public_id,
        letters=len(prices),
        letter_price=prices[0],
        fee=order.fee_amount,
        gift=order.gift_amount,
        postage=order.postage_amount,
        currency=order.currency,
        email=order.email,
        language=order.language,
        labels=labels,
        return_url=f"{settings.SITE_URL}{page}",
        expires_at=attempt.expires_at,
    )


@transaction.atomic(savepoint=False)
def apply_session(session: gateway.Session) -> None:
    """Apply a session's outcome to its order: webhook, return, poll and reconciliation use it.

    Joins the caller's transaction. Raises LookupError if the session is of no order of ours.
    """
    if session.status == "open":
        return
    try:
        order = lock_order(public_id=session.order)
    except Order.DoesNotExist:
        raise LookupError("a session of no order of ours") from None
    if session.paid:
        apply_payment(order, _incoming_payment(session))
        return
    ended = Checkout.State.COMPLETE if session.status == "complete" else Checkout.State.EXPIRED
    attempt = Checkout.objects.filter(order=order, session_id=session.id)
    attempt.filter(state=Checkout.State.OPEN).update(state=ended)
    # The debit's refusal may have come before the session's completion.
    refused = attempt.filter(state=Checkout.State.FAILED)
    if ended == Checkout.State.COMPLETE and not refused.exists():
        _mark_processing(order)


def _mark_processing(order: Order) -> None:
    if order.state == Order.State.AWAITING:
        order.state = Order.State.PROCESSING
        order.save(update_fields=["state"])


def _incoming_payment(session: gateway.Session) -> IncomingPayment:
    return IncomingPayment(
        reference=session.payment_intent,
        session_id=session.id,
        amount=session.amount,
        currency=session.currency,
    )


@transaction.atomic(savepoint=False)
def record_debit_failure(session: gateway.Session) -> None:
    """A bank debit was refused: reopen the order for payment, and mail the purchaser.

    Joins the caller's transaction; the session's completion may come before or after.
    """
    try:
        order = lock_order(public_id=session.order)
        attempt = order.checkouts.get(session_id=session.id)
    except (Order.DoesNotExist, Checkout.DoesNotExist):
        raise LookupError("a session of no order of ours") from None
    if attempt.state == Checkout.State.FAILED:
        return
    attempt.state = Checkout.State.FAILED
    attempt.save(update_fields=["state"])
    if order.state not in UNPAID_STATES:
        return
    if not order.checkouts.filter(state=Checkout.State.COMPLETE).exists():
        order.state = Order.State.AWAITING
        order.save(update_fields=["state"])
    enqueue(
        kind=mail_kinds.DEBIT_FAILED,
        about=str(attempt.pk),
        recipient=order.email,
        language=order.language,
        zone=order.zone,
    )


def confirm_return(*, order: Order, session_id: str) -> None:
    """Apply the session in the return URL, as Stripe has it now.

    Raises SessionOfAnotherOrder, and gateway.StripeUnavailable.
    """
    try:
        session = gateway.retrieve_session(session_id)
    except gateway.NotFound:
        raise SessionOfAnotherOrder from None
    if session.order != order.public_id:
        raise SessionOfAnotherOrder
    apply_session(session)


def poll_stripe(*, order: Order) -> None:
    """Ask Stripe about the last attempt of an unpaid order, at most every POLL_INTERVAL.

    The order's page calls it, so that a lost webhook does not keep a buyer waiting.
    """
    now = timezone.now()
    attempt = order.checkouts.filter(session_id__isnull=False).order_by("number").last()
    if order.state != Order.State.AWAITING or attempt is None:
        return
    due = Checkout.objects.filter(pk=attempt.pk).exclude(asked_at__gt=now - POLL_INTERVAL)
    if due.update(asked_at=now):
        apply_session(gateway.retrieve_session(str(attempt.session_id)))
