"""Numbered receipts, and the particulars that stand on them."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils import timezone

from payments.models.payment import Payment


class Receipt(models.Model):
    """A payment's number in the organisation's books: one after another, none left out."""

    number = models.PositiveIntegerField(unique=True)
    payment = models.OneToOneField(Payment, models.PROTECT, related_name="receipt")
    issued_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(number__gt=0), name="receipts_from_1")]

    def __str__(self) -> str:
        return f"{self.number:06}"


@pghistory.track(pghistory.UpdateEvent(), model_name="OrganisationEvent")
class Organisation(models.Model):
    """Who takes the money: what a receipt says of it, where a transfer goes, and the switch.

    One row; `Organisation.current()` gives it.
    """

    name = models.CharField(max_length=120, default="Unity Torah")
    name_he = models.CharField(max_length=120, blank=True)
    address = models.TextField(blank=True)
    address_he = models.TextField(blank=True)
    tax_number = models.CharField(max_length=40, blank=True, help_text="EIN or registered number")
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    tax_deductible = models.BooleanField(
        default=False, help_text="a charity under section 501(c)(3): receipts say so"
    )
    bank_details = models.TextField(blank=True, help_text="where a transfer goes; shown to buyers")
    bank_details_he = models.TextField(blank=True)
    cards = models.BooleanField(default=True, help_text="off: no card payment can be begun")

    class Meta:
        verbose_name_plural = "organisation"
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_organisation")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def current(cls) -> "Organisation":
        """The one row, or its defaults."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)
