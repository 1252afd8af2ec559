"""Runs of the reconciliation with Stripe."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.calendar.local_day import home_time


class Reconciliation(models.Model):
    """One run: what it repaired, and the findings that need a person."""

    since = models.DateTimeField(_("since"))
    started_at = models.DateTimeField(_("started at"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    checked_count = models.PositiveIntegerField(_("how many were checked"), default=0)
    repaired = models.JSONField(default=list)
    findings = models.JSONField(default=list)

    class Meta:
        verbose_name = _("reconciliation")
        verbose_name_plural = _("reconciliations")

    def __str__(self) -> str:
        return f"{home_time(self.started_at):%Y-%m-%d %H:%M %Z}"
