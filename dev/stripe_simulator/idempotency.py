"""Idempotency keys: the first response to a key is stored, and repeated for a day."""

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from dev.stripe_simulator.errors import StripeError, idempotency_conflict, idempotency_mismatch
from dev.stripe_simulator.store import Store

STORED_SECONDS = 24 * 60 * 60
MAX_KEY_LENGTH = 255


@dataclass(frozen=True)
class StoredResponse:
    request: str
    status: int
    body: str


def fingerprint(path: str, encoded: str) -> str:
    """A hash of what must be the same when a key is used again: the path and its parameters."""
    said = "\n".join([path, *sorted(encoded.split("&"))])
    return hashlib.sha256(said.encode()).hexdigest()


class StoredResponses:
    def __init__(self, store: Store) -> None:
        self._store = store
        self._running: set[str] = set()
        self._lock = threading.Lock()

    @contextmanager
    def exclusive(self, key: str) -> Iterator[None]:
        """Lock the key while its request runs. Raises StripeError while another request has it."""
        if len(key) > MAX_KEY_LENGTH:
            raise StripeError(f"Idempotency keys can have up to {MAX_KEY_LENGTH} characters.")
        with self._lock:
            if key in self._running:
                raise idempotency_conflict(key)
            self._running.add(key)
        try:
            yield
        finally:
            with self._lock:
                self._running.discard(key)

    def find(self, key: str, digest: str, now: float) -> StoredResponse | None:
        """The response stored for this key. Raises StripeError if it was for another request."""
        found = self._store.rows(
            "SELECT * FROM stored_responses WHERE key = ? AND created > ?",
            key,
            now - STORED_SECONDS,
        )
        if not found:
            return None
        if found[0]["fingerprint"] != digest:
            raise idempotency_mismatch(key)
        return StoredResponse(found[0]["request"], found[0]["status"], found[0]["body"])

    def save(self, key: str, digest: str, response: StoredResponse, now: float) -> None:
        """Store a response; it replaces one that is older than a day."""
        self._store.rows(
            "INSERT OR REPLACE INTO stored_responses"
            " (key, fingerprint, request, status, body, created) VALUES (?, ?, ?, ?, ?, ?)",
            key,
            digest,
            response.request,
            response.status,
            response.body,
            now,
        )
