"""A community's list of names."""

from datetime import date

import pghistory
from django.conf import settings
from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.calendar.local_day import today
from core.job_model import Job
from letters.models import Community, Series


def current_day() -> date:
    """The civil day where the organisation is."""
    return today().civil


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    fields=["state", "title"],
    model_name="NameListEvent",
)
class NameList(Job):
    """Names that were sent together. Nobody in it is registered before the list is ordered.

    It is a job: DONE means that it is read and can be worked on.
    """

    class Source(models.TextChoices):
        FILE = "file", gettext_lazy("a file")
        TEXT = "text", gettext_lazy("a pasted list")
        BOOTH = "booth", gettext_lazy("a booth")
        SIGNUP_CARDS = "signup_cards", gettext_lazy("photographed cards")
        API = "api", gettext_lazy("another program")

    community = models.ForeignKey(Community, models.PROTECT, related_name="name_lists")
    series = models.ForeignKey(Series, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    # As it was typed; without one, the list is called by its source and day in every language.
    title = models.CharField(max_length=120, blank=True)
    day = models.DateField(default=current_day, help_text="civil, where the community is")
    source = models.CharField(max_length=16, choices=Source)
    language = models.CharField(max_length=5)
    # The version of the sentence that was ticked, see payments.orders.consent, and when.
    consent = models.CharField(max_length=12)
    consent_at = models.DateTimeField()
    # The same file, or the same request, is the same list.
    content_hash = models.CharField(max_length=64, help_text="SHA-256 of what was sent")
    # What was sent, until it is read: a file in the private storage, or the text itself.
    upload = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    # Headings as they were found, and what each column is; see letters.reading.
    headings = models.JSONField(default=list)
    columns = models.JSONField(default=list)
    # Somebody looked at what each column is taken for.
    columns_confirmed = models.BooleanField(default=False)
    # Texts around the rows, as greetings and titles: sheet, line and text of each.
    unused_texts = models.JSONField(default=list)

    class Meta(Job.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["community", "content_hash"], name="name_list_content_unique"
            ),
            models.CheckConstraint(condition=~models.Q(consent=""), name="name_list_has_consent"),
        ]

    def __str__(self) -> str:
        if self.title:
            return self.title
        day = date_format(self.day, "DATE_FORMAT")
        if self.source == self.Source.BOOTH:
            return _("Booth, %(day)s") % {"day": day}
        if self.source == self.Source.SIGNUP_CARDS:
            return _("Cards, %(day)s") % {"day": day}
        return _("List, %(day)s") % {"day": day}

    @property
    def reading_label(self) -> str:
        """The state of its reading, for members of the community."""
        if self.is_active:
            return _("being read")
        return (
            _("could not be read") if self.state == self.State.FAILED else self.get_state_display()
        )
