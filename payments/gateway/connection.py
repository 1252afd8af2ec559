"""The connection to Stripe: one client, and its errors."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import stripe
from django.conf import settings
from django.db import connection

VERSION = str(stripe.api_version)


class StripeUnavailable(Exception):
    """Stripe could not be reached, or the outcome is unknown; a retry is safe."""


class NotFound(Exception):
    """Stripe has no object of this id in our account."""


class Refused(Exception):
    """Stripe refused the request for good; `str()` is its error code."""


@cache
def client() -> stripe.StripeClient:
    """The shared client; it keeps one connection a thread."""
    return stripe.StripeClient(
        settings.STRIPE_SECRET_KEY,
        base_addresses={"api": settings.STRIPE_API_BASE},
        max_network_retries=2,
        http_client=stripe.RequestsClient(timeout=(3.05, 15)),
    )


def call_api(call: Any, *arguments: Any) -> Any:
    """Call a method of the client. Raises stripe.InvalidRequestError and StripeUnavailable."""
    # A rollback would forget what the call did, and the call would hold the transaction's locks.
    if connection.in_atomic_block:
        raise RuntimeError("no call to Stripe inside a transaction")
    try:
        return call(*arguments)
    except stripe.InvalidRequestError:
        raise
    except stripe.StripeError as error:
        raise StripeUnavailable(type(error).__name__) from error


def iterate(page: Any) -> Iterator[dict[str, Any]]:
    """Each object of a list as a dict, over all pages. Raises StripeUnavailable."""
    objects = iter(page.auto_paging_iter())
    while (item := call_api(next, objects, None)) is not None:
        yield item.to_dict()


def retrieve(method: Any, identifier: str, parameters: dict[str, Any] | None = None) -> Any:
    """The object of this id as a dict. Raises NotFound or StripeUnavailable."""
    try:
        return call_api(method, identifier, parameters or {}).to_dict()
    except stripe.InvalidRequestError as error:
        raise NotFound from error
