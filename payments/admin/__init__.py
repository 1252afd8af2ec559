"""Orders and money in the admin: a file for each noun."""

from payments.admin import orders, payments, receipts

__all__ = ["orders", "payments", "receipts"]
