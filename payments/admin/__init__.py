"""Orders and money in the admin: a file for each noun."""

from payments.admin import (
    disputes,
    events,
    orders,
    payments,
    receipts,
    refunds,
)

__all__ = ["disputes", "events", "orders", "payments", "receipts", "refunds"]
