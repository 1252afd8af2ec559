"""The fields of a name as somebody typed it, shared by people and by rows of name lists."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from letters import names
from letters.matching.compare import NameFacts
from letters.matching.keys import stored_keys
from letters.matching.same import facts_of


class NameFields(models.Model):
    """A name as typed, and the line that is printed of it."""

    given_name = models.CharField(_("given name"), max_length=names.NAME_LIMIT, blank=True)
    relation = models.CharField(_("relation"), max_length=3, choices=names.Relation)
    mother_name = models.CharField(_("mother’s name"), max_length=names.NAME_LIMIT, blank=True)
    father_name = models.CharField(_("father’s name"), max_length=names.NAME_LIMIT, blank=True)
    family_name = models.CharField(_("family name"), max_length=names.NAME_LIMIT, blank=True)
    departed = models.BooleanField(_("passed away"), default=False)
    honorific = models.CharField(
        _("honorific after the name"), max_length=8, choices=names.Honorific, blank=True
    )

    class Meta:
        abstract = True

    @property
    def typed(self) -> names.TypedName:
        return names.TypedName(
            given=self.given_name,
            relation=self.relation,
            mother=self.mother_name,
            father=self.father_name,
            family=self.family_name,
            departed=self.departed,
        )

    @property
    def facts(self) -> NameFacts:
        """What is compared with other names."""
        return facts_of(self.typed)

    @property
    def line(self) -> str:
        """The line as it is printed, without the honorific."""
        return names.printed_line(self.typed)


class MatchedName(NameFields):
    """A name that is found by its match keys; the table has a GIN index of them."""

    match_keys = ArrayField(models.BigIntegerField(), default=list, editable=False)

    class Meta:
        abstract = True

    def derive_keys(self) -> None:
        """Set the match keys from the names as typed; to be called before saving in bulk."""
        self.match_keys = stored_keys(self.facts)
