"""The forms of signing in by a code, for the site's own templates."""

from typing import Any

from allauth.account import forms
from django.utils.translation import gettext_lazy as _


class RequestLoginCodeForm(forms.RequestLoginCodeForm):  # type: ignore[misc]
    """The address that the code is sent to."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        email = self.fields["email"]
        email.label = _("E-mail address")
        email.help_text = _("We will e-mail you a code; no password is needed.")
        email.widget.attrs = {"dir": "ltr", "autocomplete": "username"}


class ConfirmLoginCodeForm(forms.ConfirmLoginCodeForm):  # type: ignore[misc]
    """The code from the mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code = self.fields["code"]
        code.label = _("The code")
        code.widget.attrs = {
            "class": "input-short",
            "dir": "ltr",
            "autocomplete": "one-time-code",
            "autocapitalize": "characters",
            "spellcheck": "false",
            "autofocus": True,
        }
