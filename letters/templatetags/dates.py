"""Dates in both calendars and numbers of scrolls, in the reader's language."""

from datetime import date

from django import template
from django.utils.translation import get_language

from letters import hebrew_calendar

register = template.Library()


@register.filter
def hebrew_date(day: date) -> str:
    """4 Kislev 5787, ד׳ כסלו ה׳תשפ״ז."""
    return hebrew_calendar.hebrew_date(day, get_language() or "en")


@register.filter
def civil_date(day: date) -> str:
    """16 November 2025, 16 בנובמבר 2025."""
    return hebrew_calendar.civil_date(day, get_language() or "en")


@register.filter
def ordinal(number: int) -> str:
    """12th, הי״ב."""
    return hebrew_calendar.ordinal(number, get_language() or "en")
