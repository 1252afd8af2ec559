"""Numbered receipts."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from payments.models.payment import Payment


class Receipt(models.Model):
    """A payment's receipt number: consecutive, without gaps."""

    number = models.PositiveIntegerField(_("number"), unique=True)
    payment = models.OneToOneField(
        Payment, models.PROTECT, related_name="receipt", verbose_name=_("payment")
    )
    issued_at = models.DateTimeField(_("issued at"), default=timezone.now)

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        constraints = [models.CheckConstraint(condition=Q(number__gt=0), name="receipts_from_1")]

    def __str__(self) -> str:
        return f"{self.number:06}"
