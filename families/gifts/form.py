"""The form of a gift."""

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.calendar.local_day import today
from core.calendar.quiet_hours import is_holy_day
from core.countries import countries, zone_of
from core.forms.form_fields import EmailField
from core.forms.no_addresses import validate_without_addresses
from core.printing.font_coverage import drawable
from families.models.gift import GIVER_LIMIT, GREETING_LIMIT

FURTHEST = timedelta(days=400)


class GiftForm(forms.Form):
    """To whom, from whom, when, and a few words."""

    email = EmailField(
        label=gettext_lazy("E-mail address of the one who receives it"),
        widget=forms.EmailInput(
            attrs={"dir": "ltr", "autocomplete": "off", "autocapitalize": "none"}
        ),
    )
    giver = forms.CharField(
        label=gettext_lazy("From"),
        max_length=GIVER_LIMIT,
        help_text=gettext_lazy("As you sign: for instance “Zaide and Bubby”."),
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    greeting = forms.CharField(
        label=gettext_lazy("A few words"),
        max_length=GREETING_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"dir": "auto", "rows": 4, "autocomplete": "off"}),
    )
    day = forms.DateField(
        label=gettext_lazy("On which day"),
        help_text=gettext_lazy("It is sent in the morning there, never on Shabbos or Yom Tov."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    country = forms.ChoiceField(label=gettext_lazy("Country"))
    language = forms.ChoiceField(label=gettext_lazy("Language of the e-mail"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [("", "—"), *countries()]  # type: ignore[attr-defined]
        self.fields["language"].choices = settings.LANGUAGES  # type: ignore[attr-defined]

    def clean_giver(self) -> str:
        return _printable(self.cleaned_data["giver"])

    def clean_greeting(self) -> str:
        return _printable(self.cleaned_data["greeting"])

    def clean(self) -> dict[str, Any]:
        cleaned = dict(super().clean() or {})
        day, country = cleaned.get("day"), cleaned.get("country")
        if day and country and (error := _day_error(day, zone_of(country))):
            self.add_error("day", error)
        return cleaned


def _printable(text: str) -> str:
    """The text. Raises ValidationError for a web address and for what no font can print."""
    validate_without_addresses(text)
    characters = {each for each in text if not each.isspace()}
    if missing := sorted(characters - drawable(characters)):
        raise forms.ValidationError(
            _("This can’t be printed: %(characters)s") % {"characters": " ".join(missing[:5])}
        )
    return text


def _day_error(day: Any, zone: str) -> str:
    now = today(zone).civil
    if day < now:
        return _("This day is over there.")
    if day > now + FURTHEST:
        return _("Please choose a day within a year.")
    if is_holy_day(day, zone):
        return _("This day is Shabbos or Yom Tov there. Please choose another.")
    return ""
