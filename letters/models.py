"""The register: who holds which letter of which scroll. The database holds its rules."""

import secrets
from typing import Any

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from letters import names, torah

_SHA256_HEX = "^[0-9a-f]{64}$"


def new_seed() -> str:
    """A lottery's secret: 64 hexadecimal digits of the system's randomness."""
    return secrets.token_hex(32)


def new_token() -> str:
    """A name that can't be guessed (128 bits), for addresses."""
    return secrets.token_urlsafe(16)


class Series(models.Model):
    """A line of scrolls, one after another, under one rule."""

    class Audience(models.TextChoices):
        EVERYONE = "everyone", _("every Jew")
        CHILDREN = "children", _("children only")

    class Disclosure(models.TextChoices):
        HIDDEN = "hidden", _("only the scroll is told")
        PARSHA = "parsha", _("the parsha is told")
        EXACT = "exact", _("the parsha; an adult is shown the place on request")

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=80)
    name_he = models.CharField(max_length=80)
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.EVERYONE)
    disclosure = models.CharField(max_length=10, choices=Disclosure, default=Disclosure.EXACT)
    edition = models.CharField(
        max_length=20, choices=[(name, name) for name in torah.EDITIONS], default="alter_rebbe"
    )

    class Meta:
        verbose_name_plural = "series"

    def __str__(self) -> str:
        return self.name

    @property
    def title(self) -> str:
        """The name in the reader's language."""
        return self.name_he if get_language() == "he" else self.name


class Price(models.Model):
    """What one letter of a series costs in a currency, and the least an order may come to."""

    series = models.ForeignKey(Series, models.CASCADE, related_name="prices")
    currency = models.CharField(max_length=3, help_text="ISO 4217, lower case")
    letter = models.PositiveIntegerField(help_text="minor units")
    minimum = models.PositiveIntegerField(help_text="minor units; Stripe's least charge")
    # What a card payment in this currency costs us, so that a buyer may cover it.
    fee_basis_points = models.PositiveSmallIntegerField(default=290)
    fee_fixed = models.PositiveSmallIntegerField(default=30, help_text="minor units")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "currency"], name="price_once"),
            models.CheckConstraint(condition=Q(letter__gt=0), name="price_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.letter} {self.currency}"


class ScrollQuerySet(models.QuerySet["Scroll"]):
    """Scrolls by where they are in their life."""

    def open(self) -> "ScrollQuerySet":
        """Those whose letters are given now: at most one in a series."""
        return self.filter(state=Scroll.State.OPEN)

    def giving(self) -> "ScrollQuerySet":
        """Those letters may be drawn from, the open one first, then the prepared in order."""
        return self.filter(state__in=[Scroll.State.OPEN, Scroll.State.PREPARED]).order_by("number")


@pghistory.track(
    pghistory.UpdateEvent(),
    fields=["state", "dedication", "columns_written"],
    model_name="ScrollEvent",
)
class Scroll(models.Model):
    """One Sefer Torah: prepared, then open, then full, then completed."""

    class State(models.TextChoices):
        PREPARED = "prepared", _("prepared")
        OPEN = "open", _("open")
        FULL = "full", _("full")
        COMPLETED = "completed", _("completed")

    series = models.ForeignKey(Series, models.PROTECT, related_name="scrolls")
    number = models.PositiveSmallIntegerField()
    edition = models.CharField(max_length=20, choices=[(n, n) for n in torah.EDITIONS])
    dedication = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.PREPARED)
    # A scroll completed before this register began has no letters here.
    registered_here = models.BooleanField(default=True)
    seed = models.CharField(max_length=64, blank=True, default=new_seed, editable=False)
    commitment = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the seed")
    columns_written = models.PositiveSmallIntegerField(default=0)
    prepared_at = models.DateTimeField(default=timezone.now)
    opened_at = models.DateTimeField(null=True, blank=True)
    full_at = models.DateTimeField(null=True, blank=True)
    completed_on = models.DateField(null=True, blank=True)

    objects = ScrollQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "number"], name="scroll_number_once"),
            models.UniqueConstraint(
                fields=["series"], condition=Q(state="open"), name="one_open_scroll"
            ),
            models.CheckConstraint(
                condition=Q(columns_written__lte=torah.TOTAL_COLUMNS), name="columns_at_most_245"
            ),
            models.CheckConstraint(
                condition=Q(registered_here=True) | Q(state="completed"),
                name="only_a_completed_scroll_is_from_elsewhere",
            ),
            models.CheckConstraint(
                condition=Q(registered_here=False)
                | Q(seed__regex=_SHA256_HEX, commitment__regex=_SHA256_HEX),
                name="a_scroll_here_has_its_lottery",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.number}"


class LetterQuerySet(models.QuerySet["Letter"]):
    """Letters by whether they are given."""

    def free(self) -> "LetterQuerySet":
        """Letters still in the lottery."""
        return self.filter(inscription=None)

    def assigned(self) -> "LetterQuerySet":
        """Letters that somebody has."""
        return self.exclude(inscription=None)


_LOG_HOLDERS = """
INSERT INTO letters_letterevent (scroll_id, ordinal, inscription_was, inscription_is, at)
SELECT scroll_id, ordinal, was.inscription_id, held.inscription_id, clock_timestamp()
FROM old_values AS was JOIN new_values AS held USING (scroll_id, ordinal)
WHERE was.inscription_id IS DISTINCT FROM held.inscription_id;
RETURN NULL;
"""


