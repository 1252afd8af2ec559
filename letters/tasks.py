"""The Celery tasks of the register."""

from celery import shared_task

from core import jobs
from letters.earlier import registers
from letters.lookup.doubles import between_scrolls, doubles
from letters.models import Scroll, Series
from letters.register import exports, last_look
from letters.scrolls import glance
from letters.scrolls.scrolls import open_next_scroll
from letters.subscriptions import subscriptions


@shared_task
def open_next_scrolls() -> None:
    """Keep one scroll open and the next prepared in every series, and notify subscribers.

    Periodic: it completes what a crashed process left undone.
    """
    for series in Series.objects.all():
        open_next_scroll(series)
        subscriptions.notify_subscribers(series)


@shared_task
def draw_glances() -> None:
    """Draw the scrolls at a glance, and count what the home page shows beside them."""
    glance.draw_glances()


@shared_task
def run_register_exports() -> None:
    """Make the pending exports of the register, and delete expired files."""
    exports.run_pending_exports()


@shared_task
def send_last_looks() -> None:
    """Mail the names of the scrolls whose register is printed in fourteen days."""
    last_look.send_last_looks()


@shared_task
def find_doubles() -> None:
    """Compare people with new certificates, for the committee's report of likely doubles."""
    doubles.find_doubles()
    between_scrolls.find_doubles_between_scrolls()


@shared_task
def run_earlier_register(register_id: int) -> None:
    """Look through, import or remove a register of an earlier scroll."""
    registers.run_register(register_id)


@shared_task
def continue_earlier_registers() -> None:
    registers.continue_registers()


@shared_task
def notify_subscribers(series_id: int) -> None:
    """Mail the subscribers of a series about its open scroll."""
    subscriptions.notify_subscribers(Series.objects.get(pk=series_id))


def enqueue_notify_subscribers(series_id: int, **signal: object) -> None:
    """Enqueue the mail about the open scroll, if anybody is to be notified."""
    scroll = Scroll.objects.open().filter(series=series_id).first()
    if scroll and subscriptions.pending_subscriptions(scroll).exists():
        jobs.enqueue("letters.tasks.notify_subscribers", series_id)
