"""The line to Stripe: one client, and what may go wrong on it."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import stripe
from django.conf import settings
from django.db import connection

VERSION = str(stripe.api_version)


class StripeUnavailable(Exception):
    """Stripe could not be asked, or its answer is not known; asking again is safe."""


class NotOurs(Exception):
    """Stripe knows no such thing for us."""


class Refused(Exception):
    """Stripe will not do it; `str()` is its code, and asking again is no use."""


@cache
def client() -> stripe.StripeClient:
    """The one client; its connections are kept, one for each thread."""
    return stripe.StripeClient(
        settings.STRIPE_SECRET_KEY,
        base_addresses={"api": settings.STRIPE_API_BASE},
        max_network_retries=2,
        http_client=stripe.RequestsClient(timeout=(3.05, 15)),
    )


def ask(call: Any, *arguments: Any) -> Any:
    """Call Stripe. Raises stripe.InvalidRequestError as it is, and StripeUnavailable."""
    # A call inside a transaction would be forgotten by a rollback, and holds locks meanwhile.
    if connection.in_atomic_block:
        raise RuntimeError("no call to Stripe inside a transaction")
    try:
        return call(*arguments)
    except stripe.InvalidRequestError:
        raise
    except stripe.StripeError as error:
        raise StripeUnavailable(type(error).__name__) from error


def every(page: Any) -> Iterator[dict[str, Any]]:
    """Each thing of a list as a dict, page after page. Raises StripeUnavailable."""
    things = iter(page.auto_paging_iter())
    while (thing := ask(next, things, None)) is not None:
        yield thing.to_dict()


def find(retrieve: Any, identifier: str, parameters: dict[str, Any] | None = None) -> Any:
    """The thing of this id as a dict. Raises NotOurs or StripeUnavailable."""
    try:
        return ask(retrieve, identifier, parameters or {}).to_dict()
    except stripe.InvalidRequestError as error:
        raise NotOurs from error
