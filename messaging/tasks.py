"""Celery tasks of the outbox."""

import time

from celery import shared_task

from accounts import cleanup
from core import jobs
from messaging import account_mails, delivery, mailings

DELIVERY_LIMIT = 30  # seconds
# Short, so that other tasks run between two slices of a mailing.
SLICE = 3  # seconds
NEXT_SLICE_IN = 0.2  # seconds, in which unused rate accumulates


@shared_task
def deliver_due() -> None:
    """Send due mail: retries, and mail for which no worker was woken."""
    until = time.monotonic() + DELIVERY_LIMIT
    while time.monotonic() < until and delivery.deliver_ordinary():
        continue


@shared_task
def send_mailings() -> None:
    """Send mailings for SLICE seconds in a free slot, and queue the next slice if more is due."""
    with mailings.sender_slot() as acquired:
        more = acquired and mailings.send_for(SLICE)
    if more:
        jobs.enqueue("messaging.tasks.send_mailings", countdown=NEXT_SLICE_IN)


@shared_task
def delete_old_account_mails() -> None:
    """Delete codes of yesterday, their messages, and expired limits of signing in."""
    cleanup.delete_expired()
    account_mails.delete_old_messages()
