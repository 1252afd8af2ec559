"""Certificates of a list that are being made into one PDF."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.models.name_list import NameList
from letters.models import new_token


class PrintingQuerySet(models.QuerySet["Printing"]):
    """Printings by what is to be done with them."""

    def to_do(self) -> "PrintingQuerySet":
        """Those not begun, and those begun; whether somebody is at these only his lock tells."""
        return self.filter(state__in=[Printing.State.QUEUED, Printing.State.RUNNING])


class Printing(models.Model):
    """One PDF of a list's certificates. Its file goes after some days, the row stays."""

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
    # Parts that are set, and the position of the last row in them: from there it goes on.
    parts = models.PositiveIntegerField(default=0)
    position = models.PositiveIntegerField(default=0)
    sheets = models.PositiveIntegerField(default=0, help_text="set so far")
    sheets_all = models.PositiveIntegerField(default=0)
    folder = models.CharField(max_length=32, default=new_token, help_text="in the private folder")
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)

    objects = PrintingQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                "state", condition=Q(state__in=["queued", "running"]), name="printings_to_do"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name_list} {self.pk}"

    @property
    def percent(self) -> int:
        """How much is set, 0 to 100."""
        if self.state == Printing.State.DONE:
            return 100
        return 100 * self.sheets // self.sheets_all if self.sheets_all else 0

    @property
    def moving(self) -> bool:
        """Whether something will still happen by itself."""
        return self.state in {Printing.State.QUEUED, Printing.State.RUNNING}
