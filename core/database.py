"""Connections to PostgreSQL that wait no longer than they may, and what it means if they fail."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import psycopg
from django.db import Error
from psycopg.abc import PQGen
from psycopg_pool import PoolTimeout, TooManyRequests

T = TypeVar("T")

CHECK_SECONDS = 1.5  # for the answer to the pool's question whether a connection still works

# What a server says that is shutting down, starting, or has no room; class 08: lost connections.
_BROKEN = {"57P01", "57P02", "57P03", "57P05", "53300"}
# A lock or statement that took too long, a deadlock, no memory or disk left.
_BUSY = {"55P03", "57014", "40P01", "53000", "53100", "53200", "25P03"}


class BoundedConnection(psycopg.Connection[Any]):
    """Ends itself if the server does not answer in time.

    `statement_timeout` is kept by the server, so that it is worth nothing if the server hangs.
    `answer_timeout`, in seconds, is kept here.
    """

    answer_timeout: float | None = None

    def wait(self, gen: PQGen[T], interval: float = 0.1, timeout: float | None = None) -> T:
        """Wait for the server. Raises OperationalError and closes the connection if it hangs."""
        try:
            return super().wait(gen, interval, timeout or self.answer_timeout)
        except psycopg.errors._WaitTimeout as error:
            if timeout is not None:  # the caller's own
                raise
            self.pgconn.finish()
            raise psycopg.OperationalError("the server does not answer") from error

    def execute(self, query: Any, *args: Any, **kwargs: Any) -> Any:
        """Execute a query; "" is the check of the pool, at the take-out of a connection.

        If it fails, the server was restarted or hangs: the pool's other connections are as bad, and
        are replaced at once, instead of being met by one request after the other.
        """
        if query != "":
            return super().execute(query, *args, **kwargs)
        try:
            with self._answering_within(CHECK_SECONDS):
                return super().execute(query, *args, **kwargs)
        except psycopg.Error:
            pool = getattr(self, "_pool", None)
            if pool is not None:
                pool.drain()
            raise

    @contextmanager
    def _answering_within(self, seconds: float) -> Iterator[None]:
        usual, self.answer_timeout = self.answer_timeout, seconds
        try:
            yield
        finally:
            self.answer_timeout = usual


def bounded_connection(answer_timeout: float) -> type[BoundedConnection]:
    """The class of connections with this limit, in seconds."""
    return type("Connection", (BoundedConnection,), {"answer_timeout": answer_timeout})


def is_connection_lost(error: BaseException | None) -> bool:
    """Whether the server has ended the connection; what ran on it is rolled back."""
    if not _is_operational(error) or _found_no_connection(error):
        return False
    state = _sqlstate(error)
    return state is None or state[:2] == "08" or state in _BROKEN


def is_unavailable(error: BaseException | None) -> bool:
    """Whether the database is away or too busy, rather than asked for something wrong."""
    if _found_no_connection(error) or is_connection_lost(error):
        return True
    return _is_operational(error) and _sqlstate(error) in _BUSY


def _found_no_connection(error: BaseException | None) -> bool:
    """Whether the pool had no connection in time: a second attempt would wait as long again."""
    return any(
        isinstance(each, (PoolTimeout, TooManyRequests))
        for each in (error, getattr(error, "__cause__", None))
    )


def _is_operational(error: BaseException | None) -> bool:
    names = {"OperationalError", "InterfaceError"}
    known = isinstance(error, (Error, psycopg.Error))
    return known and any(each.__name__ in names for each in type(error).__mro__)


def _sqlstate(error: BaseException | None) -> str | None:
    for each in (error, getattr(error, "__cause__", None)):
        if state := getattr(each, "sqlstate", None):
            return str(state)
    return None
