"""The ledger of the communities' balances."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.amounts.currencies import CODES
from core.amounts.money import format_money
from core.forms.code_fields import CurrencyField
from core.locks import Lock
from letters.models import Community
from payments.models.manual import ManualPayment
from payments.models.order import Order
from payments.models.refund import Refund

# Locked before summing, so that of two concurrent entries the second sees the first.
_NEVER_BELOW_ZERO = f"""
PERFORM pg_advisory_xact_lock({Lock.BALANCE:d}, NEW.community_id::int);
IF (SELECT sum(amount) FROM payments_balanceentry
    WHERE community_id = NEW.community_id AND currency = NEW.currency) < 0 THEN
    RAISE EXCEPTION 'a balance never falls below zero'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'balance_never_below_zero';
END IF;
RETURN NULL;
"""  # noqa: S608 - made of our own text


class BalanceEntry(models.Model):
    """Append-only: money into (positive) or out of (negative) a balance, in minor units."""

    class Kind(models.TextChoices):
        DEPOSIT = "deposit", _("prepaid balance")
        SPENT = "spent", _("spent on letters")
        RETURNED = "returned", _("refunded")
        WITHDRAWN = "withdrawn", _("taken out by the committee")

    community = models.ForeignKey(
        Community,
        models.PROTECT,
        related_name="balance_entries",
        db_index=False,
        verbose_name=_("community"),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    currency = CurrencyField()
    amount = models.IntegerField()
    manual_payment = models.OneToOneField(
        ManualPayment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="balance_entry",
        verbose_name=_("manual payment"),
    )
    order = models.ForeignKey(
        Order, models.PROTECT, null=True, blank=True, related_name="balance_entries"
    )
    refund = models.OneToOneField(
        Refund, models.PROTECT, null=True, blank=True, related_name="balance_entry"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.CharField(_("note"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)

    class Meta:
        verbose_name = _("balance entry")
        verbose_name_plural = _("balance entries")
        constraints = [
            models.CheckConstraint(condition=Q(currency__in=CODES), name="balance_entry_currency"),
            models.UniqueConstraint(
                fields=["order"], condition=Q(kind="spent"), name="order_spent_once"
            ),
            models.CheckConstraint(
                condition=Q(
                    kind="deposit",
                    amount__gt=0,
                    manual_payment__isnull=False,
                    order=None,
                    refund=None,
                )
                | Q(
                    kind="spent",
                    amount__lt=0,
                    manual_payment=None,
                    order__isnull=False,
                    refund=None,
                )
                | Q(
                    kind="returned",
                    amount__gt=0,
                    manual_payment=None,
                    order__isnull=False,
                    refund__isnull=False,
                )
                | (
                    Q(kind="withdrawn", amount__lt=0, manual_payment=None, order=None, refund=None)
                    & Q(by__isnull=False)
                    & ~Q(note="")
                ),
                name="balance_entry_fields_by_kind",
            ),
        ]
        indexes = [
            models.Index("community", "currency", "id", include=["amount"], name="balance_ledger")
        ]
        triggers = [
            pgtrigger.Protect(
                name="balance_append_only", operation=pgtrigger.Update | pgtrigger.Delete
            ),
            pgtrigger.Trigger(
                name="balance_never_below_zero",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__amount__lt=0),
                func=_NEVER_BELOW_ZERO,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {format_money(self.amount, self.currency)}"
