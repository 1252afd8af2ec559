"""Noticing that the supervisor was killed, and starting it again."""

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

POLL_SECONDS = 1.0


@contextmanager
def restarted_if_killed(runs: Callable[[], bool], restart: Callable[[], None]) -> Iterator[None]:
    """Inside the block, call `restart` whenever `runs` says no, and report it on stderr.

    Without the supervisor its servers have ended, and nobody would start them.
    """
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(POLL_SECONDS):
            if runs():
                continue
            sys.stderr.write("PostgreSQL and Redis were killed: starting them again …\n")
            sys.stderr.flush()
            try:
                restart()
            except SystemExit as reason:
                sys.stderr.write(f"{reason}\n")

    watcher = threading.Thread(target=watch, name="services", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        ended.set()
        watcher.join()
