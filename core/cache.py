"""An in-process cache that serves the last value while one thread computes the next.

The database is asked once however many readers there are; if it fails, the last value stays.
"""

import logging
import threading
import time
from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar
from weakref import WeakSet

from django.db import Error

Value = TypeVar("Value")

logger = logging.getLogger(__name__)


class StaleWhileRevalidateCache(Generic[Value]):
    """Values by key; each is refreshed after `max_age` seconds."""

    _instances: "WeakSet[StaleWhileRevalidateCache[Any]]" = WeakSet()

    def __init__(self, max_age: float) -> None:
        self._max_age = max_age
        self._entries: dict[Hashable, tuple[float, Value]] = {}
        self._refreshing = threading.Lock()
        StaleWhileRevalidateCache._instances.add(self)

    def get(self, key: Hashable, compute: Callable[[], Value | None]) -> Value | None:
        """The value of a key, computed when missing or expired; None is not cached."""
        entry = self._entries.get(key)
        if entry and time.monotonic() < entry[0]:
            return entry[1]
        if not self._refreshing.acquire(blocking=entry is None):
            return entry[1] if entry else None
        try:
            entry = self._entries.get(key)  # another thread may have refreshed it meanwhile
            if entry and time.monotonic() < entry[0]:
                return entry[1]
            value = self._compute(compute, entry)
            if value is not None:
                self._entries[key] = (time.monotonic() + self._max_age, value)
            return value
        finally:
            self._refreshing.release()

    def _compute(
        self, compute: Callable[[], Value | None], entry: tuple[float, Value] | None
    ) -> Value | None:
        try:
            return compute()
        except Error:
            if not entry:
                raise
            logger.warning("database error: the cached value is served", exc_info=True)
            return entry[1]

    @classmethod
    def clear_all(cls) -> None:
        """Empty every cache of this process."""
        for cache in cls._instances:
            cache._entries.clear()
