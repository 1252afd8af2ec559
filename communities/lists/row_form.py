"""The form of one row."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from communities.lists.series_choice import SeriesChoiceField
from communities.models import Row
from core.calendar.local_day import today
from core.forms.form_fields import EmailField
from letters.holders.audience import audience_refusal
from letters.holders.name_form import NameForm, birth_date_field
from letters.models import Series
from payments.orders.consent import BOOTH, CONSENT_HELP


class RowForm(NameForm):
    """A name that a member of the community enters in a list of `series`."""

    birth_date = birth_date_field()
    email = EmailField(
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
    )

    def __init__(self, *args: Any, zone: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone  # of the community: the age counts by its day
        if not self.asks_birth_date:
            del self.fields["birth_date"]

    @property
    def asks_birth_date(self) -> bool:
        return self.for_children

    @property
    def row_fields(self) -> dict[str, Any]:
        """The validated values, by the fields of Row."""
        names = [name for name in RowForm.base_fields if name in self.fields]
        return {name: self.cleaned_data[name] for name in names}

    def full_clean(self) -> None:
        """Validate; a blank name is valid in a basket, which skips it, but not here."""
        super().full_clean()
        if self.is_bound and self.blank:
            self.add_error("given_name", _("Write the given name, and the mother’s or father’s."))

    def clean(self) -> dict[str, Any]:
        """Validate, and compare the person with the audience of the series."""
        cleaned = super().clean()
        if self.for_series and not self.for_series.has_age_rule and "birth_date" in self.fields:
            cleaned["birth_date"] = None
        if self.for_series and not self.errors:
            person = Row(**{name: cleaned[name] for name in RowForm.base_fields if name in cleaned})
            if refusal := audience_refusal(self.for_series, person, today(self.zone)):
                self.add_error(refusal.field, refusal.reason)
        return cleaned


class NewRowForm(RowForm):
    """A new row, with the key that makes a form sent twice one row."""

    idempotency_key = forms.UUIDField(widget=forms.HiddenInput)


class BoothForm(NewRowForm):
    """A name taken at the booth, with the day on the phone, for one of several series."""

    series = SeriesChoiceField()
    consent = forms.BooleanField(
        label=BOOTH,
        help_text=CONSENT_HELP,
        error_messages={"required": _("Without their agreement the names cannot be kept.")},
    )
    day = forms.DateField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, choices: Sequence[Series], **kwargs: Any) -> None:
        self.choices = choices
        super().__init__(*args, series=choices[0], **kwargs)
        cast("SeriesChoiceField", self.fields["series"]).offer(choices)

    @property
    def asks_birth_date(self) -> bool:
        """Whether any of the series does: the page works without a network, and hides it."""
        return any(series.has_age_rule for series in self.choices)

    def clean(self) -> dict[str, Any]:
        self.for_series = self.cleaned_data.get("series") or self.choices[0]
        return super().clean()
