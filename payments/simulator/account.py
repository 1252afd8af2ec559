"""The simulated account: what every part works on."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from payments.simulator.idempotency import Answers
from payments.simulator.store import Object, Store
from payments.simulator.webhooks import Courier

API_VERSION = "2026-10-28.endive"

Clock = Callable[[], float]


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
    clock: Clock = time.time
    answers: Answers = field(init=False)

    def __post_init__(self) -> None:
        self.answers = Answers(self.store)

    def now(self) -> int:
        """The account's time, in whole seconds."""
        return int(self.clock())

    def public(self, thing: Object) -> Object:
        """The object as Stripe shows it: without our notes, a session's address filled in."""
        shown = {key: value for key, value in thing.items() if not key.startswith("_")}
        if thing["object"] == "checkout.session" and thing["status"] == "open":
            shown["url"] = f"{self.url}/c/pay/{thing['id']}"
        return shown
