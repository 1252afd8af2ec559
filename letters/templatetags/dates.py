"""Dates in both calendars and ordinal numbers, in the active language."""

from datetime import date, datetime

from django import template
from django.utils.translation import gettext as _

from core import hebrew_calendar
from core.jewish_day import is_after_nightfall, jewish_day
from core.languages import active_language

register = template.Library()


@register.filter
def hebrew_date(day: date) -> str:
    """4 Kislev 5787, ד׳ כסלו ה׳תשפ״ז."""
    return hebrew_calendar.hebrew_date(day, active_language())


@register.filter
def hebrew_moment(moment: datetime) -> str:
    """The Jewish date of a local time: from nightfall on, the eve of the next day."""
    day = hebrew_date(jewish_day(moment))
    return _("The eve of %(day)s") % {"day": day} if is_after_nightfall(moment) else day


@register.filter
def civil_date(day: date) -> str:
    """16 November 2025, 16 בנובמבר 2025."""
    return hebrew_calendar.civil_date(day, active_language())


@register.filter
def ordinal(number: int) -> str:
    """12th, הי״ב."""
    return hebrew_calendar.ordinal(number, active_language())
