"""The form of one name, as families and communities fill it in."""

from typing import Any, cast

from django import forms
from django.db.models import TextChoices
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _

from core.forms.text_input import clean_line
from letters.models import Person, Series
from letters.names import (
    Honorific,
    Relation,
    TypedName,
    printed_line,
    validate_given_name,
    validate_name,
)

# A placeholder of one space lets the stylesheet find the empty fields (:placeholder-shown).
NAME_INPUT = {
    "class": "name-input",
    "placeholder": " ",
    "dir": "auto",
    "autocomplete": "off",
    "autocapitalize": "words",
    "autocorrect": "off",
    "spellcheck": "false",
    "enterkeyhint": "next",
}
TEXT_FIELDS = ("given_name", "mother_name", "father_name", "family_name")


class NameField(forms.CharField):
    """A part of a name, on one line. Stored as typed; only the printed line trims it."""

    default_validators = [validate_name]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(strip=False, **kwargs)

    def to_python(self, value: Any) -> str:
        """The cleaned line."""
        return clean_line(super().to_python(value) or "")


def text_field(label: Any, *validators: Any, help_text: Any = "") -> NameField:
    """A part of a name, with the site's own template."""
    field = NameField(label=label, help_text=help_text, required=False, validators=validators)
    field.template_name = "forms/name_field.html"  # type: ignore[attr-defined]  # not in the stubs
    field.widget.attrs.update(NAME_INPUT)
    return field


def choice_field(
    label: Any, choices: type[TextChoices], error: Any, initial: str | None = None
) -> forms.ChoiceField:
    """A required choice with one message for every error."""
    errors = {"required": error, "invalid_choice": error}
    return forms.ChoiceField(
        label=label,
        choices=choices.choices,
        error_messages=errors,
        initial=initial,
        widget=forms.RadioSelect,
    )


def birth_date_field() -> forms.DateField:
    """Asked only where the series has an age rule."""
    return forms.DateField(
        label=_("Date of birth"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Write the date of birth as day, month and year.")},
    )


def hide_choice(field: forms.Field, hidden: str) -> None:
    """Offer a choice field without one of its choices, which is still read if it is sent."""
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 - narrows the type
    choices = cast("list[tuple[str, Any]]", field.choices)
    field.widget.choices = [each for each in choices if each[0] != hidden]


class NameForm(forms.Form):
    """One name. A form with all text fields blank is valid and has no cleaned data.

    With a `series` that has an age rule it offers children only; `letters.holders.audience` says
    why somebody else is refused.
    """

    kind = choice_field(
        _("This name belongs to"),
        Person.Kind,
        _("Please choose whose name this is."),
        Person.Kind.ADULT,
    )
    given_name = text_field(_("Hebrew given name"), validate_given_name)
    relation = choice_field(_("Son or daughter"), Relation, _("Choose son or daughter."))
    mother_name = text_field(_("Mother’s Hebrew name"))
    father_name = text_field(_("Father’s Hebrew name"))
    family_name = text_field(_("Family name"))
    departed = forms.BooleanField(label=_("This person has passed away"), required=False)
    honorific = forms.ChoiceField(
        label=_("Honorific after the name"), choices=[("", "—"), *Honorific.choices], required=False
    )

    def __init__(self, *args: Any, series: Series | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.for_series = series
        self.may_be_blank = True  # not where a name is there already
        if self.for_children:
            self.offer_children()

    @property
    def for_children(self) -> bool:
        return bool(self.for_series and self.for_series.has_age_rule)

    def offer_children(self) -> None:
        hide_choice(self.fields["kind"], Person.Kind.ADULT)
        self.initial.setdefault("kind", Person.Kind.CHILD)

    def full_clean(self) -> None:
        """Validate, unless the form is blank."""
        if self.is_bound and self.blank and self.may_be_blank:
            self._errors = ErrorDict()
            self.cleaned_data = {}
        else:
            super().full_clean()

    @property
    def typed(self) -> TypedName:
        """The name as it is in the fields, valid or not."""
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
        """The line as it will be printed; empty for a blank form."""
        return "" if self.blank else printed_line(self.typed)

    @property
    def blank(self) -> bool:
        """Whether all text fields are blank."""
        return not any(str(self[field].value() or "").strip() for field in TEXT_FIELDS)

    def clean(self) -> dict[str, Any]:
        """Validate the fields that depend on each other."""
        cleaned = dict(super().clean() or {})
        if cleaned.get("kind") == Person.Kind.BABY:
            self._clean_baby(cleaned)
        elif not str(cleaned.get("given_name", "")).strip() and "given_name" not in self.errors:
            self.add_error("given_name", _("Write the given name."))
        if not self.typed.parent and not {"mother_name", "father_name"} & self.errors.keys():
            self.add_error(
                "mother_name",
                _(
                    "Please write the mother’s or the father’s name. If neither is known, "
                    "write Sarah."
                ),
            )
        if cleaned.get("honorific") and not cleaned.get("departed"):
            self.add_error(
                "honorific",
                _(
                    "This is printed after the name of someone who has passed away. Tick “This "
                    "person has passed away”, or choose “—”."
                ),
            )
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
