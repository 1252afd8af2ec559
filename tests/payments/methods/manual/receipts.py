"""Money that arrived by transfer."""

from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from payments.methods.manual import record
from payments.models import ManualPayment, Method, Order


def receipt(order: Order, by: User, **changes: Any) -> ManualPayment:
    """Record that the order's money arrived by transfer today."""
    typed: dict[str, Any] = {
        "method": Method.TRANSFER,
        "reference": "FT-1",
        "received_on": timezone.now().date(),
        "amount": order.total,
        "currency": order.currency,
    }
    return record(target=order, by=by, **{**typed, **changes})


def typed(**changes: str) -> dict[str, str]:
    """The form's fields."""
    today = timezone.now().date().isoformat()
    return {
        "method": "transfer",
        "amount": "3",
        "currency": "usd",
        "reference": "FT-1",
        "received_on": today,
        **changes,
    }
