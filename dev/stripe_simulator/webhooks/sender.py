"""Webhooks: signed, delivered at least once, tried again for three days."""

import heapq
import threading
from collections.abc import Callable

from dev.stripe_simulator.faults import Faults
from dev.stripe_simulator.store import Object, Store, StoreClosed, json_object
from dev.stripe_simulator.webhooks.endpoint import Endpoint, sign
from dev.stripe_simulator.webhooks.webhook_faults import WebhookFaults

RETRY_SECONDS = 3 * 24 * 60 * 60
MAX_RETRY_WAIT = 60 * 60
THREADS = 8
MAX_SLEEP = 0.5  # real seconds: the clock of a test may jump
OVERTAKEN_BY = 2  # later deliveries, until a reordered one is sent

_DELAYING = ("webhook_delay", "webhook_reorder")


def _endpoint(made: Object) -> Endpoint:
    """An endpoint of the API, as deliveries need it."""
    return Endpoint(made["url"], (made["_secret"],), tuple(made["enabled_events"]))


class WebhookSender:
    """Sends queued deliveries. The wait between tries doubles from `first_wait` seconds to an hour.

    `clock` is the real one: advancing the account's clock never makes a delivery expire.
    """

    def __init__(
        self,
        store: Store,
        endpoint: Endpoint | None,
        clock: Callable[[], float],
        first_wait: float,
        faults: Faults,
    ) -> None:
        self._store = store
        self._endpoint = endpoint
        self._clock = clock
        self._first_wait = first_wait
        self._faults = faults
        self._webhook_faults = WebhookFaults(store, endpoint, faults, clock) if endpoint else None
        self._queue: list[tuple[float, int]] = []
        self._due: dict[int, float] = {}  # the entry of the queue that is valid
        self._held_back: dict[int, int] = {}  # by how many later ones it must still be overtaken
        self._condition = threading.Condition()
        self._stopping = False
        self._threads = [
            threading.Thread(target=self._work, name=f"webhook-sender-{number}", daemon=True)
            for number in range(THREADS)
        ]

    def start(self) -> None:
        """Queue what is pending from an earlier run, and start the threads."""
        pending = self._store.rows(
            "SELECT next_try_at, id FROM webhook_deliveries WHERE state = 'pending'"
        )
        for row in pending:
            self._enqueue(row["id"], row["next_try_at"])
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Start no further delivery; pending ones stay in the store."""
        with self._condition:
            self._stopping = True
            self._condition.notify_all()

    @property
    def has_endpoint(self) -> bool:
        """Whether the account has a webhook endpoint."""
        return self._endpoint is not None

    def wants(self, kind: str) -> bool:
        """Whether an endpoint is subscribed to this type of event."""
        return self._wants(kind) or bool(self._other_endpoints(kind))

    def _wants(self, kind: str) -> bool:
        return self._endpoint is not None and self._endpoint.wants(kind)

    def _other_endpoints(self, kind: str) -> list[str]:
        """The ids of the API's endpoints that are subscribed to this type of event."""
        rows = self._store.rows("SELECT body FROM objects WHERE kind = 'webhook_endpoint'")
        found = [json_object(row) for row in rows]
        return [
            one["id"] for one in found if one["status"] == "enabled" and _endpoint(one).wants(kind)
        ]

    def _endpoint_of(self, delivery: int) -> Endpoint | None:
        """Where a delivery goes; None if its endpoint was deleted."""
        rows = self._store.rows(
            "SELECT endpoint FROM delivery_endpoints WHERE delivery = ?", delivery
        )
        if not rows:
            return self._endpoint
        found = self._store.find("webhook_endpoint", rows[0]["endpoint"])
        return _endpoint(found) if found else None

    def queue(self, event: Object, *, held: bool = False) -> int | None:
        """Queue an event's delivery when the surrounding transaction commits.

        A fault may drop or delay it. Otherwise one that is `held` waits for `send` with the id
        that this returns.
        """
        now = self._clock()
        about = (event["id"], event["type"], event["data"]["object"]["id"])
        for endpoint in self._other_endpoints(event["type"]):
            self._queue_for(endpoint, *about, now)
        if not self._wants(event["type"]):
            return None
        if self._faults.triggers("webhook_drop"):
            self.add_delivery(*about, now, state="failed", note="webhook_drop")
            return None
        fault = next((name for name in _DELAYING if self._faults.triggers(name)), "")
        at = now + (self._faults.seconds(fault) if fault else 0)
        delivery = self.add_delivery(*about, at, note=fault)
        if held and not fault:
            return delivery
        if fault == "webhook_reorder":
            self._store.after_commit(lambda: self._hold_back(delivery))
        self._store.after_commit(lambda: self._enqueue(delivery, at))
        return None

    def _queue_for(self, endpoint: str, event: str, kind: str, obj: str, now: float) -> None:
        delivery = self.add_delivery(event, kind, obj, now)
        self._store.rows("INSERT INTO delivery_endpoints VALUES (?, ?)", delivery, endpoint)
        self._store.after_commit(lambda: self._enqueue(delivery, now))

    def add_delivery(
        self,
        event: str,
        kind: str,
        obj: str,
        at: float,
        *,
        state: str = "pending",
        note: str = "",
    ) -> int:
        """Store a delivery that is due at `at`; return its id. `send` sends it."""
        row = self._store.rows(
            "INSERT INTO webhook_deliveries"
            " (event, type, object, created, state, next_try_at, last_error)"
            " VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id",
            event,
            kind,
            obj,
            self._clock(),
            state,
            at if state == "pending" else None,
            note,
        )[0]
        delivery: int = row["id"]
        return delivery

    def send(self, delivery: int) -> None:
        """Send once, now, in this thread, even if delivered before; queue a retry on failure."""
        self._mark_sending(delivery)
        retry_at = self._send(delivery)
        if retry_at is not None:
            self._enqueue(delivery, retry_at)

    def _send(self, delivery: int) -> float | None:
        """Send once; return when to try again, or None."""
        found = self._store.rows(
            "SELECT d.*, objects.kind, objects.body FROM webhook_deliveries d"
            " JOIN objects ON objects.id = d.event WHERE d.id = ?",
            delivery,
        )
        endpoint = self._endpoint_of(delivery)
        if not found or endpoint is None:
            return None
        row, body = found[0], found[0]["body"].encode()
        own = endpoint is self._endpoint
        if own and self._webhook_faults and row["kind"] == "event" and not row["tries"]:
            self._webhook_faults.send_extra(body)
        signature = sign(body, endpoint.secrets, int(self._clock()))
        status, error = endpoint.post(body, signature)
        self._release_overtaken(delivery)
        succeeded = status is not None and 200 <= status < 300
        tries = row["tries"] + 1
        retry_at = self._clock() + min(self._first_wait * 2.0 ** min(tries - 1, 20), MAX_RETRY_WAIT)
        expired = retry_at > row["created"] + RETRY_SECONDS
        state = "delivered" if succeeded else "failed" if expired else "pending"
        self._store.rows(
            "UPDATE webhook_deliveries SET tries = tries + 1, last_status = ?, last_error = ?,"
            " state = CASE WHEN state = 'delivered' THEN state ELSE ? END,"
            " next_try_at = CASE WHEN state = 'delivered' THEN NULL ELSE ? END WHERE id = ?",
            status,
            error,
            state,
            retry_at if state == "pending" else None,
            delivery,
        )
        return retry_at if state == "pending" else None

    def _enqueue(self, delivery: int, at: float) -> None:
        with self._condition:
            self._due[delivery] = at  # invalidates an earlier entry of the queue
            heapq.heappush(self._queue, (at, delivery))
            self._condition.notify()

    def _hold_back(self, delivery: int) -> None:
        with self._condition:
            self._held_back[delivery] = OVERTAKEN_BY

    def _mark_sending(self, delivery: int) -> None:
        """Don't release it a second time while its response is awaited."""
        with self._condition:
            self._held_back.pop(delivery, None)

    def _release_overtaken(self, delivery: int) -> None:
        """Queue those that enough later deliveries have overtaken."""
        if not self._held_back:
            return
        with self._condition:
            for held in [held for held in self._held_back if held < delivery]:
                self._held_back[held] -= 1
                if not self._held_back[held]:
                    del self._held_back[held]
                    self._enqueue(held, self._clock())

    def _next(self) -> int | None:
        """Wait for the next delivery that is due; None when the sender stops."""
        with self._condition:
            while not self._stopping:
                while self._queue and self._due.get(self._queue[0][1]) != self._queue[0][0]:
                    heapq.heappop(self._queue)
                wait = self._queue[0][0] - self._clock() if self._queue else None
                if wait is not None and wait <= 0:
                    delivery = heapq.heappop(self._queue)[1]
                    del self._due[delivery]
                    self._held_back.pop(delivery, None)
                    return delivery
                self._condition.wait(MAX_SLEEP if wait is None else min(wait, MAX_SLEEP))
        return None

    def _work(self) -> None:
        try:
            while (delivery := self._next()) is not None:
                found = self._store.rows(
                    "SELECT state FROM webhook_deliveries WHERE id = ?", delivery
                )
                if found and found[0]["state"] == "pending":
                    self.send(delivery)
        except StoreClosed:
            return
