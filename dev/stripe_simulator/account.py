"""The simulated account, which every module works on."""

import time
from dataclasses import dataclass, field

from dev.stripe_simulator.clock import AccountClock, Clock
from dev.stripe_simulator.faults import Faults
from dev.stripe_simulator.idempotency import StoredResponses
from dev.stripe_simulator.store import Object, Store
from dev.stripe_simulator.webhooks.sender import WebhookSender

API_VERSION = "2026-10-28.endive"


@dataclass(frozen=True)
class Cause:
    """The API request that caused an event; empty when the buyer, a bank or time caused it."""

    request: str | None = None
    idempotency_key: str | None = None


NO_REQUEST = Cause()


@dataclass
class Account:
    """An account in test mode, with one webhook endpoint."""

    store: Store
    webhook_sender: WebhookSender
    key: str
    url: str
    real_clock: Clock = time.time
    faults: Faults = field(default_factory=Faults)
    clock: AccountClock = field(init=False)
    stored_responses: StoredResponses = field(init=False)

    def __post_init__(self) -> None:
        self.clock = AccountClock(self.store, self.real_clock)
        self.stored_responses = StoredResponses(self.store)

    def now(self) -> int:
        """The account's time, in whole seconds."""
        return int(self.clock())

    def set_timer(self, seconds: float, act: str, identifier: str) -> None:
        """Have `time_events` act on an object after `seconds` of the account's clock."""
        self.store.rows(
            "INSERT INTO timed_actions (at, action, object) VALUES (?, ?, ?)",
            self.clock() + seconds,
            act,
            identifier,
        )

    def public(self, obj: Object) -> Object:
        """The object as the API returns it: without private fields, with a session's URL."""
        status_report = {key: value for key, value in obj.items() if not key.startswith("_")}
        if obj["object"] == "checkout.session":
            status_report["expires_at"] -= obj.get("_ahead", 0)  # as the caller gave it
            if obj["status"] == "open":
                status_report["url"] = f"{self.url}/c/pay/{obj['id']}"
        return status_report
