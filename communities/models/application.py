"""Applications for a community."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modeltrans.fields import TranslationField

from core.forms.code_fields import CountryField, LanguageField, ZoneField
from letters.models import Community


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    fields=["state"],
    model_name="ApplicationEvent",
)
class Application(models.Model):
    """An application for a community; the committee decides it once."""

    class State(models.TextChoices):
        PENDING = "pending", _("asked")
        APPROVED = "approved", _("approved")
        DECLINED = "declined", _("declined")

    name = models.CharField(_("name of the community"), max_length=120)
    city = models.CharField(_("city"), max_length=80)
    country = CountryField(_("country"))
    applicant = models.CharField(_("your name"), max_length=120)
    about = models.TextField(_("who you are there"), max_length=1000)
    email = models.EmailField(_("e-mail address"))
    language = LanguageField(_("language"))
    zone = ZoneField(_("time zone"), blank=True)
    # A keyed hash of the network address, for the limit on applications from one address.
    address_hash = models.CharField(_("address"), max_length=32, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PENDING)
    community = models.OneToOneField(
        Community,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="application",
        verbose_name=_("community"),
    )
    created_at = models.DateTimeField(_("requested at"), default=timezone.now)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )

    i18n = TranslationField(verbose_name=_("translations"), fields=["name"])

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        permissions = [("decide_application", "Can approve or decline a community")]
        constraints = [
            models.UniqueConstraint(
                Lower("email"), condition=Q(state="pending"), name="application_pending_unique"
            ),
            models.CheckConstraint(
                condition=Q(country__regex="^[A-Z]{2}$"), name="application_country_code"
            ),
            models.CheckConstraint(
                condition=Q(state="pending", decided_at=None, community=None)
                | Q(state="approved", decided_at__isnull=False, community__isnull=False)
                | Q(state="declined", decided_at__isnull=False, community=None),
                name="application_state_consistent",
            ),
        ]
        indexes = [models.Index("address_hash", "created_at", name="applications_by_address")]

    def __str__(self) -> str:
        return self.name
