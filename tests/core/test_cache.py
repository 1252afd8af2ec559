import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError

from core import cache
from core.cache import StaleWhileRevalidateCache
from tests.races import PATIENCE


def test_missing_value_is_cached_as_none() -> None:
    values: StaleWhileRevalidateCache[None] = StaleWhileRevalidateCache(60)
    computed: list[int] = []
    for _ in range(3):
        values.get("/siyum/9999/", lambda: computed.append(1))
    assert computed == [1]


def test_slow_key_does_not_hold_up_another_key() -> None:
    values: StaleWhileRevalidateCache[int] = StaleWhileRevalidateCache(60)
    computing, other_done = threading.Event(), threading.Event()

    def slow() -> int:
        computing.set()
        assert other_done.wait(PATIENCE)
        return 1

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(values.get, "slow", slow)
        assert computing.wait(PATIENCE)
        assert values.get("other", lambda: 2) == 2
        other_done.set()
        assert first.result() == 1


def test_oldest_entries_are_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "MAX_ENTRIES", 2)
    values: StaleWhileRevalidateCache[int] = StaleWhileRevalidateCache(60)
    for number in range(4):
        values.get(number, lambda: 0)
    assert set(values._entries) == {"2", "3"}


def test_database_error_without_an_old_value_is_raised() -> None:
    values: StaleWhileRevalidateCache[int] = StaleWhileRevalidateCache(0)

    def fail() -> int:
        raise OperationalError

    with pytest.raises(OperationalError):
        values.get("a", fail)
    assert values.get("a", lambda: 1) == 1
    assert values.get("a", fail) == 1
