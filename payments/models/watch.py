"""What is watched: who asks for payment pages and after names, what reconciliation found."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from payments.models.order import Order


class CheckoutRequest(models.Model):
    """An asking for a payment page. Who asked is kept as keyed hashes, for two days."""

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
    """Names of a basket looked up among those who have a letter: each answer tells a little."""

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


class Reconciliation(models.Model):
    """One comparison of Stripe's books with ours."""

    since = models.DateTimeField(_("since"))
    started_at = models.DateTimeField(_("started at"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    looked_at = models.PositiveIntegerField(_("how many were checked"), default=0)
    healed = models.JSONField(default=list)
    findings = models.JSONField(default=list)

    class Meta:
        verbose_name = _("reconciliation")
        verbose_name_plural = _("reconciliations")
        get_latest_by = "started_at"

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M} UTC"
