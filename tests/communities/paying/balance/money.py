"""Money that a community has paid in advance."""

from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from letters.models import Community
from payments.methods.manual import record
from payments.models import ManualPayment, Method


def deposited(community: Community, by: User, amount: int = 1000, **changes: Any) -> ManualPayment:
    """Record a deposit."""
    fields: dict[str, Any] = {
        "method": Method.TRANSFER,
        "reference": f"T-{ManualPayment.objects.count()}",
        "received_on": timezone.now().date(),
        "currency": "usd",
        **changes,
    }
    return record(target=community, by=by, amount=amount, **fields)
