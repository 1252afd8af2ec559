"""Personal data of a community that somebody downloaded or had sent out."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from letters.models import Community


@pghistory.track(
    pghistory.InsertEvent(),
    fields=["community", "what", "rows"],
    model_name="PersonalDataExportEvent",
)
class PersonalDataExport(models.Model):
    """Who exported what of a community, and when; append-only."""

    class What(models.TextChoices):
        REGISTRATIONS = "registrations", _("the registrations")
        CERTIFICATES = "certificates", _("certificates of a list")
        CERTIFICATE_MAILS = "certificate_mails", _("certificates of a list, mailed to each")
        LINKS = "links", _("the personal links of a list")

    community = models.ForeignKey(Community, models.PROTECT, related_name="personal_data_exports")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    what = models.CharField(max_length=20, choices=What)
    rows = models.PositiveIntegerField(help_text="how many people are in it")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("export of personal data")
        verbose_name_plural = _("exports of personal data")
        triggers = [
            pgtrigger.Protect(
                name="personal_data_export_append_only",
                operation=pgtrigger.Update | pgtrigger.Delete,
            )
        ]

    def __str__(self) -> str:
        return f"{self.community}: {self.what}"
