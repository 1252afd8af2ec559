"""Races with real connections, and a barrier for negative controls without a lock.

A negative control that only hopes that two threads interleave passes or fails with the machine's
load; `meet_after` makes both enter the gap that the lock would have closed.
"""

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.db import connection

# Longer than a thread waits on a busy machine; a control whose threads never meet fails after it.
PATIENCE = 30.0


def at_once(times: int, call: Callable[[], object]) -> list[Exception]:
    """Call it in so many threads, each with its own connection; returns the errors."""
    return each(*[call] * times)


def each(*calls: Callable[[], object]) -> list[Exception]:
    """Call them at the same time, each in a thread with its own connection; returns the errors."""
    barrier = threading.Barrier(len(calls))
    errors: list[Exception] = []

    def run(call: Callable[[], object]) -> None:
        try:
            barrier.wait(PATIENCE)
            call()
        except Exception as error:  # noqa: BLE001 - the test looks at what happened
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


def meet_after(
    look: Callable[..., Any], times: int = 2, patience: float = PATIENCE
) -> Callable[..., Any]:
    """Wrap `look` so that it returns (or raises) only after `times` threads have called it.

    Threads blocked by a lock are waited for at most `patience` seconds.
    """
    meeting = threading.Barrier(times)

    def looked(*arguments: Any, **named: Any) -> Any:
        try:
            return look(*arguments, **named)
        finally:
            with suppress(threading.BrokenBarrierError):
                meeting.wait(patience)

    return looked
