"""What Celery does for the outbox."""

from celery import shared_task

from messaging import outbox
from messaging.models import Message

BATCH = 500


@shared_task
def deliver_due() -> None:
    """Send what nobody was reminded of, or what is to be tried again."""
    for message_id in Message.objects.due().values_list("pk", flat=True)[:BATCH]:
        outbox.send(message_id)