class Letter(models.Model):
    """One of the 304,805 places of a scroll. What is written there, `letters.torah` knows."""

    pk = models.CompositePrimaryKey("scroll_id", "ordinal")
    scroll = models.ForeignKey(Scroll, models.PROTECT, related_name="letters", db_index=False)
    ordinal = models.IntegerField(help_text="1 to 304,805")
    draw_rank = models.IntegerField(help_text="its turn in the lottery, from 1")
    inscription = models.OneToOneField(
        "Inscription", models.PROTECT, null=True, blank=True, related_name="letter"
    )

    objects = LetterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ordinal__gte=1, ordinal__lte=torah.TOTAL_LETTERS), name="ordinal_range"
            ),
        ]
        indexes = [
            models.Index(
                "scroll", "draw_rank", condition=Q(inscription=None), name="letters_free_in_turn"
            ),
        ]
        triggers = [
            # Giving a letter that someone holds is always a mistake: it is freed first, then given.
            pgtrigger.Protect(
                name="letter_given_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__inscription__isnull=False)
                & pgtrigger.Q(new__inscription__isnull=False)
                & pgtrigger.Q(old__inscription__df=pgtrigger.F("new__inscription")),
            ),
            pgtrigger.Protect(name="letter_stays", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="letter_history",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Update,
                referencing=pgtrigger.Referencing(  # type: ignore[no-untyped-call]
                    old="old_values", new="new_values"
                ),
                func=_LOG_HOLDERS,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scroll_id}:{self.ordinal}"


class LetterEvent(models.Model):
    """A change of who holds a letter; written by the database, never changed."""

    scroll = models.ForeignKey(Scroll, models.PROTECT, db_constraint=False, db_index=False)
    ordinal = models.IntegerField()
    inscription_was = models.BigIntegerField(null=True)
    inscription_is = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index("scroll", "ordinal", name="letterevent_letter")]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.scroll_id}:{self.ordinal} {self.inscription_was}→{self.inscription_is}"


class Purchaser(models.Model):
    """Who pays and to whom we write, known by an e-mail address."""

    email = models.EmailField()
    language = models.CharField(max_length=5, default="en")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="purchaser_email_once")]

    def __str__(self) -> str:
        return self.email


@pghistory.track(
    pghistory.UpdateEvent(),
    fields=[
        "given_name",
        "relation",
        "mother_name",
        "father_name",
        "family_name",
        "honorific",
        "kind",
    ],
    model_name="PersonEvent",
)
class Person(models.Model):
    """The one inscribed: names exactly as typed, and the keys derived from them."""

    class Kind(models.TextChoices):
        ADULT = "adult", _("an adult")
        CHILD = "child", _("a child")
        BABY = "baby", _("a baby not yet named")

    class Declared(models.TextChoices):
        SELF = "self", _("I am this person")
        PARENT = "parent", _("I am a parent or guardian")
        AUTHORISED = "authorised", _("I do this with the family's agreement")

    purchaser = models.ForeignKey(Purchaser, models.PROTECT, related_name="people")
    kind = models.CharField(max_length=10, choices=Kind)
    given_name = models.CharField(max_length=names.NAME_LIMIT, blank=True)
    relation = models.CharField(max_length=3, choices=names.Relation)
    mother_name = models.CharField(max_length=names.NAME_LIMIT, blank=True)
    father_name = models.CharField(max_length=names.NAME_LIMIT, blank=True)
    family_name = models.CharField(max_length=names.NAME_LIMIT, blank=True)
    departed = models.BooleanField(default=False)
    honorific = models.CharField(max_length=8, choices=names.Honorific, blank=True)
    declared = models.CharField(max_length=10, choices=Declared)
    exact_key = models.CharField(max_length=400, editable=False)
    loose_key = models.CharField(max_length=400, editable=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "people"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="baby") | ~Q(given_name=""), name="only_a_baby_has_no_name"
            ),
            models.CheckConstraint(
                condition=Q(departed=True) | Q(honorific=""), name="honorific_of_the_departed"
            ),
        ]
        indexes = [
            models.Index("loose_key", name="person_loose_key"),
            models.Index("exact_key", name="person_exact_key"),
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.pk:
            self.derive_keys()

    def __str__(self) -> str:
        return self.line

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save with the keys of the names as they now are."""
        self.derive_keys()
        super().save(*args, **kwargs)

    def derive_keys(self) -> None:
        """Set the match keys from the names as typed."""
        self.exact_key, self.loose_key = names.person_keys(self.typed)

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
    def line(self) -> str:
        """The line as it is printed, without the honorific."""
        return names.printed_line(self.typed)

    @property
    def is_child(self) -> bool:
        """A child is told the parsha only; so is a baby."""
        return self.kind != Person.Kind.ADULT


class Inscription(models.Model):
    """A person's place in a series: waiting for a letter, or holding one."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="inscriptions")
    series = models.ForeignKey(Series, models.PROTECT, related_name="inscriptions")
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.person)


class Certificate(models.Model):
    """A sheet for the wall. Who scans it reaches the check page only, never the sheet."""

    inscription = models.OneToOneField(Inscription, models.PROTECT, related_name="certificate")
    # Two names: the QR is seen by strangers and must not lead to the sheet with its names.
    token = models.CharField(max_length=32, unique=True, default=new_token)
    check_token = models.CharField(max_length=32, unique=True, default=new_token)
    day = models.DateField(help_text="the civil day of registration where the purchaser is")
    created_at = models.DateTimeField(default=timezone.now)
    voided_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.pk:06}"
