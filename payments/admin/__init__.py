"""Orders and money in the admin: a file for each noun."""

from payments.admin import (
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
