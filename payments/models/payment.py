"""Checkout attempts, payments, and stored Stripe events: rows, never overwritten."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.amounts.money import format_money
from payments.models.order import Method, Order


class Checkout(models.Model):
    """One attempt to pay an order on Stripe's page: a new attempt is a new row with a new key."""

    class State(models.TextChoices):
        OPEN = "open"
        COMPLETE = "complete"
        EXPIRED = "expired"
        FAILED = "failed"  # a bank debit that was refused days later

    order = models.ForeignKey(Order, models.PROTECT, related_name="checkouts")
    number = models.PositiveSmallIntegerField(help_text="from 1")
    # Unknown until Stripe has answered; asking again with the same key finds the same session.
    session_id = models.CharField(max_length=100, unique=True, null=True)  # noqa: DJ001
    url = models.URLField(max_length=2000, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    expires_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True, blank=True, help_text="when Stripe was last asked")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "number"], name="checkout_number_once"),
            models.UniqueConstraint(
                fields=["order"], condition=Q(state="open"), name="one_open_checkout"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order} attempt {self.number}"

    @property
    def idempotency_key(self) -> str:
        """Derived from the row: a repeated call for this attempt finds the same session."""
        return f"checkout-{self.order.public_id}-{self.number}"


class Payment(models.Model):
    """Money received for an order, in minor units."""

    order = models.ForeignKey(
        Order, models.PROTECT, related_name="payments", verbose_name=_("order")
    )
    method = models.CharField(_("payment method"), max_length=10, choices=Method)
    reference = models.CharField(
        _("reference"),
        max_length=100,
        help_text=_("the PaymentIntent’s id, or that of our own record in its place"),
    )
    session_id = models.CharField(_("Stripe’s session"), max_length=100, blank=True)
    amount = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    # Why this money did not pay for the order's letters (paid twice, another amount or currency).
    review_reason = models.CharField(_("problem"), max_length=200, blank=True)
    received_at = models.DateTimeField(_("received at"), default=timezone.now)

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        constraints = [
            models.UniqueConstraint(fields=["method", "reference"], name="payment_once"),
            models.UniqueConstraint(
                fields=["order"], condition=Q(review_reason=""), name="order_paid_once"
            ),
        ]
        indexes = [
            models.Index("received_at", name="payment_received"),
            models.Index("id", condition=~Q(review_reason=""), name="payments_to_review"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {format_money(self.amount, self.currency)}"


class StripeEvent(models.Model):
    """An event as Stripe sent it, stored once by its id; `outcome` says if it was handled."""

    class Outcome(models.TextChoices):
        HANDLED = "handled", _("handled")
        FAILED = "failed", _("failed")

    id = models.CharField(primary_key=True, max_length=100)
    type = models.CharField(_("type"), max_length=80)
    body = models.JSONField()
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome)
    error = models.CharField(_("error"), max_length=200, blank=True)
    received_at = models.DateTimeField(_("received at"), default=timezone.now)
    handled_at = models.DateTimeField(_("handled at"), null=True, blank=True)

    class Meta:
        verbose_name = _("event of Stripe")
        verbose_name_plural = _("events of Stripe")
        indexes = [
            models.Index(
                "received_at",
                condition=Q(outcome="failed"),
                name="failed_events",
            ),
            models.Index(
                "received_at",
                condition=Q(type="payment_intent.payment_failed"),
                name="failed_card_payments",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.id}"
