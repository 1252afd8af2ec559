"""Refunds: money on its way back."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import stripe

from payments.gateway.connection import Refused, StripeUnavailable, ask, client, every, find

# With the payment's own note of the order: a refund itself says nothing of it.
_EXPAND = ["payment_intent"]


@dataclass(frozen=True)
class Refund:
    """A refund as Stripe has it; minor units. `order` and `row` are our own notes, or empty."""

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
    """Give back an amount, or find the refund already made with this key.

    Raises Refused with Stripe's code, and StripeUnavailable when the outcome is not known.
    """
    parameters = {
        "payment_intent": payment_intent,
        "amount": amount,
        "metadata": {"order": order, "refund": str(row)},
        "expand": _EXPAND,
    }
    try:
        made = ask(client().v1.refunds.create, parameters, {"idempotency_key": idempotency_key})
    except stripe.InvalidRequestError as error:
        raise Refused(error.code or "refused") from error
    return _read(made.to_dict())


def retrieve_refund(refund_id: str) -> Refund:
    """The refund as it is now. Raises NotOurs or StripeUnavailable."""
    return _read(find(client().v1.refunds.retrieve, refund_id, {"expand": _EXPAND}))


def refunds_since(moment: datetime) -> Iterator[Refund]:
    """Every refund made since then, the newest first. Raises StripeUnavailable."""
    expand = [f"data.{path}" for path in _EXPAND]
    asked = {"created": {"gte": int(moment.timestamp())}, "limit": 100, "expand": expand}
    for refund in every(ask(client().v1.refunds.list, asked)):
        yield _read(refund)


def _read(refund: Mapping[str, Any]) -> Refund:
    payment = refund.get("payment_intent") or {}
    if isinstance(payment, str):
        raise StripeUnavailable("the payment of a refund was not told")
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
