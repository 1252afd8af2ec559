"""Refunds at Stripe."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import stripe

from payments.gateway.connection import (
    Refused,
    StripeUnavailable,
    call_api,
    client,
    iterate,
    retrieve,
)

# For the order in the payment's metadata: a refund made in the dashboard has none.
_EXPAND = ["payment_intent"]


@dataclass(frozen=True)
class Refund:
    """A refund at Stripe; minor units. `order` and `row` are from our metadata, or empty."""

    id: str
    payment_intent: str
    order: str
    row: str
    amount: int
    currency: str
    status: str
    failure: str


def create_refund(
    *, payment_intent: str, amount: int, order: str, row: int, idempotency_key: str
) -> Refund:
    """Refund an amount, or get the refund already made with this key.

    Raises Refused with Stripe's code, and StripeUnavailable when the outcome is not known.
    """
    parameters = {
        "payment_intent": payment_intent,
        "amount": amount,
        "metadata": {"order": order, "refund": str(row)},
        "expand": _EXPAND,
    }
    try:
        made = call_api(
            client().v1.refunds.create, parameters, {"idempotency_key": idempotency_key}
        )
    except stripe.InvalidRequestError as error:
        raise Refused(error.code or "refused") from error
    return _read(made.to_dict())


def retrieve_refund(refund_id: str) -> Refund:
    """The refund as it is now. Raises NotFound or StripeUnavailable."""
    return _read(retrieve(client().v1.refunds.retrieve, refund_id, {"expand": _EXPAND}))


def refunds_since(moment: datetime) -> Iterator[Refund]:
    """Every refund made since then, the newest first. Raises StripeUnavailable."""
    expand = [f"data.{path}" for path in _EXPAND]
    parameters = {"created": {"gte": int(moment.timestamp())}, "limit": 100, "expand": expand}
    for refund in iterate(call_api(client().v1.refunds.list, parameters)):
        yield _read(refund)


def _read(refund: Mapping[str, Any]) -> Refund:
    payment = refund.get("payment_intent") or {}
    if isinstance(payment, str):
        raise StripeUnavailable("the payment of a refund was not expanded")
    return Refund(
        id=refund["id"],
        payment_intent=payment.get("id", ""),
        order=payment.get("metadata", {}).get("order", ""),
        row=(refund.get("metadata") or {}).get("refund", ""),
        amount=refund["amount"],
        currency=refund["currency"],
        status=refund["status"],
        failure=refund.get("failure_reason") or "",
    )
