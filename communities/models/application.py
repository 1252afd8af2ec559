"""A community that somebody asks for."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from letters.models import Community


@pghistory.track(pghistory.UpdateEvent(), fields=["state"], model_name="ApplicationEvent")
class Application(models.Model):
    """Who asks, for what community; the committee decides once."""

    class State(models.TextChoices):
        ASKED = "asked", _("asked")
        APPROVED = "approved", _("approved")
        DECLINED = "declined", _("declined")

    name = models.CharField(_("name of the community"), max_length=120)
    name_he = models.CharField(_("its name in Hebrew"), max_length=120, blank=True)
    city = models.CharField(_("city"), max_length=80)
    country = models.CharField(_("country"), max_length=2)
    person = models.CharField(_("your name"), max_length=120)
    about = models.TextField(_("who you are there"), max_length=1000)
    email = models.EmailField(_("e-mail address"))
    language = models.CharField(_("language"), max_length=5)
    zone = models.CharField(_("time zone"), max_length=64, blank=True)
    # A keyed hash, so that one address can't fill the committee's list: see
    # payments.abuse.checkout_limits.
    address = models.CharField(_("address"), max_length=32, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ASKED)
    community = models.OneToOneField(
        Community,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="application",
        verbose_name=_("community"),
    )
    asked_at = models.DateTimeField(_("requested at"), default=timezone.now)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        permissions = [("decide_application", "Can approve or decline a community")]
        constraints = [
            models.UniqueConstraint(
                Lower("email"), condition=Q(state="asked"), name="one_application_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(state="asked", decided_at=None, community=None)
                | Q(state="approved", decided_at__isnull=False, community__isnull=False)
                | Q(state="declined", decided_at__isnull=False, community=None),
                name="application_is_decided_once",
            ),
        ]
        indexes = [models.Index("address", "asked_at", name="applications_address")]

    def __str__(self) -> str:
        return self.name
