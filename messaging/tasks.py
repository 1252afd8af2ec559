"""What Celery does for the outbox."""

import time

from celery import shared_task

from core import jobs
from messaging import delivery, mailings

LONGEST_ROUND = 30  # seconds
# Short, so that every other task gets its turn between two slices of a mailing.
SLICE = 3  # seconds
NEXT_SLICE = 0.2  # seconds; the rate fills up meanwhile


@shared_task
def deliver_due() -> None:
    """Send what nobody was reminded of, or what is to be tried again."""
    until = time.monotonic() + LONGEST_ROUND
    while time.monotonic() < until and delivery.deliver_ordinary():
        continue


@shared_task
def send_mailings() -> None:
    """Send mailings for a slice of time, in one of the lanes, and ask for the next slice."""
    with mailings.lane() as free:
        more = free and mailings.send_for(SLICE)
    if more:
        jobs.enqueue("messaging.tasks.send_mailings", countdown=NEXT_SLICE)
