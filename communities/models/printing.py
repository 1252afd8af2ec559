"""The certificates of a name list, printed into one PDF as a job."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.models.name_list import NameList
from letters.models import new_token


class PrintingQuerySet(models.QuerySet["Printing"]):
    """Printings by state."""

    def unfinished(self) -> "PrintingQuerySet":
        """Queued or running; whether a worker is at it only the lock shows."""
        return self.filter(state__in=[Printing.State.QUEUED, Printing.State.RUNNING])


class Printing(models.Model):
    """One PDF of a list's certificates. The file is deleted after some days, the row stays."""

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting for its turn")
        RUNNING = "running", _("being made")
        DONE = "done", _("ready")
        STOPPED = "stopped", _("stopped")
        FAILED = "failed", _("failed")
        EXPIRED = "expired", _("deleted after its time")

    name_list = models.ForeignKey(NameList, models.CASCADE, related_name="printings")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    language = models.CharField(max_length=5, choices=settings.LANGUAGES)
    paper = models.CharField(max_length=10, choices=[("a4", "A4"), ("letter", "Letter")])
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    # Finished part files, and the position of the last row in them: the job continues after it.
    parts = models.PositiveIntegerField(default=0)
    position = models.PositiveIntegerField(default=0)
    certificates_done = models.PositiveIntegerField(default=0)
    certificates_total = models.PositiveIntegerField(default=0)
    folder = models.CharField(max_length=32, default=new_token, help_text="in the private storage")
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)

    objects = PrintingQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                "state", condition=Q(state__in=["queued", "running"]), name="printings_unfinished"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name_list} {self.pk}"

    @property
    def percent(self) -> int:
        """0 to 100."""
        if self.state == Printing.State.DONE:
            return 100
        total = self.certificates_total
        return 100 * self.certificates_done // total if total else 0

    @property
    def is_active(self) -> bool:
        return self.state in {Printing.State.QUEUED, Printing.State.RUNNING}
