"""Dates in both calendars and ordinal numbers, in the active language.

The filters take a LocalDay, or a date of which the hour is not known. A moment becomes a day by
`day_in`.
"""

from datetime import date, datetime

from django import template
from django.utils.translation import gettext as _

from core.calendar import hebrew_calendar
from core.calendar.local_day import LocalDay, day_at
from core.languages import active_language

register = template.Library()


@register.filter
def hebrew_date(day: LocalDay | date) -> str:
    """4 Kislev 5787, ד׳ כסלו ה׳תשפ״ז."""
    return hebrew_calendar.hebrew_date(_local(day).jewish, active_language())


@register.filter
def hebrew_evening(day: LocalDay | date) -> str:
    """The Jewish date; from nightfall to midnight as the eve of the next day."""
    text = hebrew_date(day)
    return _("The eve of %(day)s") % {"day": text} if _local(day).after_nightfall else text


@register.filter
def civil_date(day: LocalDay | date) -> str:
    """16 November 2025, 16 בנובמבר 2025."""
    return hebrew_calendar.civil_date(_local(day).civil, active_language())


@register.filter
def day_in(moment: datetime, zone: str) -> LocalDay:
    """The day of a moment in a time zone, for the filters above."""
    return day_at(moment, zone)


def _local(day: LocalDay | date) -> LocalDay:
    return day if isinstance(day, LocalDay) else LocalDay.daylight(day)


@register.filter
def ordinal(number: int) -> str:
    """12th, הי״ב."""
    return hebrew_calendar.ordinal(number, active_language())
