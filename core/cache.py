"""An in-process cache that serves the last value while one thread computes the next.

The database is asked once however many readers there are; if it fails, the last value stays.
"""

import logging
from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar, cast
from weakref import WeakSet

from django.db import Error
from dogpile.cache import make_region
from dogpile.cache.api import NO_VALUE

MAX_ENTRIES = 1000  # of one cache; the oldest are dropped

Value = TypeVar("Value")

logger = logging.getLogger(__name__)


class _BoundedDict(dict[str, Any]):
    def __setitem__(self, key: str, value: Any) -> None:
        self.pop(key, None)
        super().__setitem__(key, value)
        while len(self) > MAX_ENTRIES:
            self.pop(next(iter(self)), None)


class StaleWhileRevalidateCache(Generic[Value]):
    """Values by key, None among them; each is refreshed after `max_age` seconds."""

    _instances: "WeakSet[StaleWhileRevalidateCache[Any]]" = WeakSet()

    def __init__(self, max_age: float) -> None:
        self._entries = _BoundedDict()
        self._region = make_region().configure(
            "dogpile.cache.memory",
            expiration_time=max_age,
            arguments={"cache_dict": self._entries},
        )
        StaleWhileRevalidateCache._instances.add(self)

    def get(self, key: Hashable, compute: Callable[[], Value]) -> Value:
        """The value of a key, computed where it is missing or expired.

        Threads that ask for the same missing key wait for one of them; for an expired one they get
        the old value meanwhile. Raises the database's error where there is no old value.
        """
        name = repr(key)

        def create() -> Value:
            try:
                return compute()
            except Error:
                last: Any = self._region.get(name, ignore_expiration=True)
                if last is NO_VALUE:
                    raise
                logger.warning("database error: the cached value is served", exc_info=True)
                return cast("Value", last)

        value: Value = self._region.get_or_create(name, create)
        return value

    @classmethod
    def clear_all(cls) -> None:
        """Empty every cache of this process."""
        for cache in cls._instances:
            cache._entries.clear()
