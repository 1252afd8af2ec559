"""Idempotency keys: the first answer of a key is kept, and given again for a day."""

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from dev.stripe_simulator.errors import StripeError, idempotency_conflict, idempotency_mismatch
from dev.stripe_simulator.store import Store

KEPT_SECONDS = 24 * 60 * 60
LONGEST_KEY = 255


@dataclass(frozen=True)
class Kept:
    """An answer given before."""

    request: str
    status: int
    body: str


def fingerprint(path: str, encoded: str) -> str:
    """What must be the same when a key is used again: the endpoint and its parameters."""
    said = "\n".join([path, *sorted(encoded.split("&"))])
    return hashlib.sha256(said.encode()).hexdigest()


class Answers:
    """The answers kept by key."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._running: set[str] = set()
        self._lock = threading.Lock()

    @contextmanager
    def alone(self, key: str) -> Iterator[None]:
        """Hold the key while its request runs. Raises StripeError while another holds it."""
        if len(key) > LONGEST_KEY:
            raise StripeError(f"Idempotency keys can have up to {LONGEST_KEY} characters.")
        with self._lock:
            if key in self._running:
                raise idempotency_conflict(key)
            self._running.add(key)
        try:
            yield
        finally:
            with self._lock:
                self._running.discard(key)

    def find(self, key: str, print_: str, now: float) -> Kept | None:
        """The answer kept for this key. Raises StripeError if it was for another request."""
        found = self._store.rows(
            "SELECT * FROM answers WHERE key = ? AND created > ?", key, now - KEPT_SECONDS
        )
        if not found:
            return None
        if found[0]["fingerprint"] != print_:
            raise idempotency_mismatch(key)
        return Kept(found[0]["request"], found[0]["status"], found[0]["body"])

    def keep(self, key: str, print_: str, answer: Kept, now: float) -> None:
        """Keep an answer; one that was kept more than a day ago gives way."""
        self._store.rows(
            "INSERT OR REPLACE INTO answers (key, fingerprint, request, status, body, created)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            key,
            print_,
            answer.request,
            answer.status,
            answer.body,
            now,
        )
