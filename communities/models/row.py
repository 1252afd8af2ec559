"""The rows of a name list."""

import pgtrigger
from django.db import models
from django.db.models import Q

from communities.models.name_list import NameList
from letters import names
from letters.models import Inscription, MatchedName, Person, new_token

# `confirmed` answers only whether it is the same person.
_SAME_NAME = Q(duplicate_of__isnull=False) | ~Q(matching_scrolls=[])
_QUESTION = (Q(confirmed=False) & _SAME_NAME) | ~Q(questions=[])
_OPEN = Q(inscription=None, left_out=False)
_CHECKED = Q(signup_card=None) | Q(signup_card__checked_at__isnull=False)
# Of a list that is still being read, or whose reading was stopped, no row is ready: its rows are
# not all there, and were not compared with others yet.
_READ = Q(name_list__state=NameList.State.DONE)

# What is to be done with a row; every row has one of them, but a row of a list that is not read, or
# whose card is not checked.
STATUSES = {
    "unclear": _OPEN & ~Q(issues=[]),
    "to_confirm": _OPEN & Q(issues=[]) & _QUESTION,
    "ready": _OPEN & Q(issues=[]) & ~_QUESTION & _CHECKED & _READ,
    "left_out": Q(left_out=True, inscription=None),
    "ordered": Q(inscription__isnull=False),
}


# What a person can change in a row.
EDITED_FIELDS = (
    *("given_name", "relation", "mother_name", "father_name", "family_name", "kind"),
    *("departed", "honorific", "email", "birth_date", "left_out"),
)


class RowQuerySet(models.QuerySet["Row"]):
    """Rows by what can be done with them."""

    def open(self) -> "RowQuerySet":
        """Rows that are neither ordered nor left out."""
        return self.filter(_OPEN)

    def editable(self) -> "RowQuerySet":
        """Rows that are not ordered, and not of a photographed card that waits to be checked."""
        return self.filter(_CHECKED, inscription=None)

    def to_confirm(self) -> "RowQuerySet":
        """Rows without issues about which a person must confirm something."""
        return self.filter(STATUSES["to_confirm"])

    def ready(self) -> "RowQuerySet":
        """Rows that can be ordered: no issues, every question confirmed, signup card checked."""
        return self.filter(STATUSES["ready"])


class Row(MatchedName):
    """One name of a list as it was typed, and what is unclear about it."""

    name_list = models.ForeignKey(NameList, models.CASCADE, related_name="rows")
    position = models.PositiveIntegerField(help_text="from 1, in the order of the list")
    # Chosen by the sender: sent again after a lost answer, it is the same row.
    idempotency_key = models.UUIDField(null=True, blank=True, editable=False)
    source_line = models.PositiveIntegerField(default=0, help_text="line in the file, from 1")
    source_sheet = models.CharField(max_length=80, blank=True)
    cells = models.JSONField(default=list, help_text="as they came")
    kind = models.CharField(max_length=10, choices=Person.Kind, default=Person.Kind.ADULT)
    relation = models.CharField(max_length=3, choices=names.Relation, blank=True)
    email = models.EmailField(blank=True)
    city = models.CharField(max_length=80, blank=True)
    # Only of a list whose series has an age rule.
    birth_date = models.DateField(null=True, blank=True)
    exact_match_key = models.CharField(max_length=400, blank=True, editable=False)
    # Codes of what is unclear: while there are any, the row can't be ordered.
    issues = models.JSONField(default=list)
    # Codes of `letters.reading.Question`, to be confirmed.
    questions = models.JSONField(default=list)
    # Typed or corrected by a person: not read from its cells again.
    entered_manually = models.BooleanField(default=False)
    # The first row with this name, of this list or of an earlier one, and the scrolls in which
    # this name has a letter; 0 where it waits for one.
    duplicate_of = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    matching_scrolls = models.JSONField(default=list)
    # The photographed card from which the name was entered.
    signup_card = models.ForeignKey(
        "communities.SignupCard", models.RESTRICT, null=True, blank=True, related_name="rows"
    )
    # A person answered the questions: not a duplicate, or a second letter is wanted.
    confirmed = models.BooleanField(default=False)
    left_out = models.BooleanField(default=False)
    # Raised by a trigger with every change of the name: an edit names the version it was made of.
    version = models.PositiveIntegerField(default=1, editable=False)
    # Of the personal link by which the recipient can pay.
    token = models.CharField(max_length=32, unique=True, default=new_token)
    # Set when the row is ordered: from then on there is a person in the register.
    inscription = models.OneToOneField(
        Inscription, models.PROTECT, null=True, blank=True, related_name="list_row"
    )
    # The order is the recipient's own, placed by the personal link; issues no longer matter.
    paid_by_recipient = models.BooleanField(default=False)
    link_opened_at = models.DateTimeField(null=True, blank=True, help_text="for the first time")
    link_ended_at = models.DateTimeField(null=True, blank=True)

    objects = RowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name_list", "position"], name="row_position_unique"),
            models.UniqueConstraint(
                fields=["name_list", "idempotency_key"], name="row_idempotency_key_unique"
            ),
            models.CheckConstraint(
                condition=Q(inscription=None)
                | Q(left_out=False, issues=[])
                | Q(left_out=False, paid_by_recipient=True),
                name="ordered_row_has_no_issues",
            ),
            models.CheckConstraint(
                condition=Q(paid_by_recipient=False) | Q(inscription__isnull=False),
                name="paid_by_recipient_has_order",
            ),
        ]
        indexes = [
            models.Index(
                "name_list", "position", condition=Q(inscription=None), name="rows_not_ordered"
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="row_version",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(*EDITED_FIELDS),
                func="NEW.version = OLD.version + 1; RETURN NEW;",
            ),
            # A row is never in two orders: it is released first, then ordered again.
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
        return self.line

    @property
    def is_editable(self) -> bool:
        """See `RowQuerySet.editable`."""
        checked = self.signup_card is None or self.signup_card.checked_at is not None
        return checked and not self.inscription_id

    def derive_keys(self) -> None:
        """Set the match keys from the names as typed; to be called when a name changes."""
        super().derive_keys()
        self.exact_match_key = names.person_exact_key(self.typed)
