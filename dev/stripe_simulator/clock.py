"""Two clocks: the world's, and the account's, which can be moved on by days.

What happens in the account goes by its own clock: when things were made, when sessions, debits and
refunds end. What passes between it and other machines goes by the world's, since theirs does:
signatures, waits between tries, the day that an idempotency key is kept, the `expires_at` that a
caller asks for.
"""

from collections.abc import Callable

from dev.stripe_simulator.store import Store

Clock = Callable[[], float]


class AccountClock:
    """The account's clock: as far ahead of the world's as the store says, over restarts too."""

    def __init__(self, store: Store, world: Clock) -> None:
        self._store = store
        self._world = world
        found = store.rows("SELECT value FROM settings WHERE name = 'clock_ahead'")
        self.ahead = int(found[0]["value"]) if found else 0

    def __call__(self) -> float:
        """The account's time, in Unix seconds."""
        return self._world() + self.ahead

    def advance(self, seconds: int) -> None:
        """Move the clock on."""
        with self._store.transaction():
            ahead = self.ahead + seconds
            self._store.rows("REPLACE INTO settings VALUES ('clock_ahead', ?)", ahead)
            self.ahead = ahead
