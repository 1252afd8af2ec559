"""What Celery does for the communities."""

from celery import shared_task

from communities import cards


@shared_task
def sweep_photographs() -> None:
    """Delete photographs of cards that nobody needs any more."""
    cards.sweep_photographs()
