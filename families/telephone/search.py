"""The search of the telephone page: what is typed, and what is shown to recognise somebody by."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from families.find.places import place_line
from families.find.register import Found, look_up, read
from families.telephone.addresses import has_no_address, masked
from letters.admin import people_named
from letters.holders.name_form import text_field
from letters.matching.compare import NameFacts
from letters.matching.words import given_words
from letters.models import EarlierEntry, Person
from letters.models.person import ERASED_DOMAIN
from letters.names import ERASED, Relation, TypedName, printed_line, validate_given_name

MOST = 20  # results shown
_MIN_LETTERS = 2
NAMES = ("given_name", "mother_name", "father_name", "family_name")


class SearchForm(forms.Form):
    """Whom the caller asks about."""

    given_name = text_field(_("Given name"), validate_given_name)
    relation = forms.ChoiceField(
        label=_("Son or daughter"),
        choices=[("", _("not known")), *Relation.choices],
        required=False,
    )
    mother_name = text_field(_("Mother’s name"))
    father_name = text_field(_("Father’s name"))
    family_name = text_field(_("Family name"))

    def clean(self) -> dict[str, Any]:
        """A given name and one more name are the least that can be searched for."""
        cleaned = dict(super().clean() or {})
        given = str(cleaned.get("given_name", "")).strip()
        if "given_name" not in self.errors:
            if not given:
                self.add_error("given_name", _("Write the given name."))
            elif len("".join(given_words(given))) < _MIN_LETTERS:
                self.add_error(
                    "given_name", _("One letter is too little. Write the whole given name.")
                )
        others = NAMES[1:]
        if not any(str(cleaned.get(name, "")).strip() for name in others) and not (
            set(others) & self.errors.keys()
        ):
            self.add_error(
                "mother_name",
                _("Many have this given name. Ask for a parent’s name or the family name, too."),
            )
        return cleaned

    @property
    def asked(self) -> list[str]:
        """The fields that are filled in."""
        return [name for name in NAMES if str(self.cleaned_data.get(name, "")).strip()]

    @property
    def facts(self) -> NameFacts:
        """What is asked, for the rules of `letters.matching`."""
        typed = self.cleaned_data
        return NameFacts(
            given=typed["given_name"],
            relation=typed["relation"],
            mother=typed["mother_name"],
            father=typed["father_name"],
            family=typed["family_name"],
        )

    @property
    def typed_names(self) -> list[tuple[str, str]]:
        """The fields of the list of names, filled with what was searched for."""
        fields = ("given_name", "relation", "mother_name", "father_name", "family_name")
        return [(name, str(self[name].value() or "")) for name in fields]


@dataclass(frozen=True)
class Result:
    """Somebody in the register. `address` is masked; empty where nothing can be sent."""

    found: Found
    line: str
    parents: str
    places: list[str]
    person: int | None
    address: str
    why_no_address: str


@dataclass(frozen=True)
class Results:
    """At most MOST, the best first. `more`: others fit as well."""

    rows: list[Result]
    more: bool

    @property
    def subjects(self) -> list[Person | EarlierEntry]:
        """Who was shown, by their keys."""
        return [_subject(row.found.ref) for row in self.rows]


def search(asked: NameFacts) -> Results:
    """The people who fit, by the rules of `letters.matching`.

    Without a parent's name by the committee's search, which takes words in any order.
    """
    if asked.mother.strip() or asked.father.strip():
        found, cut = look_up(asked)
    else:
        words = f"{asked.given} {asked.family}"
        keys = people_named(words).order_by("-pk").values_list("pk", flat=True)[: MOST + 1]
        found, cut = read([f"person:{pk}" for pk in keys]), len(keys) > MOST
    return Results([result_of(each) for each in found[:MOST]], cut or len(found) > MOST)


def result_of(found: Found) -> Result:
    """What is shown of somebody in the register."""
    name = found.facts
    reason = _why_no_address(found)
    subject = _subject(found.ref)
    return Result(
        found=found,
        line=printed_line(
            TypedName(
                given=name.given,
                relation=name.relation,
                mother=name.mother,
                father=name.father,
                family=name.family,
                departed=bool(name.departed),
            )
        ),
        parents=" · ".join(filter(None, (name.mother, name.father))),
        places=[] if name.given == ERASED else [place_line(place) for place in found.places],
        person=subject.pk if isinstance(subject, Person) else None,
        address="" if reason or found.owner is None else masked(found.owner.email),
        why_no_address=reason,
    )


def _why_no_address(found: Found) -> str:
    owner = found.owner
    if found.facts.given == ERASED:
        return gettext("What was on file was deleted on request.")
    if owner is None:
        return gettext("From the register of an earlier scroll: no address is on file.")
    if not owner.ordered:
        return gettext("Registered by a community: its shliach has the certificates.")
    if has_no_address(owner.email):
        return gettext("Registered without an e-mail address: certificates are printed.")
    if owner.email.endswith(f"@{ERASED_DOMAIN}"):
        return gettext("What was on file was deleted on request.")
    return ""


def _subject(ref: str) -> Person | EarlierEntry:
    source, _sep, pk = ref.partition(":")
    return Person(pk=int(pk)) if source == "person" else EarlierEntry(pk=int(pk))
