"""Orders and what was paid for them. Attempts and payments are rows, never overwritten."""

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from letters.models import Inscription, Purchaser, Series, new_token
from payments.money import format_money


@pghistory.track(
    pghistory.UpdateEvent(), fields=["state", "problem", "total"], model_name="OrderEvent"
)
class Order(models.Model):
    """A list of names and what is to be paid for their letters, in minor units."""

    class State(models.TextChoices):
        AWAITING = "awaiting", _("not paid")
        PROCESSING = "processing", _("the bank is at work")
        WAITING = "waiting", _("paid, waits for the next scroll")
        FULFILLED = "fulfilled", _("paid, letters given")
        REVIEW = "review", _("before the committee")

    public_id = models.CharField(max_length=32, unique=True, default=new_token)
    # The same form sent twice is the same order.
    form_key = models.CharField(max_length=64, unique=True, null=True, blank=True)
    series = models.ForeignKey(Series, models.PROTECT, related_name="orders")
    purchaser = models.ForeignKey(Purchaser, models.PROTECT, related_name="orders")
    email = models.EmailField(help_text="as typed in this order")
    language = models.CharField(max_length=5)
    zone = models.CharField(max_length=64, help_text="the purchaser's time zone")
    currency = models.CharField(max_length=3)
    letters_amount = models.PositiveIntegerField()
    fee_amount = models.PositiveIntegerField(default=0)
    gift_amount = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.AWAITING)
    problem = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    fulfilled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(total=F("letters_amount") + F("fee_amount") + F("gift_amount")),
                name="order_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(fulfilled_at__isnull=False, state="fulfilled")
                | (Q(fulfilled_at=None) & ~Q(state="fulfilled")),
                name="fulfilled_has_a_time",
            ),
        ]
        indexes = [
            models.Index("created_at", name="order_created"),
            models.Index("id", condition=Q(state="waiting"), name="orders_waiting"),
        ]

    def __str__(self) -> str:
        return self.public_id

    def show(self, amount: int) -> str:
        """An amount of this order as it is written."""
        return format_money(amount, self.currency)


class OrderLine(models.Model):
    """One letter of an order: for whom, and its price in minor units."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField(help_text="from 1")
    inscription = models.OneToOneField(Inscription, models.PROTECT, related_name="line")
    price = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "position"], name="order_position_once")
        ]
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.order} {self.position}"


class Checkout(models.Model):
    """One attempt to pay an order on Stripe's page. A new attempt is a new row and a new key."""

    class State(models.TextChoices):
        OPEN = "open"
        COMPLETE = "complete"
        EXPIRED = "expired"

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
        """From our own row: a call repeated for this attempt finds the same session."""
        return f"checkout-{self.order.public_id}-{self.number}"


class Payment(models.Model):
    """Money that came for an order, in minor units."""

    class Method(models.TextChoices):
        STRIPE = "stripe"

    order = models.ForeignKey(Order, models.PROTECT, related_name="payments")
    method = models.CharField(max_length=10, choices=Method)
    reference = models.CharField(max_length=100, help_text="the PaymentIntent's id")
    session_id = models.CharField(max_length=100, blank=True)
    amount = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    # Money that did not buy this order's letters: paid twice, another amount or currency.
    problem = models.CharField(max_length=200, blank=True)
    received_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["method", "reference"], name="payment_once"),
            models.UniqueConstraint(
                fields=["order"], condition=Q(problem=""), name="order_paid_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {format_money(self.amount, self.currency)}"


class StripeEvent(models.Model):
    """An event as Stripe sent it, stored once under its id; a stored one is not a handled one."""

    class Outcome(models.TextChoices):
        RECEIVED = "received"
        HANDLED = "handled"
        IGNORED = "ignored"
        FAILED = "failed"

    id = models.CharField(primary_key=True, max_length=100)
    type = models.CharField(max_length=80)
    body = models.JSONField()
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.RECEIVED)
    error = models.CharField(max_length=200, blank=True)
    received_at = models.DateTimeField(default=timezone.now)
    handled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                "received_at",
                condition=Q(outcome__in=["received", "failed"]),
                name="events_not_handled",
            )
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.id}"
