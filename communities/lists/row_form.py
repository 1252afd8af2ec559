"""One name of a list, typed by whoever serves the community."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from letters.name_form import NameForm


class RowForm(NameForm):
    """A name that a member of the community enters."""

    email = forms.EmailField(
        label=_("E-mail, for the certificate"),
        required=False,
        error_messages={
            "invalid": _("This e-mail address is not complete. It looks like name@example.org.")
        },
    )
    phone = forms.CharField(label=_("Telephone"), required=False, max_length=40)

    @property
    def fields_of_row(self) -> dict[str, Any]:
        """The judged fields of a Row."""
        return {name: self.cleaned_data[name] for name in RowForm.base_fields}


class NewRowForm(RowForm):
    """With what the name is known by, so that what is sent twice is one name."""

    key = forms.UUIDField(widget=forms.HiddenInput)


class BoothForm(NewRowForm):
    """With the day on which it was typed."""

    day = forms.DateField(required=False, widget=forms.HiddenInput)
