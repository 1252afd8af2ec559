"""What Celery does for the register."""

from celery import shared_task

from core import jobs
from letters.models import Scroll, Series
from letters.register import exports
from letters.scrolls.scrolls import open_next_scroll
from letters.subscriptions import subscriptions


@shared_task
def open_next_scrolls() -> None:
    """One scroll open and the next prepared in every series: the check behind every commit.

    And those told of an opened one who asked for it, where whoever opened it died before.
    """
    for series in Series.objects.all():
        open_next_scroll(series)
        subscriptions.notify_subscribers(series)


@shared_task
def run_register_exports() -> None:
    """Make the exports of the register that wait, or whose worker died; delete expired files."""
    exports.run_pending_exports()


@shared_task
def notify_subscribers(series_id: int) -> None:
    """Write to those who asked to hear when the next scroll of a series opens."""
    subscriptions.notify_subscribers(Series.objects.get(pk=series_id))


def enqueue_notify_subscribers(series_id: int, **signal: object) -> None:
    """Ask the worker to write to those who wait to hear of the open scroll."""
    scroll = Scroll.objects.open().filter(series=series_id).first()
    if scroll and subscriptions.pending_subscriptions(scroll).exists():
        jobs.enqueue("letters.tasks.notify_subscribers", series_id)
