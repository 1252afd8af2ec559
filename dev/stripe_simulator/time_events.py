"""What time does by itself: sessions expire, debits end, refunds fail late."""

from collections.abc import Callable, Mapping

from dev.stripe_simulator.account import Account
from dev.stripe_simulator.errors import StripeError
from dev.stripe_simulator.resources import checkout
from dev.stripe_simulator.resources.refunds import fail_refund
from dev.stripe_simulator.resources.sessions import expire_due_sessions
from dev.stripe_simulator.store import Object

_ACTS: Mapping[str, Callable[[Account, str], Object]] = {
    "debit/succeed": lambda account, it: checkout.debit_succeed(account, it, wait=False),
    "debit/fail": lambda account, it: checkout.debit_fail(account, it, wait=False),
    "refund/fail": fail_refund,
}


def pass_time(account: Account) -> None:
    """Do all that is due by the account's clock. Raises StoreClosed while the simulator stops."""
    expire_due_sessions(account)
    due = account.store.rows("SELECT id FROM timers WHERE at <= ? ORDER BY at", account.clock())
    for row in due:
        _ring(account, row["id"])


def _ring(account: Account, timer: int) -> None:
    """Once: a timer that another thread took, or whose object ended by hand, does nothing."""
    with account.store.transaction():
        taken = account.store.rows("DELETE FROM timers WHERE id = ? RETURNING *", timer)
        for row in taken:
            try:
                _ACTS[row["act"]](account, row["object"])
            except StripeError:
                continue
