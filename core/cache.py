"""Public pages and numbers, kept a few seconds in each process.

While one thread makes the next, the others go on with the last: nobody waits for a number that
was good a moment ago, and a crowd asks the database once. A database that is away leaves the last
standing.
"""

import logging
import threading
import time
from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar
from weakref import WeakSet

from django.db import Error

Kept = TypeVar("Kept")

logger = logging.getLogger(__name__)


class Fresh(Generic[Kept]):
    """Values by key, each at most so many seconds old, or as old as its next one takes to make."""

    _everywhere: "WeakSet[Fresh[Any]]" = WeakSet()

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._kept: dict[Hashable, tuple[float, Kept]] = {}
        self._making = threading.Lock()
        Fresh._everywhere.add(self)

    def get(self, key: Hashable, make: Callable[[], Kept | None]) -> Kept | None:
        """The value of a key, made when it is missing or old; None is not kept."""
        kept = self._kept.get(key)
        if kept and time.monotonic() < kept[0]:
            return kept[1]
        if not self._making.acquire(blocking=kept is None):
            return kept[1] if kept else None
        try:
            kept = self._kept.get(key)  # made by whoever had the lock before us
            if kept and time.monotonic() < kept[0]:
                return kept[1]
            made = self._make(make, kept)
            if made is not None:
                self._kept[key] = (time.monotonic() + self._seconds, made)
            return made
        finally:
            self._making.release()

    def _make(
        self, make: Callable[[], Kept | None], kept: tuple[float, Kept] | None
    ) -> Kept | None:
        try:
            return make()
        except Error:
            if not kept:
                raise
            logger.warning("the database did not answer: the last goes on", exc_info=True)
            return kept[1]

    @classmethod
    def clear_all(cls) -> None:
        """Forget everything that is kept anywhere in this process."""
        for fresh in cls._everywhere:
            fresh._kept.clear()
