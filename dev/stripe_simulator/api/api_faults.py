"""Faults of the API: before a call is executed, and after it."""

import time

from dev.stripe_simulator.errors import StripeError, idempotency_conflict, server_error
from dev.stripe_simulator.faults import Faults
from dev.stripe_simulator.http import ConnectionDropped


def raise_before(faults: Faults, key: str) -> None:
    """Fail before anything was done or stored under the key: the call can be repeated.

    Raises StripeError (429, 409 for a call with a key, 500) or, after a wait, ConnectionDropped.
    """
    if faults.triggers("api_429"):
        raise StripeError(
            "Too many requests hit the API too quickly.", status=429, code="rate_limit"
        )
    if key and faults.triggers("api_409"):
        raise idempotency_conflict(key)
    if faults.triggers("api_500"):
        raise server_error()
    if faults.triggers("api_hang"):
        _drop_connection(faults.seconds("api_hang"))


def raise_after(faults: Faults) -> None:
    """Fail after the work was committed and the response stored under the key.

    Raises StripeError (500) or, after a wait, ConnectionDropped.
    """
    if faults.triggers("api_500_after"):
        raise server_error()
    if faults.triggers("api_hang_after"):
        _drop_connection(faults.seconds("api_hang_after"))


def _drop_connection(seconds: float) -> None:
    time.sleep(seconds)
    raise ConnectionDropped
