"""What Celery does for the register."""

import logging

from celery import shared_task
from kombu.exceptions import OperationalError

from letters import standing
from letters.models import Scroll, Series
from letters.register import exports
from letters.scrolls import tend

logger = logging.getLogger(__name__)


@shared_task
def tend_scrolls() -> None:
    """One scroll open and the next prepared in every series: the check behind every commit.

    And those told of an opened one who asked for it, where whoever opened it died before.
    """
    for series in Series.objects.all():
        tend(series)
        standing.tell(series)


@shared_task
def make_registers() -> None:
    """Make the exports of the register that wait, or whose worker died; delete expired files."""
    exports.make_what_waits()


@shared_task
def tell_of_open_scroll(series_id: int) -> None:
    """Write to those who asked to hear when the next scroll of a series opens."""
    standing.tell(Series.objects.get(pk=series_id))


def remind_of_standing(series_id: int, **signal: object) -> None:
    """Leave word that somebody waits to hear of the open scroll. Redis may be away: beat comes."""
    scroll = Scroll.objects.open().filter(series=series_id).first()
    if scroll is None or not standing.waiting_to_be_told(scroll).exists():
        return
    try:
        tell_of_open_scroll.apply_async((series_id,), ignore_result=True)
    except (OperationalError, OSError):
        logger.warning("no reminder left for those who wait for a scroll: Redis is away")
