"""A booth: names taken on a phone, one after the other, whatever the network does meanwhile."""

import hashlib
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from communities.lists.rows import append_row
from communities.models import NameList, Row
from letters.models import Community, Series

# Names may lie on a phone over Shabbos and Yom Tov, and over a journey.
OLDEST = timedelta(days=30)


def take_name(
    *, community: Community, series: Series, by: User, day: date, key: UUID, name: dict[str, Any]
) -> NameList:
    """Put a name into the community's booth of the day; the same key again changes nothing.

    `name` are fields of a Row that were judged before; `key` is the phone's own, one for each
    name: it may never have heard that the name arrived.
    """
    name_list = booth_of(community=community, series=series, by=by, day=day)
    append_row(name_list=name_list, key=key, **name)
    return name_list


def booth_of(*, community: Community, series: Series, by: User, day: date) -> NameList:
    """The community's booth of the day: one, however many phones take names there."""
    return NameList.objects.get_or_create(
        community=community,
        content_key=_content_key(series, day),
        defaults={
            "series": series,
            "by": by,
            "title": _("Booth, %(day)s") % {"day": date_format(day, "DATE_FORMAT")},
            "source": NameList.Source.BOOTH,
            "state": NameList.State.OPEN,
            "language": get_language() or "en",
        },
    )[0]


def count_of(*, community: Community, series: Series, day: date) -> int:
    """How many names the community's booth of the day has taken."""
    name_lists = NameList.objects.filter(community=community, content_key=_content_key(series, day))
    return Row.objects.filter(name_list__in=name_lists).count()


def _content_key(series: Series, day: date) -> str:
    return hashlib.sha256(f"booth {series.slug} {day.isoformat()}".encode()).hexdigest()


def day_of(written: date | None) -> date:
    """The day on which the phone says that a name was taken, where that can be; else today."""
    today = timezone.now().date()
    if written and today - OLDEST <= written <= today + timedelta(days=1):
        return written
    return today
