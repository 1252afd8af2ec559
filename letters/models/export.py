"""Exports of the register and the record of who downloaded them."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from letters.models.scroll import Scroll


class RegisterExportQuerySet(models.QuerySet["RegisterExport"]):
    def pending(self) -> "RegisterExportQuerySet":
        """Queued or running. Whether a worker is still running one, only its lock shows."""
        return self.filter(state__in=[RegisterExport.State.QUEUED, RegisterExport.State.RUNNING])

    def past_expiry(self) -> "RegisterExportQuerySet":
        """Those whose file is to be deleted."""
        done = RegisterExport.State.DONE
        return self.filter(state=done, expires_at__lte=timezone.now())


class RegisterExport(models.Model):
    """All names of a scroll as one file. The file expires; the row is kept as a record."""

    class Order(models.TextChoices):
        TEXT = "text", _("in the order of the text")
        ALPHABET = "alphabet", _("in the order of the Hebrew alphabet")
        PLACES = "places", _("by country, city and community")

    class FileFormat(models.TextChoices):
        PDF = "pdf", _("PDF, to be printed")
        CSV = "csv", _("CSV, for a spreadsheet")

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting for its turn")
        RUNNING = "running", _("being made")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        STOPPED = "stopped", _("stopped")
        EXPIRED = "expired", _("expired")

    class FailureReason(models.TextChoices):
        ERROR = "error", _("It broke off; the cause is in the log of the worker.")
        DISK = "disk", _("There was no room left for the file.")
        KILLED = "killed", _("Whatever made it was ended three times in the middle.")

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
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.QUEUED)
    failure_reason = models.CharField(
        _("problem"), max_length=10, choices=FailureReason, blank=True
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    rows_done = models.PositiveIntegerField(_("names"), default=0)
    rows_total = models.PositiveIntegerField(_("rows in all"), default=0)
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
    created_at = models.DateTimeField(_("requested"), default=timezone.now)
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    expires_at = models.DateTimeField(_("expires at"), null=True, blank=True)

    objects = RegisterExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("printed register")
        verbose_name_plural = _("printed registers")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="done")
                | Q(file__gt="", sha256__gt="", checksum__gt="", expires_at__isnull=False),
                name="done_export_has_file",
            ),
        ]
        indexes = [
            models.Index(
                "state", condition=Q(state__in=["queued", "running"]), name="export_pending"
            )
        ]
        triggers = [pgtrigger.Protect(name="export_delete_rejected", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.scroll} · {self.pk}"

    @property
    def percent(self) -> float:
        """The progress, 0 to 100."""
        if self.state == self.State.DONE:
            return 100
        return 100 * self.rows_done / self.rows_total if self.rows_total else 0

    @property
    def is_downloadable(self) -> bool:
        """Whether there is a file that has not expired."""
        expires = self.expires_at
        return self.state == self.State.DONE and expires is not None and expires > timezone.now()

    @property
    def is_pending(self) -> bool:
        return self.state in {self.State.QUEUED, self.State.RUNNING}


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
