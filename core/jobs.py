"""Asking the worker to run a task soon.

The database row is the record of the work; the broker carries reminders only.
"""

import logging

from celery import current_app
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


def enqueue(task: str, *args: object, countdown: float = 0) -> None:
    """Ask the worker to run the task of that name, in `countdown` seconds.

    If the broker is away this only logs: the periodic task finds the row.
    """
    try:
        current_app.send_task(task, args, countdown=countdown, ignore_result=True)
    except (OperationalError, OSError):
        logger.warning("task %s not queued: broker unavailable", task)
