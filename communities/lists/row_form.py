"""The form of one row."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from letters.name_form import NameForm


class RowForm(NameForm):
    """A name that a member of the community enters."""

    email = forms.EmailField(
        label=_("E-mail, for the certificate"),
        required=False,
        widget=forms.EmailInput(
            attrs={
                "dir": "ltr",
                "autocomplete": "off",
                "autocapitalize": "none",
                "spellcheck": "false",
                "enterkeyhint": "done",
            }
        ),
        error_messages={
            "invalid": _("This e-mail address is not complete. It looks like name@example.org.")
        },
    )

    @property
    def row_fields(self) -> dict[str, Any]:
        """The validated values, by the fields of Row."""
        return {name: self.cleaned_data[name] for name in RowForm.base_fields}


class NewRowForm(RowForm):
    """A new row, with the key that makes a form sent twice one row."""

    idempotency_key = forms.UUIDField(widget=forms.HiddenInput)


class BoothForm(NewRowForm):
    """A name taken at the booth, with the day on the phone."""

    day = forms.DateField(required=False, widget=forms.HiddenInput)
