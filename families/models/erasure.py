"""Requests to delete personal data. No name and no address is in them."""

from datetime import timedelta

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.job_model import Job
from letters.models import Purchaser, new_token

# Longer than a Yom Tov beside a Shabbos, during which the mail with the link waits.
CONFIRM_WITHIN = timedelta(days=4)


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    fields=["state", "whole", "reason", "confirmed_at", "approved_by"],
    model_name="ErasureEvent",
)
class Erasure(Job):
    """Deletion of people, or of a purchaser with all of them, as a job.

    It is stopped until it is confirmed: by the purchaser with the link that is mailed, or by a
    second member of the staff.
    """

    token = models.CharField(max_length=32, unique=True, default=new_token)
    purchaser = models.ForeignKey(
        Purchaser, models.PROTECT, related_name="erasures", verbose_name=_("purchaser")
    )
    people = ArrayField(models.BigIntegerField(), verbose_name=_("people"))
    whole = models.BooleanField(_("with the address and all its names"))
    language = models.CharField(max_length=5)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("requested by"),
    )
    reason = models.CharField(
        _("Why"),
        max_length=200,
        blank=True,
        help_text=_("Without the name: this is kept. For instance: asked by letter."),
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("approved by"),
    )
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)

    class Meta(Job.Meta):
        verbose_name = _("deletion of personal data")
        verbose_name_plural = _("deletions of personal data")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="stopped") | Q(confirmed_at__isnull=False),
                name="erasure_runs_when_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(requested_by=None)
                | (~Q(reason="") & (Q(confirmed_at=None) | Q(approved_by__isnull=False))),
                name="erasure_by_staff_is_approved",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("requested_by")),
                name="erasure_two_people",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_open(self) -> bool:
        """Whether it can still be confirmed: for some days, and once."""
        return self.confirmed_at is None and self.created_at > timezone.now() - CONFIRM_WITHIN
