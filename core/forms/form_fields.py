"""Fields of forms that several apps share."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms.text_input import EMAIL_LIMIT


class EmailField(forms.EmailField):
    """An e-mail address that fits the columns; Django's own field lets 320 characters through."""

    default_error_messages = {
        "invalid": _("This e-mail address is not complete. It looks like name@example.org."),
        "max_length": _("This e-mail address is too long. Please check it."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=EMAIL_LIMIT, **kwargs)
