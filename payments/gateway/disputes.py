"""Disputes: a cardholder asks their bank for the money back."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from payments.gateway.connection import StripeUnavailable, call_api, client, iterate, retrieve

_EXPAND = ["payment_intent"]
_ENDED = {"won", "lost", "warning_closed", "prevented"}


@dataclass(frozen=True)
class Dispute:
    """A dispute at Stripe; minor units. `order` is from the payment's metadata."""

    id: str
    payment_intent: str
    order: str
    amount: int
    currency: str
    reason: str
    status: str
    due_by: datetime | None
    opened_at: datetime

    @property
    def ended(self) -> bool:
        """Whether the bank has decided."""
        return self.status in _ENDED


def retrieve_dispute(dispute_id: str) -> Dispute:
    """The dispute as it is now. Raises NotFound or StripeUnavailable."""
    return _read(retrieve(client().v1.disputes.retrieve, dispute_id, {"expand": _EXPAND}))


def disputes_since(moment: datetime) -> Iterator[Dispute]:
    """Every dispute opened since then, the newest first. Raises StripeUnavailable."""
    expand = [f"data.{path}" for path in _EXPAND]
    parameters = {"created": {"gte": int(moment.timestamp())}, "limit": 100, "expand": expand}
    for dispute in iterate(call_api(client().v1.disputes.list, parameters)):
        yield _read(dispute)


def _read(dispute: Mapping[str, Any]) -> Dispute:
    payment = dispute.get("payment_intent") or {}
    if isinstance(payment, str):
        raise StripeUnavailable("the payment of a dispute was not expanded")
    due = (dispute.get("evidence_details") or {}).get("due_by")
    return Dispute(
        id=dispute["id"],
        payment_intent=payment.get("id", ""),
        order=payment.get("metadata", {}).get("order", ""),
        amount=dispute["amount"],
        currency=dispute["currency"],
        reason=dispute["reason"],
        status=dispute["status"],
        due_by=datetime.fromtimestamp(due, UTC) if due else None,
        opened_at=datetime.fromtimestamp(dispute["created"], UTC),
    )
