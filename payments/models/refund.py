"""Refunds and disputes."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.amounts.money import format_money
from payments.models.payment import Payment

_REFUNDS_WITHIN_PAYMENT = """
IF (SELECT sum(amount) FROM payments_refund
    WHERE payment_id = NEW.payment_id AND state NOT IN ('failed', 'canceled'))
   > (SELECT amount FROM payments_payment WHERE id = NEW.payment_id) THEN
    RAISE EXCEPTION 'more would be refunded than was paid'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'refunds_within_payment';
END IF;
RETURN NULL;
"""


class RefundQuerySet(models.QuerySet["Refund"]):
    def effective(self) -> "RefundQuerySet":
        """Refunds whose amount has left or will leave: neither failed nor closed."""
        return self.exclude(state__in=[Refund.State.FAILED, Refund.State.CANCELED])


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    fields=["amount", "currency", "reason", "state", "failure"],
    model_name="RefundEvent",
)
class Refund(models.Model):
    """A refund of one payment or a part of it, in minor units; written before Stripe is called.

    Its lines (`OrderLine.refund`) are the letters it gives back. A partial refund made in Stripe's
    dashboard has none until the committee allocates it. What the bank takes by a dispute is a row
    as well (`refunds.chargebacks`): pending while the bank decides, succeeded once it is lost,
    canceled when the money comes back.
    """

    class State(models.TextChoices):
        UNSENT = "unsent", _("to be sent")
        PENDING = "pending", _("on its way")
        SUCCEEDED = "succeeded", _("refunded")
        FAILED = "failed", _("failed")
        CANCELED = "canceled", _("cancelled")

    class Reason(models.TextChoices):
        REQUESTED = "requested", _("requested by the purchaser")
        DUPLICATE = "duplicate", _("paid twice")
        SERIES_CLOSED = "series_closed", _("no letter can be given")
        MISMATCH = "mismatch", _("another amount or currency")
        ORDER_CANCELED = "order_canceled", _("the order had been cancelled")
        FRAUD = "fraud", _("fraud")
        DASHBOARD = "dashboard", _("made in Stripe’s dashboard")
        CHARGED_BACK = "charged_back", _("taken back by the bank")

    payment = models.ForeignKey(
        Payment, models.PROTECT, related_name="refunds", verbose_name=_("payment")
    )
    amount = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    reason = models.CharField(_("reason"), max_length=20, choices=Reason)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.UNSENT)
    stripe_id = models.CharField(
        _("number at Stripe"), max_length=100, unique=True, null=True, blank=True
    )
    reference = models.CharField(
        _("reference"), max_length=100, blank=True, help_text=_("of money returned manually")
    )
    failure = models.CharField(_("failure"), max_length=100, blank=True)
    dispute = models.ForeignKey(
        "payments.Dispute",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="refunds",
        verbose_name=_("dispute"),
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    # In the future while a worker is sending it to Stripe: its claim on the row.
    next_attempt_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = RefundQuerySet.as_manager()

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="refund_amount_positive"),
            models.CheckConstraint(
                condition=Q(reason="charged_back", dispute__isnull=False, stripe_id=None)
                & Q(state__in=["pending", "succeeded", "canceled"])
                | (~Q(reason="charged_back") & Q(dispute=None)),
                name="charged_back_by_dispute",
            ),
            models.UniqueConstraint(
                fields=["dispute"], condition=~Q(state="canceled"), name="dispute_charged_back_once"
            ),
        ]
        indexes = [
            models.Index(
                "next_attempt_at",
                condition=Q(state__in=["unsent", "pending"]),
                name="refunds_in_progress",
            )
        ]
        triggers = [
            pgtrigger.Trigger(
                name="refunds_within_payment",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=_REFUNDS_WITHIN_PAYMENT,
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk} {format_money(self.amount, self.currency)}"

    @property
    def idempotency_key(self) -> str:
        """Derived from the row: a repeated call for this refund finds the same one at Stripe."""
        return f"refund-{self.pk}"


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    fields=["amount", "currency", "status"],
    model_name="DisputeEvent",
)
class Dispute(models.Model):
    """A payment disputed by the cardholder. A dispute alone never takes the letter away.

    An inquiry (`warning_…`) takes no money. Any other dispute takes it at once, and it comes back
    when the dispute is won: https://docs.stripe.com/disputes/how-disputes-work.
    """

    LOST = ("lost", "appeal_needs_response", "appeal_under_review")
    TAKES_MONEY = ("needs_response", "under_review", *LOST)

    id = models.CharField(primary_key=True, max_length=100, help_text=_("as Stripe names it"))
    payment = models.ForeignKey(
        Payment, models.PROTECT, related_name="disputes", verbose_name=_("payment")
    )
    amount = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    reason = models.CharField(_("reason"), max_length=40)
    status = models.CharField(
        _("status"), max_length=40, help_text=_("the status, in Stripe’s words")
    )
    due_by = models.DateTimeField(
        _("due by"), null=True, blank=True, help_text=_("for our evidence")
    )
    opened_at = models.DateTimeField(_("opened at"))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("dispute")
        verbose_name_plural = _("disputes")
        indexes = [models.Index("id", condition=Q(closed_at=None), name="disputes_open")]

    def __str__(self) -> str:
        return f"{self.id} {self.status}"

    @property
    def takes_money(self) -> bool:
        """Whether the bank has the money, for good or until it decides."""
        return self.status in self.TAKES_MONEY

    @property
    def lost(self) -> bool:
        return self.status in self.LOST
