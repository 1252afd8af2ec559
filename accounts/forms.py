"""The forms of signing in by a code, for the site's own templates."""

from typing import Any

from allauth.account import forms
from allauth.account.adapter import get_adapter
from allauth.core import context
from django.contrib.auth.models import User
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from accounts.code_limits import allow_code
from core.forms.text_input import EMAIL_LIMIT


class RequestLoginCodeForm(forms.RequestLoginCodeForm):  # type: ignore[misc]
    """The address that the code is sent to."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        email = self.fields["email"]
        email.label = _("E-mail address")
        email.validators.append(MaxLengthValidator(EMAIL_LIMIT))
        email.help_text = _("We will e-mail you a code; no password is needed.")
        email.widget.attrs = {"dir": "ltr", "autocomplete": "username webauthn"}

    def clean_email(self) -> str:
        """The address, if a code may be sent to it now."""
        email: str = super().clean_email()
        if email and self._user:
            # Allauth looks in a second table for an address that it doesn't find in the first.
            User.objects.filter(email__iexact=email, is_active=True).exists()
        if email and not allow_code(context.request, email=email, user=self._user):
            raise get_adapter().validation_error("too_many_login_attempts")
        return email


class LoginForm(forms.LoginForm):  # type: ignore[misc]
    """The first page of signing in, which offers a code or a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].validators.append(MaxLengthValidator(EMAIL_LIMIT))

    @property
    def code_form(self) -> RequestLoginCodeForm:
        return RequestLoginCodeForm()


class ConfirmLoginCodeForm(forms.ConfirmLoginCodeForm):  # type: ignore[misc]
    """The code from the mail."""

    def __init__(self, *args: Any, known: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not known:
            # Nobody's address: its page takes as many statements as that of an account.
            User.objects.filter(pk=0).first()
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
