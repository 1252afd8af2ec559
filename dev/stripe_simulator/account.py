"""The simulated account: what every part works on."""

import time
from dataclasses import dataclass, field

from dev.stripe_simulator.clock import AccountClock, Clock
from dev.stripe_simulator.faults import Faults
from dev.stripe_simulator.idempotency import Answers
from dev.stripe_simulator.store import Object, Store
from dev.stripe_simulator.webhooks.sender import Courier

API_VERSION = "2026-10-28.endive"


@dataclass(frozen=True)
class Cause:
    """The API request that made an event; empty when the buyer, a bank or time made it."""

    request: str | None = None
    idempotency_key: str | None = None


NOBODY = Cause()


@dataclass
class Account:
    """An account in test mode, with one webhook endpoint."""

    store: Store
    courier: Courier
    key: str
    url: str
    world: Clock = time.time
    faults: Faults = field(default_factory=Faults)
    clock: AccountClock = field(init=False)
    answers: Answers = field(init=False)

    def __post_init__(self) -> None:
        self.clock = AccountClock(self.store, self.world)
        self.answers = Answers(self.store)

    def now(self) -> int:
        """The account's time, in whole seconds."""
        return int(self.clock())

    def set_timer(self, seconds: float, act: str, identifier: str) -> None:
        """Have `passage` do something to an object when so much of the account's time is over."""
        self.store.rows(
            "INSERT INTO timers (at, act, object) VALUES (?, ?, ?)",
            self.clock() + seconds,
            act,
            identifier,
        )

    def public(self, thing: Object) -> Object:
        """The object as Stripe shows it: without our notes, a session's address filled in."""
        shown = {key: value for key, value in thing.items() if not key.startswith("_")}
        if thing["object"] == "checkout.session":
            shown["expires_at"] -= thing.get("_ahead", 0)  # as the caller said it
            if thing["status"] == "open":
                shown["url"] = f"{self.url}/c/pay/{thing['id']}"
        return shown
