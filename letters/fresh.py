"""Public pages and numbers, kept a few seconds in each process.

While one thread makes the next, the others go on with the last: nobody waits for a number that
was good a moment ago, and a crowd asks the database once.
"""

import threading
import time
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Kept = TypeVar("Kept")


class Fresh(Generic[Kept]):
    """Values by key, each at most so many seconds old, or as old as its next one takes to make."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._kept: dict[Hashable, tuple[float, Kept]] = {}
        self._making = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], Kept | None]) -> Kept | None:
        """The value of a key, made when it is missing or old; None is not kept."""
        kept = self._kept.get(key)
        if kept and time.monotonic() < kept[0] + self._seconds:
            return kept[1]
        if kept and not self._making.acquire(blocking=False):
            return kept[1]
        if not kept:
            self._making.acquire()
        try:
            kept = self._kept.get(key)  # made by whoever had the lock before us
            if kept and time.monotonic() < kept[0] + self._seconds:
                return kept[1]
            made = make()
            if made is not None:
                self._kept[key] = (time.monotonic(), made)
            return made
        finally:
            self._making.release()

    def clear(self) -> None:
        """Forget everything."""
        self._kept.clear()
