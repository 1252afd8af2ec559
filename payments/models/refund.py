"""Money that goes back, and money that is disputed."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from payments.models.payment import Payment
from payments.money import format_money

_AT_MOST_WHAT_WAS_PAID = """
IF (SELECT sum(amount) FROM payments_refund
    WHERE payment_id = NEW.payment_id AND state NOT IN ('failed', 'canceled'))
   > (SELECT amount FROM payments_payment WHERE id = NEW.payment_id) THEN
    RAISE EXCEPTION 'more would be refunded than was paid'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'refunds_within_payment';
END IF;
RETURN NULL;
"""


class RefundQuerySet(models.QuerySet["Refund"]):
    """Refunds by what became of them."""

    def standing(self) -> "RefundQuerySet":
        """Those that gave money back or are about to."""
        return self.exclude(state__in=[Refund.State.FAILED, Refund.State.CANCELED])


@pghistory.track(pghistory.UpdateEvent(), fields=["state", "failure"], model_name="RefundEvent")
class Refund(models.Model):
    """Money given back of one payment, in minor units. The row comes first, then Stripe hears.

    Its lines (`OrderLine.refund`) are the letters it gives back; none where Stripe's dashboard
    gave back a part without naming any, which is for the committee to say.
    """

    class State(models.TextChoices):
        OWED = "owed", _("to be sent")
        PENDING = "pending", _("on its way")
        SUCCEEDED = "succeeded", _("refunded")
        FAILED = "failed", _("failed")
        CANCELED = "canceled", _("cancelled")

    class Reason(models.TextChoices):
        REQUESTED = "requested", _("requested by the purchaser")
        TWICE = "twice", _("paid twice")
        CLOSED = "closed", _("no letter can be given")
        UNFIT = "unfit", _("another amount or currency")
        GIVEN_UP = "given_up", _("the order had been cancelled")
        FRAUD = "fraud", _("fraud")
        DASHBOARD = "dashboard", _("made in Stripe’s dashboard")

    payment = models.ForeignKey(
        Payment, models.PROTECT, related_name="refunds", verbose_name=_("payment")
    )
    amount = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    reason = models.CharField(_("reason"), max_length=10, choices=Reason)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OWED)
    stripe_id = models.CharField(
        _("number at Stripe"), max_length=100, unique=True, null=True, blank=True
    )
    reference = models.CharField(
        _("reference"), max_length=100, blank=True, help_text=_("of money returned manually")
    )
    failure = models.CharField(_("failure"), max_length=100, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    # While somebody speaks to Stripe about it this lies ahead.
    next_attempt_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = RefundQuerySet.as_manager()

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="refund_of_something"),
        ]
        indexes = [
            models.Index(
                "next_attempt_at",
                condition=Q(state__in=["owed", "pending"]),
                name="refunds_under_way",
            )
        ]
        triggers = [
            pgtrigger.Trigger(
                name="refunds_within_payment",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=_AT_MOST_WHAT_WAS_PAID,
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk} {format_money(self.amount, self.currency)}"

    @property
    def idempotency_key(self) -> str:
        """From our own row: a call repeated for this refund finds the same one."""
        return f"refund-{self.pk}"


@pghistory.track(pghistory.UpdateEvent(), fields=["status"], model_name="DisputeEvent")
class Dispute(models.Model):
    """A payment that a card's holder disputes; the letter is not taken away by itself."""

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
