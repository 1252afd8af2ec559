"""A siyum as a calendar file, with the Jewish date beside the civil one."""

from datetime import UTC
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from core.languages import translated
from letters.models import Scroll
from letters.templatetags.dates import civil_date, hebrew_evening, ordinal


def siyum_calendar(scroll: Scroll, path: str) -> bytes | None:
    """The event in the active language; None while its hour is not known.

    `path` is that of the siyum's page. There is no end: nobody knows how long it will be.
    """
    day = scroll.siyum_day
    if scroll.siyum_at is None or day is None:
        return None
    page = f"{settings.SITE_URL}{path}"
    title = _("Siyum of the %(number)s scroll") % {"number": ordinal(scroll.number)}
    event = Event()
    event.add("uid", f"siyum-{scroll.pk}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("dtstamp", scroll.prepared_at.astimezone(UTC))
    event.add("dtstart", scroll.siyum_at.astimezone(UTC))
    event.add("summary", title)
    event.add("description", f"{hebrew_evening(day)} · {civil_date(day)}\n{page}")
    event.add("url", page)
    if place := translated(scroll, "siyum_place"):
        event.add("location", place)
    calendar = Calendar()
    calendar.add("prodid", "-//Unity Torah//Siyum//")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    return bytes(calendar.to_ical())
