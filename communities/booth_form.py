"""One name at a booth."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from payments.basket_names import NameForm


class BoothForm(NameForm):
    """A name as in the basket. Whoever stands at the booth speaks for his community."""

    declared = None  # type: ignore[assignment]
    confirmed = None  # type: ignore[assignment]
    email = forms.EmailField(
        label=_("E-mail, for the certificate"),
        required=False,
        error_messages={
            "invalid": _("This e-mail address is not complete. It looks like name@example.org.")
        },
    )
    phone = forms.CharField(label=_("Telephone"), required=False, max_length=40)
    # What the phone knows this name by, and the day on which it was typed.
    key = forms.UUIDField(widget=forms.HiddenInput)
    day = forms.DateField(required=False, widget=forms.HiddenInput)

    @property
    def name(self) -> dict[str, Any]:
        """The judged fields of a Row."""
        return {key: self.cleaned_data[key] for key in self.cleaned_data.keys() - {"key", "day"}}
