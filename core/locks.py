"""PostgreSQL's advisory locks: all that the program takes, in the order in which they nest.

Those of workers and of baskets come before all row locks, the others after them: the whole order is
in docs/architecture.md.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import IntEnum, unique

import psycopg
from django.db import connection, connections

DIRECT = "direct"  # the database alias that goes to PostgreSQL past any pooler


@unique
class Lock(IntEnum):
    """The first of the two numbers of an advisory lock; the second is its key.

    A process that holds one takes only later ones.
    """

    # Held by a worker while it does one piece of work: see `exclusive`.
    ERASURE = 0  # by request: it stops the work of those below
    RECONCILIATION = 1
    REGISTER_EXPORTS = 2
    CERTIFICATE_PRINTING = 3  # by printing
    NAME_LIST_READING = 4  # by list
    SCROLL_PREPARATION = 5  # by series
    MAILING_SLOT = 6  # by slot
    EARLIER_REGISTER = 7  # by register
    DATA_DOWNLOAD = 8  # by download
    POST_BATCH = 9  # by batch
    # Held until the transaction ends: see `hold` and `try_hold`.
    BASKET = 19  # by the key of a basket: taken before the order that is placed by it exists
    COMMUNITY_COUNTS = 20  # by scroll
    CHECKOUT_REQUESTER = 21  # by hashed address, browser or e-mail
    FUND = 22
    BALANCE = 23  # by community; also taken by a trigger of payments_balanceentry
    BANK_REFERENCE = 24  # by reference
    RECEIPT_NUMBERS = 25
    FIND_NAME = 26  # by class of a given name
    FIND_ASKER = 27  # by hashed e-mail, browser or network, in this order
    EARLIER_DOUBLES = 28


def hold(lock: Lock, key: int | str = 0) -> None:
    """Wait for a lock and hold it until the caller's transaction ends.

    Raises RuntimeError outside a transaction, where it would be released at once.
    """
    _in_transaction("SELECT pg_advisory_xact_lock(%s, {key})", lock, key)


def try_hold(lock: Lock, key: int | str = 0) -> bool:
    """Hold a lock until the caller's transaction ends, if nobody has it; returns whether.

    Raises RuntimeError outside a transaction.
    """
    return _in_transaction("SELECT pg_try_advisory_xact_lock(%s, {key})", lock, key)


def _in_transaction(sql: str, lock: Lock, key: int | str) -> bool:
    if not connection.in_atomic_block:
        raise RuntimeError(f"{lock.name} is held by a transaction, and there is none")
    with connection.cursor() as cursor:
        cursor.execute(sql.format(key=_placeholder(key)), [lock, key])
        return bool(cursor.fetchone()[0])


def _placeholder(key: int | str) -> str:
    return "hashtext(%s)" if isinstance(key, str) else "%s"


@contextmanager
def exclusive(lock: Lock, key: int | str = 0) -> Iterator[bool]:
    """Try to take a lock for as long as the block lasts; yields whether it was free.

    It is held by a connection of its own, and released at the end of the block or by the death of
    the process. That connection uses the alias `direct`: behind a transaction pooler another client
    would get it in the middle of the block.
    """
    parameters = connections[DIRECT].get_connection_params()
    with psycopg.connect(**parameters, autocommit=True) as session:
        sql = f"SELECT pg_try_advisory_lock(%s, {_placeholder(key)})"
        row = session.execute(sql, [lock, key]).fetchone()
        acquired = bool(row and row[0])
        try:
            yield acquired
        finally:
            # The server notices a closed connection only later, and would hold the lock until then.
            if acquired:
                with suppress(psycopg.Error):
                    session.execute(
                        f"SELECT pg_advisory_unlock(%s, {_placeholder(key)})", [lock, key]
                    )
