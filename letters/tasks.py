"""What Celery does for the register."""

from celery import shared_task

from letters.models import Series
from letters.scrolls import tend


@shared_task
def tend_scrolls() -> None:
    """One scroll open and the next prepared in every series: the check behind every commit."""
    for series in Series.objects.all():
        tend(series)
