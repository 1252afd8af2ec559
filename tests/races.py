"""Races with real connections, and a barrier for negative controls without a lock.

A negative control that only hopes that two threads interleave passes or fails with the machine's
load; `meet_after` makes both enter the gap that the lock would have closed.
"""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import Any

from django.db import connection

# Longer than a thread waits on a busy machine; a control whose threads never meet fails after it.
PATIENCE = 60.0


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


@contextmanager
def in_another_thread(call: Callable[[], object]) -> Iterator[Callable[[], object]]:
    """Run a call in another thread with its own connection; yields what returns its result.

    Waits for its end on leaving: leave only after releasing the lock that it waits for.
    """

    def run() -> object:
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(run)
        yield lambda: future.result(timeout=2 * PATIENCE)


def wait_until_blocking() -> None:
    """Return when another connection waits for a lock of this one's transaction.

    Not by pg_stat_activity: inside a transaction PostgreSQL answers with what it saw first.
    """
    query = "SELECT count(*) FROM pg_locks WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid))"
    deadline = time.monotonic() + 2 * PATIENCE
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute(query)
            if cursor.fetchone()[0]:
                return
        time.sleep(0.01)
    raise AssertionError("no other connection waits for this one")
