"""The fund for sponsored letters: its ledger, and who may draw on it."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.amounts.currencies import CODES
from core.amounts.money import format_money
from core.forms.code_fields import CurrencyField
from payments.models.order import Order

# The order's row is locked before an entry of its gift is added: the sum can't change meanwhile.
_GIFT_WITHIN_ORDER = """
IF (SELECT sum(amount) NOT BETWEEN 0 AND coalesce(max(amount) FILTER (WHERE kind = 'gift'), 0)
    FROM payments_fundentry WHERE order_id = NEW.order_id AND kind LIKE 'gift%') THEN
    RAISE EXCEPTION 'more or less of a gift would be in the fund than was given'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'gift_within_order';
END IF;
RETURN NULL;
"""


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
        GIFT_TAKEN = "gift_taken", _("a gift taken back by the bank")
        GIFT_RESTORED = "gift_restored", _("a gift that came back")
        GRANT = "grant", _("letters paid by the fund")
        GRANT_RETURNED = "grant_returned", _("a grant undone")
        ENTERED = "entered", _("entered by the committee")

    # Together they come to an order's gift, or to nothing once its money has left.
    GIFT_KINDS = (Kind.GIFT, Kind.GIFT_RETURNED, Kind.GIFT_TAKEN, Kind.GIFT_RESTORED)

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    currency = CurrencyField()
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
            models.CheckConstraint(condition=Q(currency__in=CODES), name="fund_entry_currency"),
            models.UniqueConstraint(
                fields=["order", "kind"],
                condition=Q(kind__in=["gift", "grant", "grant_returned"]),
                name="fund_entry_once",
            ),
            models.CheckConstraint(
                condition=Q(
                    kind__in=["gift", "gift_restored", "grant_returned"],
                    amount__gt=0,
                    order__isnull=False,
                )
                | Q(
                    kind__in=["grant", "gift_returned", "gift_taken"],
                    amount__lt=0,
                    order__isnull=False,
                )
                | (Q(kind="entered", order=None, by__isnull=False) & ~Q(amount=0) & ~Q(note="")),
                name="fund_entry_fields_by_kind",
            ),
        ]
        indexes = [models.Index("currency", "id", include=["amount"], name="fund_ledger")]
        triggers = [
            pgtrigger.Trigger(
                name="gift_within_order",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(
                    new__kind__in=["gift_returned", "gift_taken", "gift_restored"]
                ),
                func=_GIFT_WITHIN_ORDER,
            ),
        ]

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
