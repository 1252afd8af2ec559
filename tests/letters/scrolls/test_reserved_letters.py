"""Returning reserved letters beside whatever opens and closes scrolls."""

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from django.db import OperationalError, transaction
from psycopg.errors import DeadlockDetected

from letters.models import Scroll
from letters.scrolls.scrolls import lock_scroll, lock_series, open_scroll
from letters.siyum import reserved_letters
from letters.siyum.reserved_letters import reserve_letters, return_letters
from tests.races import each

MEETING = 3.0  # seconds that one thread waits for the other where a lock keeps them apart


@pytest.fixture
def scroll(make_scroll: Callable[..., Scroll]) -> Scroll:
    """An open scroll of which letter 1 is reserved."""
    scroll = make_scroll(opened=False)
    reserve_letters(scroll=scroll, ordinals=[1])
    return open_scroll(scroll=scroll)


def _return_while_another_closes(
    scroll: Scroll, monkeypatch: pytest.MonkeyPatch
) -> list[Exception]:
    """Return a letter while another transaction locks the series and then the scroll."""
    meeting = threading.Barrier(2)

    def meet() -> None:
        with suppress(threading.BrokenBarrierError):
            meeting.wait(MEETING)

    def lock_and_meet(*arguments: Any) -> Scroll:
        locked = lock_scroll(*arguments)
        meet()
        return locked

    def close() -> None:
        with transaction.atomic():
            lock_series(scroll.series_id)
            meet()
            lock_scroll(scroll, Scroll.State.OPEN)

    def give_back() -> None:
        # As `open_scroll` does for a full scroll, with the scroll locked already.
        with transaction.atomic():
            return_letters(scroll=scroll, ordinals=[1])
            lock_series(scroll.series_id)

    monkeypatch.setattr(reserved_letters, "lock_scroll", lock_and_meet)
    return each(close, give_back)


def test_return_letters_takes_its_locks_in_the_order_of_the_others(
    scroll: Scroll, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _return_while_another_closes(scroll, monkeypatch) == []


def test_negative_control_return_letters_without_the_lock_of_the_series(
    scroll: Scroll, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reserved_letters, "lock_series", lambda series_id: None)
    (error,) = _return_while_another_closes(scroll, monkeypatch)
    assert isinstance(error, OperationalError)
    assert isinstance(error.__cause__, DeadlockDetected)
