"""Numbered receipts, and the organisation that issues them."""

from email.utils import parseaddr

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modeltrans.fields import TranslationField

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


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), model_name="OrganisationEvent")
class Organisation(models.Model):
    """The organisation that takes the money: receipt particulars, bank details, card switch.

    A single row; read it with `Organisation.current()`.
    """

    name = models.CharField(_("name"), max_length=120, default="Unity Torah")
    address = models.TextField(_("address"), blank=True)
    tax_number = models.CharField(
        _("tax number"), max_length=40, blank=True, help_text=_("EIN or registered number")
    )
    email = models.EmailField(_("email"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    tax_deductible = models.BooleanField(
        _("tax deductible"),
        default=False,
        help_text=_("a charity under section 501(c)(3): receipts say so"),
    )
    bank_details = models.TextField(
        _("bank details"), blank=True, help_text=_("the account for transfers; shown to buyers")
    )
    cards_accepted = models.BooleanField(
        _("cards are taken"), default=True, help_text=_("off: no card payment can be started")
    )

    i18n = TranslationField(
        verbose_name=_("translations"), fields=["name", "address", "bank_details"]
    )

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisation")
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_organisation")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def current(cls) -> "Organisation":
        """The single row, or an unsaved one with the defaults."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)

    @property
    def contact_email(self) -> str:
        """The address people are asked to write to; that of the site's e-mails if none is set."""
        return self.email or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
