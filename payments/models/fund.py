"""The fund for sponsored letters: its ledger, and who may draw on it."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from payments.models.order import Order
from payments.money import format_money


@pghistory.track(
    # The program's own entries are many, and each follows from an order's history.
    pghistory.InsertEvent(condition=pgtrigger.Q(new__by__isnull=False)),
    fields=["kind", "amount", "currency", "order", "note"],
    model_name="FundEntryEvent",
)
class FundEntry(models.Model):
    """Append-only: money into (positive) or out of (negative) the fund, in minor units."""

    class Kind(models.TextChoices):
        GIFT = "gift", _("a gift with an order")
        GIFT_RETURNED = "gift_returned", _("a gift refunded")
        GRANT = "grant", _("letters paid by the fund")
        GRANT_RETURNED = "grant_returned", _("a grant undone")
        ENTERED = "entered", _("entered by the committee")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    currency = models.CharField(max_length=3)
    amount = models.IntegerField()
    order = models.ForeignKey(
        Order, models.PROTECT, null=True, blank=True, related_name="fund_entries"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.CharField(_("note"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)

    class Meta:
        verbose_name = _("fund entry")
        verbose_name_plural = _("fund entries")
        constraints = [
            models.UniqueConstraint(
                fields=["order", "kind"], condition=~Q(kind="entered"), name="fund_entry_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["gift", "grant_returned"], amount__gt=0, order__isnull=False)
                | Q(kind__in=["grant", "gift_returned"], amount__lt=0, order__isnull=False)
                | (Q(kind="entered", order=None, by__isnull=False) & ~Q(amount=0) & ~Q(note="")),
                name="fund_entry_fields_by_kind",
            ),
        ]
        indexes = [models.Index("currency", "id", include=["amount"], name="fund_ledger")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {format_money(self.amount, self.currency)}"


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    fields=["user", "letters", "note"],
    model_name="FundQuotaEvent",
)
class FundQuota(models.Model):
    """How many letters a user outside the committee may have the fund pay for."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="fund_quota", verbose_name=_("user")
    )
    letters = models.PositiveIntegerField(_("letters"))
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("fund quota")
        verbose_name_plural = _("fund quotas")

    def __str__(self) -> str:
        return f"{self.user} {self.letters}"
