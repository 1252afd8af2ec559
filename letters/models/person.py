"""Purchasers and inscribed people."""

from typing import Any

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.forms.code_fields import CountryField, LanguageField
from letters import names
from letters.matching.keys import name_classes
from letters.models.community import Community
from letters.models.name_fields import MatchedName

# No mail can reach it (RFC 2606).
ERASED_DOMAIN = "erased.invalid"


class Purchaser(models.Model):
    """Somebody who pays, identified by an e-mail address."""

    email = models.EmailField(_("email"))
    language = LanguageField(_("language"), default="en")
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    erased_at = models.DateTimeField(_("deleted on request"), null=True, blank=True)

    class Meta:
        verbose_name = _("purchaser")
        verbose_name_plural = _("purchasers")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="purchaser_email_unique"),
            models.CheckConstraint(
                condition=Q(erased_at=None) | Q(email__endswith=f"@{ERASED_DOMAIN}"),
                name="erased_purchaser_has_no_address",
            ),
        ]

    def __str__(self) -> str:
        return self.email


# Names are stored in the history only where they change: before and after.
@pghistory.track(
    pghistory.UpdateEvent("before", row=pghistory.Old),
    pghistory.UpdateEvent("update"),
    fields=[
        "given_name",
        "relation",
        "mother_name",
        "father_name",
        "family_name",
        "departed",
        "honorific",
        "kind",
    ],
    model_name="PersonEvent",
)
class Person(MatchedName):
    """An inscribed person: names exactly as typed, and the match keys derived from them."""

    class Kind(models.TextChoices):
        ADULT = "adult", _("an adult")
        CHILD = "child", _("a child")
        BABY = "baby", _("a baby not yet named")

    class Declared(models.TextChoices):
        SELF = "self", _("This is me")
        PARENT = "parent", _("I am the parent or guardian")
        AUTHORISED = "authorised", _("I have the family’s consent")

    purchaser = models.ForeignKey(
        Purchaser, models.PROTECT, related_name="people", verbose_name=_("purchaser")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    declared = models.CharField(_("declared by"), max_length=10, choices=Declared)
    country = CountryField(_("country"), blank=True, help_text=_("two letters, as in ISO 3166-1"))
    city = models.CharField(_("city"), max_length=80, blank=True)
    community = models.ForeignKey(
        Community,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="people",
        db_index=False,
        verbose_name=_("community"),
    )
    # Asked only for a series with an age rule; never shown in public.
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    exact_match_key = models.CharField(max_length=400, editable=False)
    name_classes = ArrayField(models.BigIntegerField(), default=list, editable=False)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    # The letter stays with the row, its name is gone: see families.privacy.
    erased_at = models.DateTimeField(_("deleted on request"), null=True, blank=True)

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(
                condition=Q(country="") | Q(country__regex="^[A-Z]{2}$"), name="person_country_code"
            ),
            models.CheckConstraint(
                condition=Q(kind="baby") | ~Q(given_name=""), name="person_without_name_is_baby"
            ),
            models.CheckConstraint(
                condition=Q(departed=True) | Q(honorific=""),
                name="person_with_honorific_is_departed",
            ),
            # It refuses the renaming of a person that was erased meanwhile.
            models.CheckConstraint(
                condition=Q(erased_at=None)
                | Q(
                    given_name=names.ERASED,
                    mother_name="",
                    father_name="",
                    family_name="",
                    honorific="",
                    city="",
                    birth_date=None,
                    match_keys=[],
                    name_classes=[],
                ),
                name="erased_person_has_no_name",
            ),
        ]
        indexes = [
            # Without a list of pending entries, which every search would read to its end.
            GinIndex(fields=["match_keys"], fastupdate=False, name="person_match_keys"),
            GinIndex(fields=["name_classes"], fastupdate=False, name="person_name_classes"),
            models.Index(
                "community", condition=Q(community__isnull=False), name="person_community"
            ),
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.pk:
            self.derive_keys()

    def __str__(self) -> str:
        return self.line

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save with the match keys of the current names."""
        self.derive_keys()
        super().save(*args, **kwargs)

    def derive_keys(self) -> None:
        """Set the match keys from the names as typed."""
        super().derive_keys()
        self.exact_match_key = names.person_exact_key(self.typed)
        self.name_classes = name_classes(self.facts)

    @property
    def is_child(self) -> bool:
        """Children and babies are shown the parsha only."""
        return self.kind != Person.Kind.ADULT
