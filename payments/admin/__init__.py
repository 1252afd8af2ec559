"""Orders and money in the admin."""

from payments.admin import (
    balance,
    disputes,
    events,
    fund,
    manual,
    orders,
    payments,
    receipts,
    reconciliation,
    refunds,
)

__all__ = [
    "balance",
    "disputes",
    "events",
    "fund",
    "manual",
    "orders",
    "payments",
    "receipts",
    "reconciliation",
    "refunds",
]
