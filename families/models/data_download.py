"""Copies of one's own data, made on request and deleted after some days."""

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.job_model import Job
from letters.models import new_token


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    fields=["state", "downloads"],
    model_name="DataDownloadEvent",
)
class DataDownload(Job):
    """One file with everything kept of a user's addresses and their people; the row stays."""

    token = models.CharField(max_length=32, unique=True, default=new_token)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("user")
    )
    purchasers = ArrayField(models.BigIntegerField(), verbose_name=_("purchasers"))
    language = models.CharField(max_length=5)
    downloads = models.PositiveIntegerField(_("times downloaded"), default=0)

    class Meta(Job.Meta):
        verbose_name = _("copy of personal data")
        verbose_name_plural = _("copies of personal data")

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def file(self) -> str:
        """Its name in the private storage."""
        return f"downloads/{self.token}.zip"
