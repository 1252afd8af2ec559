"""The names of a basket as they are typed, and what is asked about them."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.forms import BaseFormSet, formset_factory
from django.forms.utils import ErrorDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from letters.holders.inscriptions import similar_to_holders
from letters.models import Person, Scroll
from letters.names import Honorific, Relation, TypedName, printed_line, validate_name
from payments.orders.place import Name

TEXTS = ("given_name", "mother_name", "father_name", "family_name")


def _text_field(label: Any) -> forms.CharField:
    # strip=False: what was typed is stored and shown again exactly; the line trims the edges.
    return forms.CharField(label=label, required=False, strip=False, validators=[validate_name])


def _choice_field(
    label: Any, choices: type[TextChoices], wrong: Any, initial: str | None = None
) -> forms.ChoiceField:
    errors = {"required": wrong, "invalid_choice": wrong}
    return forms.ChoiceField(
        label=label, choices=choices.choices, error_messages=errors, initial=initial
    )


class NameForm(forms.Form):
    """One name. Nothing typed is changed."""

    kind = _choice_field(
        _("This name belongs to"),
        Person.Kind,
        _("Please choose whose name this is."),
        Person.Kind.ADULT,
    )
    given_name = _text_field(_("Hebrew given name"))
    relation = _choice_field(_("Son or daughter"), Relation, _("Choose son or daughter."))
    mother_name = _text_field(_("Mother’s Hebrew name"))
    father_name = _text_field(_("Father’s Hebrew name"))
    family_name = _text_field(_("Family name"))
    departed = forms.BooleanField(label=_("This person has passed away"), required=False)
    honorific = forms.ChoiceField(
        label=_("Honorific after the name"), choices=[("", "—"), *Honorific.choices], required=False
    )
    declared = _choice_field(
        _("What is your connection to this person?"),
        Person.Declared,
        _("Please choose your connection to this person."),
    )
    confirmed = forms.BooleanField(label=_("Yes, a letter for this name as well"), required=False)

    question = ""

    def full_clean(self) -> None:
        """Judge the name, unless nothing was typed: a blank one is passed over."""
        if self.is_bound and self.blank:
            self._errors = ErrorDict()
            self.cleaned_data = {}
        else:
            super().full_clean()

    @property
    def number(self) -> int:
        """The name's place in the list, from 1."""
        return int(str(self.prefix).rsplit("-", 1)[-1]) + 1 if "-" in str(self.prefix) else 1

    @property
    def typed(self) -> TypedName:
        """The name as it stands in the fields."""
        return TypedName(
            given=str(self["given_name"].value() or ""),
            relation=str(self["relation"].value() or Relation.BEN),
            mother=str(self["mother_name"].value() or ""),
            father=str(self["father_name"].value() or ""),
            family=str(self["family_name"].value() or ""),
            departed=bool(self["departed"].value()),
        )

    @property
    def line(self) -> str:
        """The line as it will be printed, or nothing while nothing is typed."""
        return "" if self.blank else printed_line(self.typed)

    @property
    def blank(self) -> bool:
        """Whether no name was typed at all."""
        return not any(str(self[field].value() or "").strip() for field in TEXTS)

    def clean(self) -> dict[str, Any]:
        """Look at the fields together."""
        cleaned = dict(super().clean() or {})
        if cleaned.get("kind") == Person.Kind.BABY:
            self._clean_baby(cleaned)
        elif not str(cleaned.get("given_name", "")).strip() and "given_name" not in self.errors:
            self.add_error("given_name", _("Write the given name."))
        if not self.typed.parent and not {"mother_name", "father_name"} & self.errors.keys():
            self.add_error(
                "mother_name",
                _(
                    "Please write the mother’s or the father’s name. If neither is known, write "
                    "Sarah."
                ),
            )
        self._clean_departed(cleaned)
        self._clean_declared(cleaned)
        return cleaned

    def _clean_baby(self, cleaned: dict[str, Any]) -> None:
        if str(cleaned.get("given_name", "")).strip():
            self.add_error(
                "given_name",
                _(
                    "A baby who has not been named yet has no given name. If there is a name "
                    "already, choose “a child”."
                ),
            )
        if cleaned.get("departed"):
            self.add_error("departed", _("Choose “a child” for a child who has passed away."))

    def _clean_departed(self, cleaned: dict[str, Any]) -> None:
        if cleaned.get("honorific") and not cleaned.get("departed"):
            self.add_error(
                "honorific",
                _(
                    "This is printed after the name of someone who has passed away. Tick “This "
                    "person has passed away”, or choose “—”."
                ),
            )

    def _clean_declared(self, cleaned: dict[str, Any]) -> None:
        if cleaned.get("declared") != Person.Declared.SELF:
            return
        if cleaned.get("departed"):
            self.add_error(
                "declared", _("Please choose your connection to the person who has passed away.")
            )
        elif cleaned.get("kind") != Person.Kind.ADULT:
            self.add_error(
                "declared",
                _("A child is inscribed by a parent or guardian, or by someone acting for them."),
            )

    def as_name(self) -> Name:
        """The cleaned name, for an order."""
        fields = {key: self.cleaned_data[key] for key in Name.__dataclass_fields__}
        return Name(**fields)


