"""An order's way to Stripe's page and back."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from messaging.outbox import enqueue
from payments import gateway, mail_kinds
from payments.fulfilment import UNPAID, Paid, receive
from payments.models import Checkout, Order
from payments.orders.place import AlreadyPaid, lock_order

LIFE = timedelta(hours=23)  # Stripe allows 30 minutes to 24 hours
ASK_AGAIN = timedelta(seconds=5)


class SessionOfAnotherOrder(Exception):
    """The session named in the return does not belong to this order."""


def start_checkout(*, order: Order) -> str:
    """The address of Stripe's page for this order: the attempt that is open, or a new one.

    Raises AlreadyPaid, and gateway.StripeUnavailable (asking again finds the same attempt).
    """
    attempt = _attempt(order)
    if attempt.url:
        return attempt.url
    session = _make_session(order, attempt)
    if session.status != "open":  # an old attempt, answered again: it may have been paid meanwhile
        settle(session)
        raise AlreadyPaid
    return session.url


def session_of(order: Order, attempt: Checkout) -> str:
    """The id of an attempt's session at Stripe, learnt now where its answer was lost.

    Raises gateway.StripeUnavailable.
    """
    return attempt.session_id or _make_session(order, attempt).id


def _make_session(order: Order, attempt: Checkout) -> gateway.Session:
    session = gateway.create_session(
        _new_session(order, attempt), idempotency_key=attempt.idempotency_key
    )
    Checkout.objects.filter(pk=attempt.pk).update(session_id=session.id, url=session.url)
    return session


@transaction.atomic(durable=True)
def _attempt(order: Order) -> Checkout:
    """The open attempt of the order, or the next one; committed before Stripe hears of it."""
    order = Order.objects.select_for_update(no_key=True).get(pk=order.pk)
    if order.state != Order.State.AWAITING:
        raise AlreadyPaid
    now = timezone.now()
    last = order.checkouts.order_by("number").last()
    if last and last.state == Checkout.State.OPEN:
        if last.expires_at > now + timedelta(minutes=5):
            return last
        last.state = Checkout.State.EXPIRED
        last.save(update_fields=["state"])
    return Checkout.objects.create(
        order=order, number=last.number + 1 if last else 1, expires_at=now + LIFE
    )


def _new_session(order: Order, attempt: Checkout) -> gateway.NewSession:
    prices = list(order.lines.values_list("price", flat=True))
    with override(order.language if order.language in gateway.LOCALES else "en"):
        labels = {
            "letters": _("Letter in %(series)s") % {"series": order.series.title},
            "fee": _("Covering the card fee"),
            "gift": _("Gift toward letters for those who cannot pay"),
        }
    return gateway.NewSession(
        order=order.public_id,
        letters=len(prices),
        letter_price=prices[0],
        fee=order.fee_amount,
        gift=order.gift_amount,
        currency=order.currency,
        email=order.email,
        language=order.language,
        labels=labels,
        return_url=settings.SITE_URL + reverse("order", args=[order.public_id]),
        expires_at=attempt.expires_at,
    )


@transaction.atomic(savepoint=False)
def settle(session: gateway.Session) -> None:
    """Bring the order to where its session is: the one way for webhook, return and asking.

    Joins the caller's transaction. Raises LookupError for a session of no order of ours.
    """
    if session.status == "open":
        return
    try:
        order = lock_order(public_id=session.order)
    except Order.DoesNotExist:
        raise LookupError("a session of no order of ours") from None
    if session.paid:
        receive(order, _paid(session))
        return
    ended = Checkout.State.COMPLETE if session.status == "complete" else Checkout.State.EXPIRED
    attempt = Checkout.objects.filter(order=order, session_id=session.id)
    attempt.filter(state=Checkout.State.OPEN).update(state=ended)
    # The bank's refusal may have come before the news that it was asked.
    refused = attempt.filter(state=Checkout.State.FAILED)
    if ended == Checkout.State.COMPLETE and not refused.exists():
        _bank_at_work(order)


def _bank_at_work(order: Order) -> None:
    if order.state == Order.State.AWAITING:
        order.state = Order.State.PROCESSING
        order.save(update_fields=["state"])


def _paid(session: gateway.Session) -> Paid:
    return Paid(
        reference=session.payment_intent,
        session_id=session.id,
        amount=session.amount,
        currency=session.currency,
    )


@transaction.atomic(savepoint=False)
def debit_failed(session: gateway.Session) -> None:
    """The bank refused a delayed payment: the order can be paid in another way.

    Joins the caller's transaction; whichever of the bank's two events comes first.
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
    if order.state not in UNPAID:
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
    """The buyer came back: ask Stripe about the session he names, and settle it.

    Raises SessionOfAnotherOrder, and gateway.StripeUnavailable.
    """
    try:
        session = gateway.retrieve_session(session_id)
    except gateway.NotOurs:
        raise SessionOfAnotherOrder from None
    if session.order != order.public_id:
        raise SessionOfAnotherOrder
    settle(session)


def ask_stripe(*, order: Order) -> None:
    """Ask about the open attempt of an unpaid order, at most every five seconds.

    A lost webhook is healed by whoever looks at the order's page.
    """
    now = timezone.now()
    attempt = order.checkouts.filter(session_id__isnull=False).order_by("number").last()
    if order.state != Order.State.AWAITING or attempt is None:
        return
    turn = Checkout.objects.filter(pk=attempt.pk).exclude(asked_at__gt=now - ASK_AGAIN)
    if turn.update(asked_at=now):
        settle(gateway.retrieve_session(str(attempt.session_id)))
