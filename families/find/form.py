"""The form of a question."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.calendar.time_zones import time_zones
from core.forms.form_fields import EmailField
from core.forms.text_input import parse_positive_int
from families.find.certificate_numbers import is_number
from letters.holders.name_form import choice_field, text_field
from letters.names import Relation, validate_given_name
from payments.basket.locality import validate_city

_EARLIEST_YEAR = 1800
# A Jewish year begins so many years later by its number; a year more or less is the same answer.
_JEWISH_YEARS = 3761
_ADDRESS = {
    "dir": "ltr",
    "autocomplete": "email",
    "autocapitalize": "none",
    "autocorrect": "off",
    "spellcheck": "false",
}


def address_field(label: Any, help_text: Any = "") -> EmailField:
    """An asker's own address."""
    return EmailField(
        label=label,
        help_text=help_text,
        widget=forms.EmailInput(attrs=_ADDRESS),
        error_messages={"required": _("Please write your e-mail address.")},
    )


class QuestionForm(forms.Form):
    """Who is asked about, and where the answer goes."""

    given_name = text_field(_("Given name"), validate_given_name)
    relation = choice_field(_("Son or daughter"), Relation, _("Choose son or daughter."))
    mother_name = text_field(_("Mother’s name"))
    father_name = text_field(_("Father’s name"))
    family_name = text_field(_("Family name"))
    birth_year = forms.CharField(
        label=_("Year of birth"),
        help_text=_("For example 1987. About will do."),
        required=False,
        max_length=20,
        widget=forms.TextInput(
            attrs={
                "class": "input-short",
                "dir": "ltr",
                "inputmode": "numeric",
                "autocomplete": "off",
            }
        ),
    )
    city = forms.CharField(
        label=_("City"),
        required=False,
        max_length=80,
        validators=[validate_city],
        error_messages={"max_length": _("A city may have up to 80 characters.")},
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    email = address_field(_("Your own e-mail address"), _("The answer is sent to it."))
    zone = forms.CharField(
        widget=forms.HiddenInput(attrs={"data-zone": ""}), max_length=64, required=False
    )
    # The proof of work, where one is required: see families.find.limits.
    solution = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean_birth_year(self) -> int | None:
        """The civil year, or None; of a Jewish year the one in which it begins."""
        typed = str(self.cleaned_data["birth_year"]).strip()
        year = parse_positive_int(typed)
        if not typed:
            return None
        if year is not None and year > _EARLIEST_YEAR + _JEWISH_YEARS:
            year -= _JEWISH_YEARS
        if year is None or not _EARLIEST_YEAR <= year <= timezone.now().year:
            raise ValidationError(
                _("Write the year of birth in four digits, such as 1987 or 5747.")
            )
        return year

    def clean_zone(self) -> str:
        """The asker's time zone; empty if it is unknown."""
        zone = str(self.cleaned_data["zone"])
        return zone if zone in time_zones() else ""

    def clean(self) -> dict[str, Any]:
        """A given name and a parent are the least that can be looked for."""
        cleaned = dict(super().clean() or {})
        if not str(cleaned.get("given_name", "")).strip() and "given_name" not in self.errors:
            self.add_error("given_name", _("Write the given name."))
        parents = [str(cleaned.get(each, "")).strip() for each in ("mother_name", "father_name")]
        if not any(parents) and not {"mother_name", "father_name"} & self.errors.keys():
            self.add_error("mother_name", _("Write the mother’s name or the father’s name."))
        return cleaned


class CodeForm(forms.Form):
    """The code from the mail."""

    code = forms.CharField(
        label=_("The code"),
        max_length=40,
        error_messages={"required": _("Write the code from the e-mail.")},
        widget=forms.TextInput(
            attrs={
                "class": "input-short",
                "dir": "ltr",
                "autocomplete": "one-time-code",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
    )
    solution = forms.CharField(widget=forms.HiddenInput, required=False)


class LinksForm(forms.Form):
    """The address whose orders are mailed to it."""

    email = address_field(_("E-mail address"), _("The one from which the letters were ordered."))


class CertificateForm(forms.Form):
    """A certificate's number and the family name on it."""

    number = forms.CharField(
        label=_("Number of the certificate"),
        help_text=_("At the foot of the sheet, such as 12-000123."),
        max_length=30,
        error_messages={"required": _("Write the number of the certificate.")},
        widget=forms.TextInput(attrs={"class": "input-short", "dir": "ltr", "autocomplete": "off"}),
    )
    family_name = text_field(
        _("Family name on it"),
        help_text=_("If there is none on it, the mother’s name or the father’s."),
    )
    solution = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean_number(self) -> str:
        """A number as it is printed: anything else is a slip, and no attempt."""
        typed = str(self.cleaned_data["number"])
        if not is_number(typed):
            raise ValidationError(
                _("Write the whole number as it is on the sheet, such as 12-000123.")
            )
        return typed

    def clean_family_name(self) -> str:
        """The family name, or what stands for it; it is required."""
        typed = str(self.cleaned_data["family_name"])
        if not typed.strip():
            raise ValidationError(
                _(
                    "Write the family name that is on the certificate. If there is none, write the "
                    "mother’s name or the father’s."
                )
            )
        return typed
