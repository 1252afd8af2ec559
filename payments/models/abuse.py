"""Requests counted by the rate limits of checkout and of name lookups."""

from django.db import models
from django.utils import timezone

from payments.models.order import Order


class CheckoutRequest(models.Model):
    """A request for a payment page. The requester is stored as keyed hashes, for two days."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="checkout_requests")
    address = models.CharField(max_length=32)
    browser = models.CharField(max_length=32)
    email = models.CharField(max_length=32)
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


class NameLookup(models.Model):
    """A lookup of a basket's names in the register. Limited, since each answer reveals a little."""

    address = models.CharField(max_length=32)
    browser = models.CharField(max_length=32)
    names = models.PositiveSmallIntegerField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index("address", "at", name="name_lookups_address"),
            models.Index("browser", "at", name="name_lookups_browser"),
        ]

    def __str__(self) -> str:
        return f"{self.names} {self.at}"
