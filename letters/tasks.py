"""What Celery does for the register."""

from celery import shared_task

from core import jobs
from letters.models import Scroll, Series
from letters.register import exports
from letters.scrolls.scrolls import tend
from letters.subscriptions import subscriptions


@shared_task
def tend_scrolls() -> None:
    """One scroll open and the next prepared in every series: the check behind every commit.

    And those told of an opened one who asked for it, where whoever opened it died before.
    """
    for series in Series.objects.all():
        tend(series)
        subscriptions.tell(series)


@shared_task
def make_registers() -> None:
    """Make the exports of the register that wait, or whose worker died; delete expired files."""
    exports.make_what_waits()


@shared_task
def tell_of_open_scroll(series_id: int) -> None:
    """Write to those who asked to hear when the next scroll of a series opens."""
    subscriptions.tell(Series.objects.get(pk=series_id))


def remind_of_standing(series_id: int, **signal: object) -> None:
    """Ask the worker to write to those who wait to hear of the open scroll."""
    scroll = Scroll.objects.open().filter(series=series_id).first()
    if scroll and subscriptions.waiting_to_be_told(scroll).exists():
        jobs.enqueue("letters.tasks.tell_of_open_scroll", series_id)
