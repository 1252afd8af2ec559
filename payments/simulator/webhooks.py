"""Webhooks: signed, delivered at least once, tried again for three days."""

import hashlib
import heapq
import hmac
import http.client
import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass
from urllib.parse import urlsplit

from payments.simulator.store import Object, Store, StoreClosed

PATIENCE = 10.0  # seconds that an endpoint has for its answer
GIVE_UP_AFTER = 3 * 24 * 60 * 60
LONGEST_WAIT = 60 * 60
MESSENGERS = 8
LONGEST_NAP = 0.5  # real seconds: the account's clock may be another one, and jump


@dataclass(frozen=True)
class Endpoint:
    """Where events go. Two secrets at once: one is being rolled. No events named: all."""

    url: str
    secrets: tuple[str, ...]
    events: Collection[str] = ()


def sign(body: bytes, secrets: tuple[str, ...], at: int) -> str:
    """The `Stripe-Signature` header: HMAC-SHA256 over "<t>.<body>" with the whole secret."""
    said = b"%d.%s" % (at, body)
    marks = [hmac.new(secret.encode(), said, hashlib.sha256).hexdigest() for secret in secrets]
    return ",".join([f"t={at}", *(f"v1={mark}" for mark in marks)])


class Courier:
    """Delivers what is owed. Waits double from `first_wait` seconds up to an hour."""

    def __init__(
        self,
        store: Store,
        endpoint: Endpoint | None,
        clock: Callable[[], float],
        first_wait: float = 1.0,
    ) -> None:
        self._store = store
        self._endpoint = endpoint
        self._clock = clock
        self._first_wait = first_wait
        self._queue: list[tuple[float, int]] = []
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

    def wants(self, kind: str) -> bool:
        """Whether the endpoint is to hear of such an event."""
        endpoint = self._endpoint
        return endpoint is not None and (not endpoint.events or kind in endpoint.events)

    def owe(self, event: Object, *, held: bool = False) -> int:
        """Owe an event to the endpoint, from the commit of the transaction around."""
        now = self._clock()
        row = self._store.rows(
            "INSERT INTO deliveries (event, type, object, created, state, next_try_at)"
            " VALUES (?, ?, ?, ?, 'pending', ?) RETURNING id",
            event["id"],
            event["type"],
            event["data"]["object"]["id"],
            now,
            now,
        )[0]
        delivery: int = row["id"]
        if not held:
            self._store.after_commit(lambda: self._enqueue(delivery, now))
        return delivery

    def deliver_held(self, delivery: int) -> None:
        """Try a held delivery once, now, in this thread; the rest is as for any other."""
        again_at = self.deliver(delivery)
        if again_at is not None:
            self._enqueue(delivery, again_at)

    def deliver(self, delivery: int) -> float | None:
        """Try once; when to try again, or None. What was delivered before is sent again."""
        found = self._store.rows(
            "SELECT deliveries.*, objects.body FROM deliveries"
            " JOIN objects ON objects.id = deliveries.event WHERE deliveries.id = ?",
            delivery,
        )
        if not found or self._endpoint is None:
            return None
        row = found[0]
        status, error = self._post(self._endpoint, row["body"].encode())
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

    def _post(self, endpoint: Endpoint, body: bytes) -> tuple[int | None, str]:
        """One try: the status, or why there is none. A redirect is an answer, not followed."""
        url = urlsplit(endpoint.url)
        secure = url.scheme == "https"
        kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        connection = kind(url.hostname or "", url.port, timeout=PATIENCE)
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Stripe-Signature": sign(body, endpoint.secrets, int(self._clock())),
            "User-Agent": "Stripe/1.0 (simulator)",
            "Accept": "*/*; q=0.5, application/xml",
            "Cache-Control": "no-cache",
        }
        path = (url.path or "/") + (f"?{url.query}" if url.query else "")
        try:
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException) as error:
            return None, f"{type(error).__name__}: {error}"
        finally:
            connection.close()
        return answer.status, ""

    def _enqueue(self, delivery: int, at: float) -> None:
        with self._bell:
            heapq.heappush(self._queue, (at, delivery))
            self._bell.notify()

    def _next(self) -> int | None:
        """Wait for the next delivery that is due; None when the courier stops."""
        with self._bell:
            while not self._stopping:
                wait = self._queue[0][0] - self._clock() if self._queue else None
                if wait is not None and wait <= 0:
                    return heapq.heappop(self._queue)[1]
                self._bell.wait(LONGEST_NAP if wait is None else min(wait, LONGEST_NAP))
        return None

    def _work(self) -> None:
        try:
            while (delivery := self._next()) is not None:
                owed = self._store.rows("SELECT state FROM deliveries WHERE id = ?", delivery)
                if owed and owed[0]["state"] == "pending":
                    self.deliver_held(delivery)
        except StoreClosed:
            return
