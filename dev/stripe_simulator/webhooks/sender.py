"""Webhooks: signed, delivered at least once, tried again for three days."""

import heapq
import threading
from collections.abc import Callable

from dev.stripe_simulator.faults import Faults
from dev.stripe_simulator.store import Object, Store, StoreClosed
from dev.stripe_simulator.webhooks.endpoint import Endpoint, sign
from dev.stripe_simulator.webhooks.webhook_faults import Mischief

GIVE_UP_AFTER = 3 * 24 * 60 * 60
LONGEST_WAIT = 60 * 60
MESSENGERS = 8
LONGEST_NAP = 0.5  # real seconds: a clock of the tests may jump
OVERTAKEN_BY = 2  # later deliveries, until one that was held back goes out

_HOLDING_BACK = ("webhook_delay", "webhook_reorder")


class Courier:
    """Delivers what is owed. Waits double from `first_wait` seconds up to an hour.

    `clock` is the world's: days that pass for the account alone give up no delivery.
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
        self._mischief = Mischief(store, endpoint, faults, clock) if endpoint else None
        self._queue: list[tuple[float, int]] = []
        self._due: dict[int, float] = {}  # what of the queue still holds
        self._held_back: dict[int, int] = {}  # by how many later deliveries yet to be overtaken
        self._bell = threading.Condition()
        self._stopping = False
        self._messengers = [
            threading.Thread(target=self._work, name=f"messenger-{number}", daemon=True)
            for number in range(MESSENGERS)
        ]

    def start(self) -> None:
        """Take up what an earlier run still owed."""
        owed = self._store.rows("SELECT next_try_at, id FROM deliveries WHERE state = 'pending'")
        for row in owed:
            self._enqueue(row["id"], row["next_try_at"])
        for messenger in self._messengers:
            messenger.start()

    def stop(self) -> None:
        """Send nothing new; what is owed stays in the store."""
        with self._bell:
            self._stopping = True
            self._bell.notify_all()

    @property
    def has_endpoint(self) -> bool:
        """Whether anybody is told of anything."""
        return self._endpoint is not None

    def wants(self, kind: str) -> bool:
        """Whether the endpoint is to hear of such an event."""
        return self._endpoint is not None and self._endpoint.wants(kind)

    def owe(self, event: Object, *, held: bool = False) -> int | None:
        """Owe an event to the endpoint, from the commit of the transaction around.

        A fault may lose it, or hold it back. Otherwise one that is `held` waits for
        `deliver`, with the id that this returns.
        """
        now = self._clock()
        about = (event["id"], event["type"], event["data"]["object"]["id"])
        if self._faults.strikes("webhook_drop"):
            self.record(*about, now, state="given up", note="webhook_drop")
            return None
        fault = next((name for name in _HOLDING_BACK if self._faults.strikes(name)), "")
        at = now + (self._faults.seconds(fault) if fault else 0)
        delivery = self.record(*about, at, note=fault)
        if held and not fault:
            return delivery
        if fault == "webhook_reorder":
            self._store.after_commit(lambda: self._hold_back(delivery))
        self._store.after_commit(lambda: self._enqueue(delivery, at))
        return None

    def record(
        self,
        event: str,
        kind: str,
        thing: str,
        at: float,
        *,
        state: str = "pending",
        note: str = "",
    ) -> int:
        """Write down a delivery, to be tried at a moment; its id. `deliver` sends it."""
        row = self._store.rows(
            "INSERT INTO deliveries (event, type, object, created, state, next_try_at, last_error)"
            " VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id",
            event,
            kind,
            thing,
            self._clock(),
            state,
            at if state == "pending" else None,
            note,
        )[0]
        delivery: int = row["id"]
        return delivery

    def deliver(self, delivery: int) -> None:
        """Try once, now, in this thread; the rest is as for any other.

        What was delivered before is sent again.
        """
        self._is_on_its_way(delivery)
        again_at = self._deliver(delivery)
        if again_at is not None:
            self._enqueue(delivery, again_at)

    def _deliver(self, delivery: int) -> float | None:
        """Try once; when to try again, or None."""
        found = self._store.rows(
            "SELECT deliveries.*, objects.kind, objects.body FROM deliveries"
            " JOIN objects ON objects.id = deliveries.event WHERE deliveries.id = ?",
            delivery,
        )
        if not found or self._endpoint is None:
            return None
        row, body = found[0], found[0]["body"].encode()
        if self._mischief and row["kind"] == "event" and not row["tries"]:
            self._mischief.accompany(body)
        signature = sign(body, self._endpoint.secrets, int(self._clock()))
        status, error = self._endpoint.post(body, signature)
        self._gone_out(delivery)
        good = status is not None and 200 <= status < 300
        tries = row["tries"] + 1
        again_at = self._clock() + min(self._first_wait * 2.0 ** min(tries - 1, 20), LONGEST_WAIT)
        given_up = again_at > row["created"] + GIVE_UP_AFTER
        state = "delivered" if good else "given up" if given_up else "pending"
        self._store.rows(
            "UPDATE deliveries SET tries = tries + 1, last_status = ?, last_error = ?,"
            " state = CASE WHEN state = 'delivered' THEN state ELSE ? END,"
            " next_try_at = CASE WHEN state = 'delivered' THEN NULL ELSE ? END WHERE id = ?",
            status,
            error,
            state,
            again_at if state == "pending" else None,
            delivery,
        )
        return again_at if state == "pending" else None

    def _enqueue(self, delivery: int, at: float) -> None:
        with self._bell:
            self._due[delivery] = at  # an earlier place in the queue is void
            heapq.heappush(self._queue, (at, delivery))
            self._bell.notify()

    def _hold_back(self, delivery: int) -> None:
        with self._bell:
            self._held_back[delivery] = OVERTAKEN_BY

    def _is_on_its_way(self, delivery: int) -> None:
        """Nobody lets it go a second time while its answer is waited for."""
        with self._bell:
            self._held_back.pop(delivery, None)

    def _gone_out(self, delivery: int) -> None:
        """Let go what enough later deliveries have overtaken."""
        if not self._held_back:
            return
        with self._bell:
            for held in [held for held in self._held_back if held < delivery]:
                self._held_back[held] -= 1
                if not self._held_back[held]:
                    del self._held_back[held]
                    self._enqueue(held, self._clock())

    def _next(self) -> int | None:
        """Wait for the next delivery that is due; None when the courier stops."""
        with self._bell:
            while not self._stopping:
                while self._queue and self._due.get(self._queue[0][1]) != self._queue[0][0]:
                    heapq.heappop(self._queue)
                wait = self._queue[0][0] - self._clock() if self._queue else None
                if wait is not None and wait <= 0:
                    delivery = heapq.heappop(self._queue)[1]
                    del self._due[delivery]
                    self._held_back.pop(delivery, None)
                    return delivery
                self._bell.wait(LONGEST_NAP if wait is None else min(wait, LONGEST_NAP))
        return None

    def _work(self) -> None:
        try:
            while (delivery := self._next()) is not None:
                owed = self._store.rows("SELECT state FROM deliveries WHERE id = ?", delivery)
                if owed and owed[0]["state"] == "pending":
                    self.deliver(delivery)
        except StoreClosed:
            return
