"""Races with real connections, and the meeting that makes a twin without its lock meet the damage.

A twin that only hopes two threads come between each other passes or fails with the machine's load;
`meet_after` makes them stand together in the gap that the lock would have closed.
"""

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.db import connection

# Longer than a busy machine lets a thread wait; a twin that never meets fails after it.
PATIENCE = 30.0


def at_once(times: int, call: Callable[[], object]) -> list[Exception]:
    """Make the call in so many threads, each with a connection of its own; the errors met."""
    return each(*[call] * times)


def each(*calls: Callable[[], object]) -> list[Exception]:
    """Make these calls in the same moment, each in a thread with a connection of its own."""
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
    """`look`, from which nobody returns (or raises) before so many have looked.

    Whoever is kept from it by a lock is not waited for longer than `patience` seconds.
    """
    meeting = threading.Barrier(times)

    def looked(*arguments: Any, **named: Any) -> Any:
        try:
            return look(*arguments, **named)
        finally:
            with suppress(threading.BrokenBarrierError):
                meeting.wait(patience)

    return looked
