"""Registers of the scrolls before this software, and the names in them as they were written."""

import pghistory
from django.conf import settings
from django.contrib.humanize.templatetags.humanize import ordinal
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.job_model import Job
from letters.matching.compare import NameFacts
from letters.matching.same import as_of_then
from letters.models.name_fields import MatchedName
from letters.models.person import Person
from letters.models.series import Series


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    fields=["title", "origin", "quality", "columns", "phase", "imported_at"],
    model_name="EarlierRegisterEvent",
)
class EarlierRegister(Job):
    """A file with the names of an earlier scroll: looked through, then imported, then removed.

    Each of the three is a job. The row is kept as a record when the names are removed.
    """

    class Phase(models.TextChoices):
        TRIAL = "trial", _("looked through, nothing stored")
        IMPORT = "import", _("import of the names")
        REMOVAL = "removal", _("removal of the names")

    class Quality(models.TextChoices):
        ORIGINAL = "original", _("the register itself, as it was kept")
        COPIED = "copied", _("typed from the register, and compared with it")
        UNCHECKED = "unchecked", _("typed from the register, not compared")
        UNKNOWN = "unknown", _("it is not known where the list comes from")

    series = models.ForeignKey(
        Series, models.PROTECT, related_name="earlier_registers", verbose_name=_("series")
    )
    scroll_number = models.PositiveSmallIntegerField(_("number of the scroll"))
    title = models.CharField(_("title"), max_length=120)
    origin = models.CharField(
        _("source"), max_length=200, help_text=_("who kept it, and where the file comes from")
    )
    quality = models.CharField(_("quality"), max_length=10, choices=Quality)
    language = models.CharField(max_length=5, choices=settings.LANGUAGES)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    phase = models.CharField(_("step"), max_length=10, choices=Phase, default=Phase.TRIAL)
    upload = models.CharField(max_length=80, blank=True, help_text="in the private folder")
    content_hash = models.CharField(max_length=64)
    headings = models.JSONField(default=list)
    # What each column is (`letters.earlier.columns`); empty until it was recognised or chosen.
    columns = ArrayField(
        models.CharField(max_length=12, blank=True), verbose_name=_("columns"), default=list
    )
    # The counts of `letters.earlier.summary`, and rows as samples until the import.
    summary = models.JSONField(default=dict)
    samples = models.JSONField(default=dict)
    # Up to which row its names were compared with those of other scrolls.
    compared_rows = models.PositiveIntegerField(default=0)
    imported_at = models.DateTimeField(_("imported at"), null=True, blank=True)

    class Meta(Job.Meta):
        verbose_name = _("register of an earlier scroll")
        verbose_name_plural = _("registers of earlier scrolls")
        constraints = [
            models.UniqueConstraint(
                fields=["series", "scroll_number", "content_hash"],
                condition=~Q(phase="removal"),
                name="earlier_register_once",
            ),
            models.CheckConstraint(
                condition=Q(scroll_number__gt=0), name="earlier_scroll_has_number"
            ),
            models.CheckConstraint(
                condition=Q(imported_at=None) | Q(phase="import", state="done"),
                name="imported_register_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class EarlierEntry(MatchedName):
    """One row of such a register, as it was written."""

    register = models.ForeignKey(
        EarlierRegister, models.PROTECT, related_name="entries", verbose_name=_("register")
    )
    row = models.PositiveIntegerField(_("row"), help_text=_("from 1, in the order of the file"))
    source_line = models.PositiveIntegerField(_("line in the file"))
    source_sheet = models.CharField(max_length=80, blank=True)
    number = models.CharField(_("number in the register"), max_length=40, blank=True)
    # The number is written beside another name of this register, too.
    number_doubled = models.BooleanField(_("number not unique"), default=False)
    place = models.CharField(_("place in the scroll"), max_length=80, blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    country = models.CharField(_("country"), max_length=80, blank=True)
    birth_year = models.PositiveSmallIntegerField(_("year of birth"), null=True, blank=True)
    kind = models.CharField(max_length=10, choices=Person.Kind, default=Person.Kind.ADULT)
    # Codes of `letters.reading`'s Issue and Question, and of `letters.earlier.entries`.
    questions = models.JSONField(_("what is unclear"), default=list)
    # Only clear names are found: the others have no keys.
    clear = models.BooleanField(_("clear"))
    cells = models.JSONField(_("as it was written"), default=list)

    class Meta:
        verbose_name = _("name in an earlier scroll")
        verbose_name_plural = _("names in earlier scrolls")
        constraints = [
            models.UniqueConstraint(fields=["register", "row"], name="earlier_row_once"),
            models.UniqueConstraint(
                fields=["register", "number"],
                condition=~Q(number="") & Q(number_doubled=False),
                name="earlier_number_once",
            ),
            models.CheckConstraint(
                condition=Q(clear=True) | Q(match_keys=[]), name="unclear_entry_is_not_found"
            ),
            models.CheckConstraint(
                condition=Q(clear=False) | Q(questions=[], number_doubled=False),
                name="clear_entry_has_no_question",
            ),
            models.CheckConstraint(condition=Q(row__gt=0), name="earlier_row_from_one"),
        ]
        indexes = [
            GinIndex(fields=["match_keys"], fastupdate=False, name="earlier_match_keys"),
            models.Index("number", condition=~Q(number=""), name="earlier_numbers"),
        ]

    def __str__(self) -> str:
        return self.line

    @property
    def facts(self) -> NameFacts:
        """Who lived then may have died since."""
        return as_of_then(super().facts)

    @property
    def where(self) -> str:
        """Which scroll, and where in it as far as that is known."""
        values = {"scroll": ordinal(self.register.scroll_number), "place": self.place}
        if self.place:
            return gettext("in the %(scroll)s scroll, %(place)s") % values
        return gettext("in the %(scroll)s scroll, place unknown") % values


@pghistory.track(
    pghistory.UpdateEvent(), fields=["decision", "decided_by"], model_name="EarlierDoubleEvent"
)
class EarlierDouble(models.Model):
    """A name of an earlier scroll and one of another scroll that may be the same person's.

    The other is a person of this register, or a later entry. Nothing is merged by a decision.
    """

    class Decision(models.TextChoices):
        OPEN = "open", _("not decided")
        SAME = "same", _("the same person")
        DIFFERENT = "different", _("two people")

    entry = models.ForeignKey(
        EarlierEntry, models.CASCADE, related_name="+", db_index=False, verbose_name=_("name")
    )
    other_entry = models.ForeignKey(
        EarlierEntry, models.CASCADE, null=True, blank=True, related_name="+", db_index=False
    )
    person = models.ForeignKey(
        Person, models.CASCADE, null=True, blank=True, related_name="+", db_index=False
    )
    namesakes = models.FloatField(
        _("namesakes expected"), help_text=_("in a whole scroll, by how rare the name is")
    )
    decision = models.CharField(
        _("decision"), max_length=10, choices=Decision, default=Decision.OPEN
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    class Meta:
        verbose_name = _("likely double between scrolls")
        verbose_name_plural = _("likely doubles between scrolls")
        constraints = [
            models.CheckConstraint(
                condition=Q(other_entry=None, person__isnull=False)
                | Q(other_entry__isnull=False, person=None),
                name="earlier_double_of_two",
            ),
            models.CheckConstraint(
                condition=Q(other_entry=None) | Q(entry__lt=F("other_entry")),
                name="earlier_double_in_order",
            ),
            models.CheckConstraint(
                condition=Q(decision="open", decided_by=None, decided_at=None)
                | (~Q(decision="open") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="earlier_double_decided_by",
            ),
            models.UniqueConstraint(fields=["entry", "person"], name="earlier_double_person_once"),
            models.UniqueConstraint(
                fields=["entry", "other_entry"], name="earlier_double_entry_once"
            ),
        ]
        indexes = [
            models.Index("decision", "namesakes", "id", name="earlier_doubles_by_rarity"),
            models.Index(
                "person", condition=Q(person__isnull=False), name="earlier_doubles_of_person"
            ),
            models.Index(
                "other_entry",
                condition=Q(other_entry__isnull=False),
                name="earlier_doubles_of_entry",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry} = {self.other}"

    @property
    def other(self) -> "EarlierEntry | Person":
        """The later one."""
        other = self.other_entry or self.person
        assert other is not None  # noqa: S101 - by the constraint
        return other
