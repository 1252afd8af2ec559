"""Payments outside Stripe: bank transfer, cash, cheque."""

from typing import Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.amounts.currencies import CODES
from core.amounts.money import format_money
from core.forms.code_fields import CurrencyField
from letters.models import Community
from payments.models.order import OFFLINE, Method, Order


class ManualPaymentQuerySet(models.QuerySet["ManualPayment"]):
    def effective(self) -> Self:
        """Those that were not rejected."""
        return self.filter(rejected_at=None)

    def pending(self) -> Self:
        """Those that await approval by a second person."""
        return self.filter(rejected_at=None, accepted_at=None)


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    fields=[
        "order",
        "community",
        "method",
        "reference",
        "received_on",
        "amount",
        "currency",
        "approved_by",
        "rejected_at",
        "accepted_at",
    ],
    model_name="ManualPaymentEvent",
)
class ManualPayment(models.Model):
    """A staff member's record that money arrived; above a limit another must approve.

    The money is for an order, or for the balance of a community.
    """

    order = models.ForeignKey(
        Order, models.PROTECT, null=True, blank=True, related_name="manual_payments"
    )
    community = models.ForeignKey(
        Community,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="manual_payments",
        verbose_name=_("community"),
    )
    method = models.CharField(
        _("payment method"),
        max_length=10,
        choices=[(method.value, method.label) for method in OFFLINE],
    )
    reference = models.CharField(
        _("reference"), max_length=100, help_text=_("the bank’s or the cheque’s number")
    )
    received_on = models.DateField(_("received on"))
    amount = models.PositiveIntegerField(help_text="minor units")
    currency = CurrencyField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("approved by"),
    )
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    rejected_at = models.DateTimeField(_("rejected at"), null=True, blank=True)
    # Set when it reached the order or the balance: at once within the limit, else by the approval.
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)

    objects = ManualPaymentQuerySet.as_manager()

    class Meta:
        verbose_name = _("manual payment")
        verbose_name_plural = _("manual payments")
        constraints = [
            models.CheckConstraint(condition=Q(currency__in=CODES), name="manual_payment_currency"),
            models.CheckConstraint(
                condition=Q(order=None, community__isnull=False)
                | Q(order__isnull=False, community=None),
                name="manual_payment_one_target",
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="manual_payment_amount_positive"
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("recorded_by")),
                name="manual_payment_two_people",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(rejected_at=None),
                name="manual_payment_accepted_or_rejected",
            ),
            models.CheckConstraint(
                condition=Q(method__in=[method.value for method in OFFLINE]),
                name="manual_payment_method",
            ),
            models.UniqueConstraint(
                fields=["order"], condition=Q(rejected_at=None), name="one_manual_payment"
            ),
        ]

    def __str__(self) -> str:
        return f"{Method(self.method).label} {format_money(self.amount, self.currency)}"

    @property
    def awaits_approval(self) -> bool:
        return not (self.accepted_at or self.rejected_at)