class NameFormSet(BaseFormSet):  # type: ignore[type-arg]
    """The list of names; names left wholly blank don't count."""

    default_error_messages = {
        **BaseFormSet.default_error_messages,
        "too_many_forms": _(
            "A list can hold up to %(num)d names. Please put the rest in another list."
        ),
    }

    @property
    def written(self) -> list[NameForm]:
        """The forms with something written in them."""
        return [form for form in self.forms if not form.blank]

    def clean(self) -> None:
        """At least one name."""
        if not self.written:
            raise ValidationError(_("Write at least one name."), code="empty")

    def confirm(self, known: Iterable[Name]) -> None:
        """Ask nothing about names that are exactly these: they are known, each once."""
        waiting = list(known)
        for form in self.written:
            if (name := form.as_name()) in waiting:
                waiting.remove(name)
                form.cleaned_data["confirmed"] = True

    @property
    def unconfirmed(self) -> list[NameForm]:
        """The names of which was not said that they are to have a letter in any case."""
        return [form for form in self.written if not form.cleaned_data.get("confirmed")]

    def ask_about_look_alikes(self, scroll: Scroll | None) -> bool:
        """Put a question to each unconfirmed name that someone may already have a letter under.

        Returns whether a question is open. It asks; the buyer decides. Without a scroll only
        the list itself is looked at.
        """
        written = self.written
        typed = [form.typed for form in written]
        known = similar_to_holders(scroll=scroll, names=typed) if scroll else set()
        lines = [form.line for form in written]
        for index, form in enumerate(written):
            if form.cleaned_data.get("confirmed"):
                continue
            if lines[index] in lines[:index]:
                form.question = gettext("This name appears twice in your list. Is that intended?")
            elif index in known:
                form.question = gettext(
                    "Someone with a similar name already has a letter in this scroll. It may be a "
                    "different person. Would you like a letter for this name as well?"
                )
        return any(form.question for form in written)


_Names = formset_factory(
    NameForm,
    formset=NameFormSet,
    extra=0,
    min_num=1,
    max_num=settings.BASKET_LIMIT,
    absolute_max=1000,
    validate_max=True,
)


def names_formset(**fields: Any) -> NameFormSet:
    """The list of names: of a posted form (`data`), or to show (`initial`)."""
    return cast("NameFormSet", _Names(prefix="names", **fields))


def raw_names(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The names of a posted list as they were typed, for showing them again unjudged."""
    try:
        count = min(max(int(data.get("names-TOTAL_FORMS", 1)), 0), 1000)
    except ValueError:
        count = 1
    return [
        {field: data.get(f"names-{index}-{field}", "") for field in NameForm.base_fields}
        for index in range(count)
    ]
