"""Faults of the API: what strikes a call before its work, and after it."""

import time

from dev.stripe_simulator.errors import StripeError, idempotency_conflict, server_error
from dev.stripe_simulator.faults import Faults
from dev.stripe_simulator.http import ConnectionDropped


def before_work(faults: Faults, key: str) -> None:
    """Nothing was done, and nothing is kept under the key: the call can be made again.

    Raises StripeError (429, 409 for a call with a key, 500) or, after a wait, ConnectionDropped.
    """
    if faults.strikes("api_429"):
        raise StripeError(
            "Too many requests hit the API too quickly.", status=429, code="rate_limit"
        )
    if key and faults.strikes("api_409"):
        raise idempotency_conflict(key)
    if faults.strikes("api_500"):
        raise server_error()
    if faults.strikes("api_hang"):
        _hang_up(faults.seconds("api_hang"))


def after_work(faults: Faults) -> None:
    """The work is committed, its answer kept under the key; but the caller does not hear of it.

    Raises StripeError (500) or, after a wait, ConnectionDropped.
    """
    if faults.strikes("api_500_after"):
        raise server_error()
    if faults.strikes("api_hang_after"):
        _hang_up(faults.seconds("api_hang_after"))


def _hang_up(seconds: float) -> None:
    time.sleep(seconds)
    raise ConnectionDropped
