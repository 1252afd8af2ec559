"""What Celery does for the register."""

from celery import shared_task

from letters.models import Scroll
from letters.scrolls import notice_full


@shared_task
def notice_full_scrolls() -> None:
    """The periodic check behind the one after each commit."""
    for scroll_id in Scroll.objects.open().values_list("pk", flat=True):
        notice_full(scroll_id)
