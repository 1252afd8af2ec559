"""Names that came together, before and after they are people of the register."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from letters import names
from letters.models import Community, Inscription, Person, Series, new_token


@pghistory.track(pghistory.UpdateEvent(), fields=["state", "title"], model_name="NameListEvent")
class NameList(models.Model):
    """A list of names of a community. What stands in it is nobody's letter yet."""

    class Source(models.TextChoices):
        FILE = "file", _("a file")
        TEXT = "text", _("a pasted list")
        BOOTH = "booth", _("a booth")
        CARDS = "cards", _("photographed cards")
        API = "api", _("another program")

    class State(models.TextChoices):
        READING = "reading", _("being read")
        FAILED = "failed", _("could not be read")
        OPEN = "open", _("in progress")
        CLOSED = "closed", _("done")

    community = models.ForeignKey(Community, models.PROTECT, related_name="name_lists")
    series = models.ForeignKey(Series, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    title = models.CharField(max_length=120)
    source = models.CharField(max_length=10, choices=Source)
    state = models.CharField(max_length=10, choices=State, default=State.READING)
    language = models.CharField(max_length=5)
    zone = models.CharField(max_length=64, blank=True)
    # The same file, or the same request, is the same list.
    content_key = models.CharField(max_length=64, help_text="SHA-256 of what was sent")
    # What was sent, until it is read: a name under the private folder, or the text itself.
    upload = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    # Headings as they were found, and what each column is; see communities.reading.
    headings = models.JSONField(default=list)
    columns = models.JSONField(default=list)
    rows_all = models.PositiveIntegerField(default=0, help_text="0 while it is not known")
    rows_read = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
    # How often its reading was begun: a file that kills whoever reads it is given up.
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "name_lists"
        constraints = [
            models.UniqueConstraint(fields=["community", "content_key"], name="same_file_once")
        ]

    def __str__(self) -> str:
        return self.title


class RowQuerySet(models.QuerySet["Row"]):
    """Rows by what can be done with them."""

    def ready(self) -> "RowQuerySet":
        """Those that can be registered: clear, looked at where something was asked, checked."""
        return self.filter(
            Q(confirmed=True) | Q(same_as=None, letter_in=[]),
            Q(card=None) | Q(card__checked_at__isnull=False),
            problems=[],
            left_out=False,
            inscription=None,
        )


class Row(models.Model):
    """A name of a list as it was typed, and what is unclear about it."""

    name_list = models.ForeignKey(NameList, models.CASCADE, related_name="rows")
    position = models.PositiveIntegerField(help_text="from 1, in the order of the list")
    # What a phone knows a name by: sent again after a lost answer, it is the same row.
    key = models.UUIDField(null=True, blank=True, editable=False)
    line = models.PositiveIntegerField(default=0, help_text="where it stood in the file, from 1")
    cells = models.JSONField(default=list, help_text="as they came")
    kind = models.CharField(max_length=10, choices=Person.Kind, default=Person.Kind.ADULT)
    given_name = models.CharField(max_length=names.NAME_LIMIT, blank=True)
    relation = models.CharField(max_length=3, choices=names.Relation, blank=True)
    mother_name = models.CharField(max_length=names.NAME_LIMIT, blank=True)
    father_name = models.CharField(max_length=names.NAME_LIMIT, blank=True)
    family_name = models.CharField(max_length=names.NAME_LIMIT, blank=True)
    departed = models.BooleanField(default=False)
    honorific = models.CharField(max_length=8, choices=names.Honorific, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    city = models.CharField(max_length=80, blank=True)
    exact_key = models.CharField(max_length=400, blank=True, editable=False)
    loose_key = models.CharField(max_length=400, blank=True, editable=False)
    # Codes of what is unclear: while there are any, it can't be registered.
    problems = models.JSONField(default=list)
    # Written or changed by hand: it is not read from its cells again.
    by_hand = models.BooleanField(default=False)
    # The first row with this name, of this list or of one before it, and the scrolls in which this
    # name has a letter; 0 where it waits for one.
    same_as = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    letter_in = models.JSONField(default=list)
    # The photograph it was keyed from.
    card = models.ForeignKey(
        "communities.Card", models.RESTRICT, null=True, blank=True, related_name="rows"
    )
    # Somebody looked: it is another person, or a second letter is wanted.
    confirmed = models.BooleanField(default=False)
    left_out = models.BooleanField(default=False)
    # The way for this person to pay himself; nothing of him stands in it.
    token = models.CharField(max_length=32, unique=True, default=new_token)
    # Set when an order is placed for it: from then on there is a person in the register.
    inscription = models.OneToOneField(
        Inscription, models.PROTECT, null=True, blank=True, related_name="list_row"
    )
    # It is the order of the person, who came by his link; what was unclear he settled himself.
    by_himself = models.BooleanField(default=False)
    opened_at = models.DateTimeField(null=True, blank=True, help_text="the link, first")
    link_ended_at = models.DateTimeField(null=True, blank=True)

    objects = RowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name_list", "position"], name="row_position_unique"),
            models.UniqueConstraint(fields=["name_list", "key"], name="row_idempotency_key_unique"),
            models.CheckConstraint(
                condition=Q(inscription=None)
                | Q(left_out=False, problems=[])
                | Q(left_out=False, by_himself=True),
                name="only_a_clear_row_is_registered",
            ),
            models.CheckConstraint(
                condition=Q(by_himself=False) | Q(inscription__isnull=False),
                name="by_himself_is_by_an_order",
            ),
        ]
        indexes = [
            models.Index(
                "name_list", "position", condition=Q(inscription=None), name="rows_to_register"
            ),
            models.Index("loose_key", name="rows_loose_key"),
        ]
        triggers = [
            # In two orders at once is always a mistake: it is released first, then ordered anew.
            pgtrigger.Protect(
                name="row_ordered_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__inscription__isnull=False)
                & pgtrigger.Q(new__inscription__isnull=False)
                & pgtrigger.Q(old__inscription__df=pgtrigger.F("new__inscription")),
            ),
        ]
        ordering = ["position"]

    def __str__(self) -> str:
        return self.line_text

    @property
    def typed(self) -> names.TypedName:
        """The name as typed."""
        return names.TypedName(
            given=self.given_name,
            relation=self.relation,
            mother=self.mother_name,
            father=self.father_name,
            family=self.family_name,
            departed=self.departed,
        )

    @property
    def line_text(self) -> str:
        """The line as it will be printed, without the honorific."""
        return names.printed_line(self.typed)
