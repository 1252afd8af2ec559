"""A person's place in a series, and its certificate."""

import secrets
from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.calendar.local_day import LocalDay
from letters.models.person import Person
from letters.models.series import Series


def new_token() -> str:
    """A random token (128 bits) for URLs."""
    return secrets.token_urlsafe(16)


class Inscription(models.Model):
    """A person's place in a series, with or without a letter."""

    person = models.ForeignKey(
        Person, models.PROTECT, related_name="inscriptions", verbose_name=_("person")
    )
    series = models.ForeignKey(
        Series, models.PROTECT, related_name="inscriptions", verbose_name=_("series")
    )
    created_at = models.DateTimeField(_("created at"), default=timezone.now)

    class Meta:
        verbose_name = _("inscription")
        verbose_name_plural = _("inscriptions")

    def __str__(self) -> str:
        return str(self.person)


class Certificate(models.Model):
    """The certificate of an inscription. Its QR code leads to the check page only."""

    inscription = models.OneToOneField(
        Inscription, models.PROTECT, related_name="certificate", verbose_name=_("inscription")
    )
    # Two tokens: strangers see the QR code, which must not lead to the PDF with its names.
    token = models.CharField(max_length=32, unique=True, default=new_token)
    check_token = models.CharField(max_length=32, unique=True, default=new_token)
    day = models.DateField(
        _("day"), help_text=_("the civil day of registration where the purchaser is")
    )
    # The civil day whose daylight has the Jewish date of registration: after nightfall the next.
    jewish_day = models.DateField(_("day of the Jewish date"))
    # Raised when the name is corrected: the number stays, and the sheet says which revision it is.
    revision = models.PositiveSmallIntegerField(_("revision"), default=1, db_default=1)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    opened_at = models.DateTimeField(
        _("opened at"), null=True, blank=True, help_text=_("first, by its address")
    )
    voided_at = models.DateTimeField(_("voided at"), null=True, blank=True)

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    jewish_day__gte=F("day") - timedelta(days=1),
                    jewish_day__lte=F("day") + timedelta(days=1),
                ),
                name="certificate_jewish_day_near_day",
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk:06}"

    @property
    def local_day(self) -> LocalDay:
        """The day of registration in both calendars."""
        return LocalDay(self.day, self.jewish_day)
