"""The site's wording of the errors that Django's fields and validators find themselves.

A field that can say more has `error_messages` of its own.
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core import validators
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

_NOT_OFFERED = _("“%(value)s” is not among the choices. Please choose again.")
_GONE = _("This choice is no longer there. Please choose again.")
_NUMBER = _("Please write a number in digits.")
_DAY = _("Please write a day as year-month-day, such as 2027-01-31.")
_FIELDS: Mapping[type[forms.Field], Mapping[str, Any]] = {
    forms.Field: {"required": _("Please fill this in.")},
    forms.IntegerField: {"invalid": _("Please write a whole number in digits, such as 18.")},
    forms.FloatField: {"invalid": _NUMBER},
    forms.DecimalField: {"invalid": _NUMBER},
    forms.DateField: {"invalid": _DAY},
    forms.TimeField: {"invalid": _("Please write a time of day, such as 16:30.")},
    forms.DateTimeField: {"invalid": _("Please write a day and a time, such as 2027-01-31 16:30.")},
    forms.SplitDateTimeField: {
        "invalid_date": _DAY,
        "invalid_time": _("Please write a time of day, such as 16:30."),
    },
    forms.FileField: {
        "invalid": _("No file arrived. Please choose it once more."),
        "missing": _("No file arrived. Please choose it once more."),
        "empty": _("The file is empty. Please choose another."),
        "max_length": ngettext_lazy(
            "The file’s name may have %(max)d character, and has %(length)d.",
            "The file’s name may have %(max)d characters, and has %(length)d.",
            "max",
        ),
        "contradiction": _("Please either choose a file or tick that it is to be removed."),
    },
    forms.ImageField: {"invalid_image": _("This file is no picture that can be read.")},
    forms.URLField: {"invalid": _("This web address is not complete.")},
    forms.ChoiceField: {"invalid_choice": _NOT_OFFERED},
    forms.MultipleChoiceField: {"invalid_choice": _NOT_OFFERED, "invalid_list": _GONE},
    forms.MultiValueField: {"invalid": _GONE, "incomplete": _("Please fill this in wholly.")},
    forms.UUIDField: {"invalid": _GONE},
    forms.JSONField: {"invalid": _("This is not valid JSON.")},
    forms.ModelChoiceField: {"invalid_choice": _GONE},
    forms.ModelMultipleChoiceField: {
        "invalid_choice": _NOT_OFFERED,
        "invalid_list": _GONE,
        "invalid_pk_value": _GONE,
    },
    forms.models.InlineForeignKeyField: {"invalid_choice": _GONE},
}
_VALIDATORS: Mapping[type[Any], Any] = {
    validators.RegexValidator: _("This is not written as it should be. Please check it."),
    validators.URLValidator: _("This web address is not complete."),
    validators.EmailValidator: _(
        "This e-mail address is not complete. It looks like name@example.org."
    ),
    validators.MaxValueValidator: _("Please write a number up to %(limit_value)s."),
    validators.MinValueValidator: _("Please write a number from %(limit_value)s."),
    validators.StepValueValidator: _("Please write a multiple of %(limit_value)s."),
    validators.MaxLengthValidator: ngettext_lazy(
        "At most %(limit_value)d character fits here, and this has %(show_value)d.",
        "At most %(limit_value)d characters fit here, and this has %(show_value)d.",
        "limit_value",
    ),
    validators.MinLengthValidator: ngettext_lazy(
        "Please write %(limit_value)d character at least; this has %(show_value)d.",
        "Please write %(limit_value)d characters at least; this has %(show_value)d.",
        "limit_value",
    ),
    validators.ProhibitNullCharactersValidator: _("There is a character in it that can’t be kept."),
}


def use_own_wording() -> None:
    """Put the sentences in place of Django's, for fields of forms and of models. At the start."""
    for field, messages in _FIELDS.items():
        field.default_error_messages = {**field.default_error_messages, **messages}
    for validator, message in _VALIDATORS.items():
        validator.message = message
    validators.validate_slug.message = _("Only Latin letters, digits, hyphens and underscores.")
