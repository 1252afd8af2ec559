"""The form for a name in the admin."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

from letters.holders.name_form import NameField
from letters.names import NAME_LIMIT, Honorific, Relation, validate_given_name


def _name_field(label: Any, *validators: Any, required: bool = False) -> NameField:
    return NameField(
        label=label,
        max_length=NAME_LIMIT,
        required=required,
        validators=validators,
        widget=UnfoldAdminTextInputWidget,
    )


class NameForm(forms.Form):
    """A name, validated like in the basket; nothing typed is changed."""

    given_name = _name_field(gettext_lazy("Hebrew given name"), validate_given_name, required=True)
    relation = forms.ChoiceField(
        label=gettext_lazy("Son or daughter"),
        choices=Relation.choices,
        widget=UnfoldAdminSelectWidget,
    )
    mother_name = _name_field(gettext_lazy("Mother’s Hebrew name"))
    father_name = _name_field(gettext_lazy("Father’s Hebrew name"))
    family_name = _name_field(gettext_lazy("Family name"))
    departed = forms.BooleanField(
        label=gettext_lazy("This person has passed away"),
        required=False,
        widget=UnfoldBooleanWidget,
    )
    honorific = forms.ChoiceField(
        label=gettext_lazy("Honorific after the name"),
        choices=[("", "—"), *Honorific.choices],
        required=False,
        widget=UnfoldAdminSelectWidget,
    )

    def clean(self) -> dict[str, Any]:
        """A parent's name is required, and an honorific only allowed for the departed."""
        typed = super().clean() or {}
        named = f"{typed.get('mother_name', '')}{typed.get('father_name', '')}".strip()
        if not named and not {"mother_name", "father_name"} & self.errors.keys():
            self.add_error(
                "mother_name",
                _(
                    "Please write the mother’s or the father’s name. If neither is known, write "
                    "Sarah."
                ),
            )
        if typed.get("honorific") and not typed.get("departed"):
            self.add_error(
                "honorific",
                _(
                    "This is printed after the name of someone who has passed away. Tick “This "
                    "person has passed away”, or choose “—”."
                ),
            )
        return typed

    @property
    def name(self) -> dict[str, Any]:
        """The validated fields of a Person."""
        return {field: self.cleaned_data[field] for field in NameForm.base_fields}
