"""What happens with time: sessions expire, debits end, refunds fail late."""

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


def run_due_events(account: Account) -> None:
    """Do all that is due by the account's clock. Raises StoreClosed while the simulator stops."""
    expire_due_sessions(account)
    due = account.store.rows(
        "SELECT id FROM timed_actions WHERE at <= ? ORDER BY at", account.clock()
    )
    for row in due:
        _run_timer(account, row["id"])


def _run_timer(account: Account, timer: int) -> None:
    """Run a timer once; it does nothing if another thread ran it or its object has ended."""
    with account.store.transaction():
        timers = account.store.rows("DELETE FROM timed_actions WHERE id = ? RETURNING *", timer)
        for row in timers:
            try:
                _ACTS[row["action"]](account, row["object"])
            except StripeError:
                continue
