"""From money to letters: `fulfil` is the one door, and going through it twice changes nothing."""

import logging
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from letters.draw import NoLettersLeft, draw_from_series
from letters.inscriptions import issue_certificates
from letters.scrolls import notice_full
from messaging.outbox import enqueue
from payments.models import Method, Order, OrderLine, Payment

logger = logging.getLogger(__name__)

MAIL = "order_fulfilled"


@dataclass(frozen=True)
class Paid:
    """Money that came, as Stripe says: minor units."""

    reference: str
    session_id: str
    amount: int
    currency: str
    method: str = Method.STRIPE


def lock_order(order_id: int) -> Order:
    """The order, held against every other fulfilment of it until the transaction ends."""
    return Order.objects.select_for_update(of=("self",), no_key=True).get(pk=order_id)


@transaction.atomic(durable=True)
def fulfil(*, order_id: int, paid: Paid) -> Order:
    """Record the payment and give the order its letters, certificates and mail, all or nothing.

    Called by the webhook, the return, the page and the committee, together or many times.
    Money that does not match the order draws nothing and goes before the committee.
    """
    order = lock_order(order_id)
    known = Payment.objects.filter(method=paid.method, reference=paid.reference).first()
    if known:
        return order
    problem = _problem(order, paid)
    Payment.objects.create(
        order=order,
        method=paid.method,
        reference=paid.reference,
        session_id=paid.session_id,
        amount=paid.amount,
        currency=paid.currency,
        problem=problem,
    )
    if not problem:
        return _give_letters(order)
    logger.error("order %s: %s", order.pk, problem)
    if order.state in {Order.State.AWAITING, Order.State.PROCESSING}:
        order.state = Order.State.REVIEW
    order.problem = problem
    order.save(update_fields=["state", "problem"])
    return order


def _problem(order: Order, paid: Paid) -> str:
    if order.state in {Order.State.FULFILLED, Order.State.WAITING}:
        return "paid a second time"
    if paid.currency != order.currency:
        return f"paid in {paid.currency}, not {order.currency}"
    if paid.amount != order.total:
        return f"paid {paid.amount}, not {order.total}"
    if order.state == Order.State.REVIEW:
        return "paid while before the committee"
    return ""


def _give_letters(order: Order) -> Order:
    """Draw for every line of a paid order; inside the caller's transaction, under the lock."""
    lines = OrderLine.objects.filter(order=order).order_by("position")
    inscriptions = list(lines.values_list("inscription_id", flat=True))
    try:
        with transaction.atomic():
            drawn = draw_from_series(order.series, inscriptions)
    except NoLettersLeft:
        order.state = Order.State.WAITING
        order.save(update_fields=["state"])
        return order
    now = timezone.now()
    issue_certificates(inscriptions, day=_day(now, order.zone))
    order.state = Order.State.FULFILLED
    order.fulfilled_at = now
    order.save(update_fields=["state", "fulfilled_at"])
    enqueue(kind=MAIL, about=order.public_id, recipient=order.email, language=order.language)
    scrolls = {letter.scroll.pk for letter in drawn}
    transaction.on_commit(lambda: [notice_full(scroll) for scroll in scrolls], robust=True)
    return order


def _day(moment: datetime, zone: str) -> date:
    return moment.astimezone(ZoneInfo(zone)).date()


def fulfil_waiting(*, order_id: int) -> Order:
    """Give a paid order that found no free letter its letters, if there are some now."""
    with transaction.atomic(durable=True):
        order = lock_order(order_id)
        return _give_letters(order) if order.state == Order.State.WAITING else order
