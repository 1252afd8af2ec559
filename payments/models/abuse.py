"""Requests counted by the rate limits of checkout."""

from django.db import models
from django.utils import timezone

from payments.models.order import Order


class CheckoutRequest(models.Model):
    """A request for a payment page, or for the bank details of a transfer.

    The requester is stored as keyed hashes, for two days.
    """

    order = models.ForeignKey(Order, models.PROTECT, related_name="checkout_requests")
    address = models.CharField(max_length=32)
    browser = models.CharField(max_length=32)
    email = models.CharField(max_length=32)
    transfer = models.BooleanField(default=False)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index("address", "at", name="checkout_requests_address"),
            models.Index("browser", "at", name="checkout_requests_browser"),
            models.Index("email", "at", name="checkout_requests_email"),
            models.Index("at", name="checkout_requests_at"),
        ]

    def __str__(self) -> str:
        return f"{self.order} {self.at}"
