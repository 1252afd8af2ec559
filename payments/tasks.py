"""What Celery does for the orders."""

import logging
from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from core import jobs
from payments.abuse import card_testing, checkout_limits, name_lookup_limit
from payments.fulfilment import fulfil_waiting
from payments.models import Method, Order, Refund
from payments.orders import redaction
from payments.reconciliation import AlreadyRunning, reconcile
from payments.refunds.stripe import send_refund

logger = logging.getLogger(__name__)


@shared_task
def fulfil_waiting_orders() -> None:
    """Paid orders that found no free letter try again, the oldest first."""
    waiting = Order.objects.filter(state=Order.State.WAITING).order_by("pk")
    for order_id in waiting.values_list("pk", flat=True)[:500]:
        fulfil_waiting(order_id=order_id)


def remind_of_waiting_orders(series_id: int, **signal: object) -> None:
    """Ask the worker to fulfil the orders that wait for letters of a series."""
    if Order.objects.filter(state=Order.State.WAITING, series=series_id).exists():
        jobs.enqueue("payments.tasks.fulfil_waiting_orders")


@shared_task
def send_owed_refund(refund_id: int) -> None:
    """Tell Stripe of one refund."""
    send_refund(refund_id)


@shared_task
def send_owed_refunds() -> None:
    """Refunds that Stripe has not heard of yet, the oldest first."""
    owed = Refund.objects.filter(
        state=Refund.State.OWED,
        payment__method=Method.STRIPE,
        next_attempt_at__lte=timezone.now(),
    ).order_by("pk")
    for refund_id in owed.values_list("pk", flat=True)[:200]:
        send_refund(refund_id)


@shared_task
def reconcile_stripe() -> None:
    """Stripe's books of two days against ours; what needs a person is an error in the log."""
    try:
        row = reconcile(since=timezone.now() - timedelta(hours=48))
    except AlreadyRunning:
        return
    if row.findings:
        logger.error("reconciliation %s: %s findings", row.pk, len(row.findings))


@shared_task
def check_card_testing() -> None:
    """Tell the committee when cards are being tested."""
    card_testing.check_card_testing()


@shared_task
def delete_expired_requests() -> None:
    """Who asked for payment pages and after names is not kept."""
    checkout_limits.delete_expired()
    name_lookup_limit.delete_expired()


@shared_task
def forget_payers() -> None:
    """What old events tell of a payer is not kept."""
    while redaction.forget_payers():
        continue
