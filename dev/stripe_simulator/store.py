"""The state in one SQLite file: objects as JSON by id, stored responses, deliveries."""

import json
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

Object = dict[str, Any]

SCHEMA = """
CREATE TABLE IF NOT EXISTS objects (
    place INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    created INTEGER NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS objects_of_a_kind ON objects (kind, place);
CREATE INDEX IF NOT EXISTS objects_of_an_intent
    ON objects (kind, json_extract(body, '$.payment_intent'));
CREATE INDEX IF NOT EXISTS refunds_of_a_charge
    ON objects (json_extract(body, '$.charge')) WHERE kind = 'refund';
CREATE INDEX IF NOT EXISTS sessions_that_expire
    ON objects (json_extract(body, '$.expires_at'))
    WHERE kind = 'checkout.session' AND json_extract(body, '$.status') = 'open';
CREATE TABLE IF NOT EXISTS stored_responses (
    key TEXT PRIMARY KEY,
    fingerprint TEXT NOT NULL,
    request TEXT NOT NULL,
    status INTEGER NOT NULL,
    body TEXT NOT NULL,
    created REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS webhook_deliveries (
    id INTEGER PRIMARY KEY,
    event TEXT NOT NULL,
    type TEXT NOT NULL,
    object TEXT NOT NULL,
    created REAL NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'delivered', 'failed')),
    tries INTEGER NOT NULL DEFAULT 0,
    next_try_at REAL,
    last_status INTEGER,
    last_error TEXT NOT NULL DEFAULT ''
);
-- The endpoint of the API that a delivery is for; none: the one that the program was started with.
CREATE TABLE IF NOT EXISTS delivery_endpoints (
    delivery INTEGER PRIMARY KEY,
    endpoint TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS timed_actions (
    id INTEGER PRIMARY KEY,
    at REAL NOT NULL,
    action TEXT NOT NULL,
    object TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS timed_actions_by_time ON timed_actions (at);
CREATE INDEX IF NOT EXISTS webhook_deliveries_by_event ON webhook_deliveries (event);
CREATE INDEX IF NOT EXISTS webhook_deliveries_pending
    ON webhook_deliveries (next_try_at) WHERE state = 'pending';
"""


class StoreClosed(Exception):
    """The simulator is stopping."""


class Store:
    """One connection behind one lock: a transaction is alone, so what it reads stays true."""

    def __init__(self, path: Path | str) -> None:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._in_transaction = False
        self._closed = False
        self._after_commit: list[Callable[[], None]] = []
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        # What is committed survives the end of the process; only a power cut may lose the last.
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = NORMAL")
        self._connection.executescript(f"BEGIN; {SCHEMA} COMMIT;")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing. Inside another it joins that one. Raises StoreClosed."""
        with self._lock:
            if self._in_transaction:
                yield
                return
            self.rows("BEGIN IMMEDIATE")
            self._in_transaction = True
            try:
                yield
                self.rows("COMMIT")
            except BaseException:
                self._after_commit.clear()
                self.rows("ROLLBACK")
                raise
            finally:
                self._in_transaction = False
            callbacks, self._after_commit = self._after_commit, []
        for callback in callbacks:
            callback()

    def after_commit(self, callback: Callable[[], None]) -> None:
        """Call this when the surrounding transaction has committed; never if it is rolled back."""
        self._after_commit.append(callback)

    def rows(self, statement: str, *values: Any) -> list[sqlite3.Row]:
        """Run one statement; the rows it returns. Raises StoreClosed."""
        with self._lock:
            if self._closed:
                raise StoreClosed
            return self._connection.execute(statement, values).fetchall()

    def save(self, obj: Object) -> None:
        """Save an object, new or changed."""
        self.rows(
            "INSERT INTO objects (id, kind, created, body) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET body = excluded.body",
            obj["id"],
            obj["object"],
            obj["created"],
            dump(obj),
        )

    def find(self, kind: str, identifier: str) -> Object | None:
        """The object of this kind and id, or nothing."""
        found = self.rows("SELECT body FROM objects WHERE id = ? AND kind = ?", identifier, kind)
        return json_object(found[0]) if found else None

    def close(self) -> None:
        """Wait for the running transaction, then refuse all further work."""
        with self._lock:
            self._closed = True
            self._connection.close()


def dump(obj: Any) -> str:
    """JSON in an unusual layout: a body that is parsed and dumped again has other bytes."""
    return json.dumps(obj, ensure_ascii=False, separators=(",\n ", ": "))


def json_object(row: sqlite3.Row) -> Object:
    """The object of a row that holds its body."""
    obj: Object = json.loads(row["body"])
    return obj
