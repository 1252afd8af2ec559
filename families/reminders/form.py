"""The form of a reminder: a Jewish date, or a civil one with the question about nightfall."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.calendar.anniversaries import JewishDay, Month, Occasion, jewish_day
from core.calendar.hebrew_numerals import hebrew_numeral, is_written_in_hebrew
from core.languages import active_language
from families.models import Reminder
from families.reminders.reminders import DAYS_BEFORE

_FIRST_YEAR = 5000  # of the Jewish calendar
_EARLIEST = date(1700, 1, 1)
_NOT_JEWISH = _("Write the Jewish year, such as 5745, or use the civil date below.")


class ReminderForm(forms.Form):
    """The day of a birth or a passing, and when to send the mail."""

    day = forms.TypedChoiceField(label=_("Day"), coerce=int, required=False, empty_value=None)
    month = forms.TypedChoiceField(
        label=_("Month"),
        choices=[("", "—"), *Month.choices],
        coerce=lambda value: Month(int(value)),
        required=False,
        empty_value=None,
    )
    year = forms.IntegerField(
        label=_("Year, if you know it"),
        help_text=_("Four digits, for example 5745."),
        required=False,
        min_value=_FIRST_YEAR,
        error_messages={"min_value": _NOT_JEWISH, "invalid": _NOT_JEWISH},
        widget=forms.TextInput(
            attrs={"class": "input-short", "dir": "ltr", "inputmode": "numeric", "maxlength": 4}
        ),
    )
    civil = forms.DateField(
        label=_("Civil date"),
        required=False,
        widget=forms.DateInput(
            attrs={"type": "date", "class": "input-short", "dir": "ltr"}, format="%Y-%m-%d"
        ),
    )
    after_nightfall = forms.BooleanField(
        label=_("It was after nightfall"),
        help_text=_("The Jewish day begins at nightfall: then it is already the next date."),
        required=False,
    )
    days_before = forms.TypedChoiceField(label=_("Send the e-mail"), coerce=int, initial=7)

    def __init__(self, *args: Any, occasion: Occasion, now: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.occasion, self.now = occasion, now
        numeral = hebrew_numeral if is_written_in_hebrew(active_language()) else str
        days = [(number, numeral(number)) for number in range(1, 31)]
        self._set_choices("day", [("", "—"), *days])
        self._set_choices("days_before", [(days, _days_before(days)) for days in DAYS_BEFORE])

    def _set_choices(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - narrows the type
        field.choices = choices

    @classmethod
    def initial_of(cls, reminder: Reminder) -> dict[str, Any]:
        """The values of the fields for a reminder."""
        return {
            "day": reminder.day,
            "month": reminder.month,
            "year": reminder.year,
            "days_before": reminder.days_before,
        }

    def clean_civil(self) -> date | None:
        """A day that was; the Jewish date of tomorrow may have begun."""
        civil: date | None = self.cleaned_data["civil"]
        if civil and not _EARLIEST <= civil <= self.now:
            raise ValidationError(_("Write a date in the past."))
        return civil

    def clean(self) -> dict[str, Any]:
        """With the key `event`: the Jewish date by either way. Both must say the same."""
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        by_civil, by_jewish = self._from_civil(cleaned), self._from_jewish(cleaned)
        if by_civil and by_jewish and not _agree(by_civil, by_jewish):
            raise ValidationError(
                _("The two dates are not the same day. Please leave one of them empty.")
            )
        cleaned["event"] = by_civil or by_jewish
        if cleaned["event"] is None:
            raise ValidationError(_("Write the Jewish date, or the civil one."))
        return cleaned

    def _from_civil(self, cleaned: dict[str, Any]) -> JewishDay | None:
        civil: date | None = cleaned["civil"]
        if civil is None:
            return None
        return jewish_day(civil + timedelta(days=cleaned["after_nightfall"]))

    def _from_jewish(self, cleaned: dict[str, Any]) -> JewishDay | None:
        day, month, year = cleaned["day"], cleaned["month"], cleaned["year"]
        if day is None and month is None:
            if year is not None and cleaned["civil"] is None:
                raise ValidationError({"day": _("Choose the day and the month too.")})
            return None
        if day is None or month is None:
            raise ValidationError({"day": _("Choose both the day and the month.")})
        if year is not None and year > (jewish_day(self.now).year or 0):
            raise ValidationError({"year": _("Write a year that was.")})
        try:
            return JewishDay(month, day, year)
        except ValueError:
            raise ValidationError(
                {
                    "day": _(
                        "There was no such day. Please check the day, the month and the year; a "
                        "year has either one Adar, or Adar I and Adar II."
                    )
                }
            ) from None


def _days_before(days: int) -> str:
    return ngettext("one day before", "%(days)s days before", days) % {"days": days}


def _agree(civil: JewishDay, jewish: JewishDay) -> bool:
    same_year = jewish.year is None or jewish.year == civil.year
    return (civil.month, civil.day) == (jewish.month, jewish.day) and same_year
