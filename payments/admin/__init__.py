"""Orders and money in the admin: a file for each noun."""

from payments.admin import (
    disputes,
    events,
    fund,
    offline,
    orders,
    payments,
    receipts,
    refunds,
)

__all__ = ["disputes", "events", "fund", "offline", "orders", "payments", "receipts", "refunds"]
