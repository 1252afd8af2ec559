"""A community's list of names."""

import pghistory
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from letters.models import Community, Series


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    fields=["state", "title"],
    model_name="NameListEvent",
)
class NameList(models.Model):
    """Names that were sent together. Nobody in it is registered before the list is ordered."""

    class Source(models.TextChoices):
        FILE = "file", _("a file")
        TEXT = "text", _("a pasted list")
        BOOTH = "booth", _("a booth")
        SIGNUP_CARDS = "signup_cards", _("photographed cards")
        API = "api", _("another program")

    class State(models.TextChoices):
        READING = "reading", _("being read")
        FAILED = "failed", _("could not be read")
        OPEN = "open", _("in progress")

    community = models.ForeignKey(Community, models.PROTECT, related_name="name_lists")
    series = models.ForeignKey(Series, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    title = models.CharField(max_length=120)
    source = models.CharField(max_length=16, choices=Source)
    state = models.CharField(max_length=10, choices=State, default=State.READING)
    language = models.CharField(max_length=5)
    # The same file, or the same request, is the same list.
    content_hash = models.CharField(max_length=64, help_text="SHA-256 of what was sent")
    # What was sent, until it is read: a file in the private storage, or the text itself.
    upload = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    # Headings as they were found, and what each column is; see communities.reading.
    headings = models.JSONField(default=list)
    columns = models.JSONField(default=list)
    rows_total = models.PositiveIntegerField(default=0, help_text="0 while unknown")
    rows_read = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
    # How often reading was started: a file that kills its worker each time is marked as failed.
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community", "content_hash"], name="name_list_content_unique"
            )
        ]

    def __str__(self) -> str:
        return self.title
