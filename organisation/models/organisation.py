"""The organisation that stands behind the site."""

from email.utils import parseaddr

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from modeltrans.fields import TranslationField

from core.languages import translated


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), model_name="OrganisationEvent")
class Organisation(models.Model):
    """Who takes the money and answers for the site: particulars, bank details, card switch.

    Receipts, certificates, mails and every page's footer read it. A single row; read it with
    `Organisation.current()`.
    """

    name = models.CharField(_("name"), max_length=120, default="Unity Torah")
    legal_name = models.CharField(
        _("legal name"),
        max_length=160,
        blank=True,
        help_text=_("as it is registered, if that is another name; receipts have it"),
    )
    address = models.TextField(_("address"), blank=True)
    tax_number = models.CharField(
        _("tax number"), max_length=40, blank=True, help_text=_("EIN or registered number")
    )
    email = models.EmailField(_("email"), blank=True, help_text=_("answers to mails come here"))
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
        verbose_name=_("translations"), fields=["name", "legal_name", "address", "bank_details"]
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

    @property
    def registered_name(self) -> str:
        """The legal name in the active language, or the name where there is no other."""
        return translated(self, "legal_name") or translated(self, "name")

    def missing(self) -> list[str | Promise]:
        """What buyers and the law expect to find and is not entered: names of fields."""
        wanted = {
            "address": _("address"),
            "tax_number": _("tax number"),
            "email": _("email"),
            "phone": _("phone"),
        }
        return [label for name, label in wanted.items() if not getattr(self, name)]
