"""Celery tasks of orders and payments."""

import logging
from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from core import jobs
from payments.abuse import card_testing, checkout_limits
from payments.checkout import superseded
from payments.fulfilment import fulfil_waiting_order
from payments.models import Method, Order, Refund
from payments.orders import baby_names, redaction
from payments.reconciliation import AlreadyRunning, reconcile
from payments.refunds.stripe import send_refund

logger = logging.getLogger(__name__)


@shared_task
def fulfil_waiting_orders() -> None:
    """Retry the paid orders that found no free letter, oldest first."""
    waiting = Order.objects.filter(state=Order.State.WAITING).order_by("pk")
    for order_id in waiting.values_list("pk", flat=True)[:500]:
        fulfil_waiting_order(order_id=order_id)


def enqueue_waiting_orders(series_id: int, **signal: object) -> None:
    """Enqueue `fulfil_waiting_orders` if an order of the series waits for letters."""
    if Order.objects.filter(state=Order.State.WAITING, series=series_id).exists():
        jobs.enqueue("payments.tasks.fulfil_waiting_orders")


@shared_task
def send_refund_to_stripe(refund_id: int) -> None:
    send_refund(refund_id)


@shared_task
def send_unsent_refunds() -> None:
    """Send the refunds that Stripe does not have yet, oldest first."""
    unsent = Refund.objects.filter(
        state=Refund.State.UNSENT,
        payment__method=Method.STRIPE,
        next_attempt_at__lte=timezone.now(),
    ).order_by("pk")
    for refund_id in unsent.values_list("pk", flat=True)[:200]:
        send_refund(refund_id)


@shared_task
def end_superseded_checkouts() -> None:
    superseded.end_superseded_checkouts()


@shared_task
def reconcile_stripe() -> None:
    """Reconcile the last two days; findings that need a person are logged as an error."""
    try:
        row = reconcile(since=timezone.now() - timedelta(hours=48))
    except AlreadyRunning:
        return
    if row.findings:
        logger.error("reconciliation %s: %s findings", row.pk, len(row.findings))


@shared_task
def check_card_testing() -> None:
    card_testing.check_card_testing()


@shared_task
def delete_expired_requests() -> None:
    """Delete expired rate-limit records: they hold hashes of addresses, browsers and e-mails."""
    checkout_limits.delete_expired()


@shared_task
def redact_payer_data() -> None:
    """Redact personal data in old Stripe events."""
    while redaction.redact_payer_data():
        continue


@shared_task
def ask_for_baby_names() -> None:
    """Mail the purchasers of letters for babies that were not named when they were registered."""
    baby_names.ask_for_baby_names()
