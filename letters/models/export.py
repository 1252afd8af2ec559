"""Exports of the register and the record of who downloaded them."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.job_model import Job
from letters.models.scroll import Scroll


@pghistory.track(
    pghistory.InsertEvent(),
    fields=["scroll", "order", "file_format", "language"],
    model_name="RegisterExportEvent",
)
class RegisterExport(Job):
    """All names of a scroll as one file. The file expires; the row is kept as a record."""

    class Order(models.TextChoices):
        TEXT = "text", _("in the order of the text")
        ALPHABET = "alphabet", _("in the order of the Hebrew alphabet")
        PLACES = "places", _("by country, city and community")

    class FileFormat(models.TextChoices):
        PDF = "pdf", _("PDF, to be printed")
        CSV = "csv", _("CSV, for a spreadsheet")

    scroll = models.ForeignKey(
        Scroll, models.PROTECT, related_name="exports", verbose_name=_("scroll")
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    order = models.CharField(
        _("order of the names"), max_length=10, choices=Order, default=Order.TEXT
    )
    file_format = models.CharField(
        _("form"), max_length=3, choices=FileFormat, default=FileFormat.PDF
    )
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    file = models.CharField(
        _("file"), max_length=80, blank=True, help_text=_("its name in the private folder")
    )
    size = models.PositiveBigIntegerField(_("size"), default=0, help_text=_("bytes"))
    sha256 = models.CharField(
        _("fingerprint (SHA-256)"), max_length=64, blank=True, help_text=_("of the file")
    )
    checksum = models.CharField(
        _("checksum"), max_length=64, blank=True, help_text=_("of the rows, in any order")
    )

    class Meta(Job.Meta):
        verbose_name = _("printed register")
        verbose_name_plural = _("printed registers")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="done")
                | Q(file__gt="", sha256__gt="", checksum__gt="", expires_at__isnull=False),
                name="done_export_has_file",
            ),
        ]
        triggers = [pgtrigger.Protect(name="export_delete_rejected", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.scroll} · {self.pk}"

    @property
    def is_downloadable(self) -> bool:
        """Whether there is a file that has not expired."""
        expires = self.expires_at
        return self.state == self.State.DONE and expires is not None and expires > timezone.now()


@pghistory.track(pghistory.InsertEvent(), fields=["export"], model_name="RegisterDownloadEvent")
class RegisterDownload(models.Model):
    """A download of an export; rows are never changed."""

    export = models.ForeignKey(
        RegisterExport,
        models.PROTECT,
        related_name="downloads",
        verbose_name=_("printed register"),
    )
    downloaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    downloaded_at = models.DateTimeField(_("downloaded"), default=timezone.now)

    class Meta:
        verbose_name = _("download of a register")
        verbose_name_plural = _("downloads of registers")
        triggers = [
            pgtrigger.Protect(
                name="download_immutable", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.export}: {self.downloaded_by}"
