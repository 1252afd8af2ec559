"""Orders and money in the admin: a file for each noun."""

from payments.admin import (
    balance,
    disputes,
    events,
    fund,
    offline,
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
    "offline",
    "orders",
    "payments",
    "receipts",
    "reconciliation",
    "refunds",
]
