"""Asking the worker to run a task soon.

The database row is the record of the work; the broker carries reminders only.
"""

import logging
import time

from celery import current_app
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)

# A broker that hangs would hold up each request: after a failure that took longer than SLOW, this
# process leaves it alone for PAUSE, and the periodic tasks find the rows. In seconds.
SLOW, PAUSE = 0.5, 10.0
_broken = {"until": float("-inf")}


def enqueue(task: str, *args: object, countdown: float = 0) -> None:
    """Ask the worker to run the task of that name, in `countdown` seconds.

    If the broker is away this only logs: the periodic task finds the row.
    """
    begun = time.monotonic()
    if begun < _broken["until"]:
        return
    try:
        current_app.send_task(task, args, countdown=countdown, ignore_result=True)
    except (OperationalError, OSError):
        now = time.monotonic()
        if now - begun > SLOW:
            _broken["until"] = now + PAUSE
        logger.warning("task %s not queued: broker unavailable", task)
