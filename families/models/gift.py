"""A letter given as a gift: its certificate to one more address, on a day."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.forms.code_fields import CountryField, LanguageField
from payments.models import OrderLine

GREETING_LIMIT = 500  # characters
GIVER_LIMIT = 80


class Gift(models.Model):
    """What the purchaser asked for. The address and the greeting are deleted some time after."""

    line = models.OneToOneField(OrderLine, models.PROTECT, related_name="given_as_gift")
    giver = models.CharField(_("from"), max_length=GIVER_LIMIT)
    greeting = models.TextField(_("greeting"), max_length=GREETING_LIMIT, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    language = LanguageField(_("language"))
    country = CountryField(_("country"))
    day = models.DateField(_("day"))
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    class Meta:
        verbose_name = _("gift")
        verbose_name_plural = _("gifts")
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at__isnull=False) | ~Q(email=""), name="unsent_gift_has_address"
            )
        ]
        indexes = [models.Index("day", condition=Q(sent_at=None), name="gifts_to_send")]

    def __str__(self) -> str:
        return str(self.line)
