"""Two clocks: the real one, and the account's, which can be advanced by days.

The account's clock says when objects are created and when sessions, debits and refunds end. What
involves other machines goes by the real clock: signatures, waits between tries, the day that an
idempotency key is valid, the `expires_at` that a caller asks for.
"""

from collections.abc import Callable

from dev.stripe_simulator.store import Store

Clock = Callable[[], float]


class AccountClock:
    """The account's clock, ahead of the real one by seconds that the store keeps."""

    def __init__(self, store: Store, real_clock: Clock) -> None:
        self._store = store
        self._real_clock = real_clock
        found = store.rows("SELECT value FROM settings WHERE name = 'clock_ahead'")
        self.ahead = int(found[0]["value"]) if found else 0

    def __call__(self) -> float:
        """The account's time, in Unix seconds."""
        return self._real_clock() + self.ahead

    def advance(self, seconds: int) -> None:
        with self._store.transaction():
            ahead = self.ahead + seconds
            self._store.rows("REPLACE INTO settings VALUES ('clock_ahead', ?)", ahead)
            self.ahead = ahead
