"""Names taken one after the other on a phone, with or without a network."""

import hashlib
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User

from communities.lists.rows import add_name
from communities.models import NameList, Row
from core.calendar.local_day import today
from core.languages import active_language
from letters.models import Community, Series
from payments.orders.consent import BOOTH, consent_fields, version_of

# A phone may keep names over Shabbos and Yom Tov, and over a journey.
MAX_AGE = timedelta(days=30)


def take_name(
    *,
    community: Community,
    series: Series,
    by: User,
    day: date,
    idempotency_key: UUID,
    name: dict[str, Any],
) -> NameList:
    """Add a validated name to the community's booth list of the day.

    The phone chooses `idempotency_key`: it may send a name again whose answer was lost. The
    sentence BOOTH must have been ticked with the name.
    """
    name_list = booth_list(community=community, series=series, by=by, day=day)
    add_name(name_list=name_list, idempotency_key=idempotency_key, name=name)
    return name_list


def booth_list(*, community: Community, series: Series, by: User, day: date) -> NameList:
    """The community's booth list of the day: one, however many phones take names."""
    return NameList.objects.get_or_create(
        community=community,
        content_hash=_content_hash(series, day),
        defaults={
            "series": series,
            "by": by,
            "day": day,
            "source": NameList.Source.BOOTH,
            "state": NameList.State.DONE,
            "language": active_language(),
            **consent_fields(version_of(BOOTH)),
        },
    )[0]


def booth_count(*, community: Community, day: date) -> int:
    """How many names the community's booth has taken on a day, for all series."""
    hashes = [_content_hash(series, day) for series in Series.objects.all()]
    lists = NameList.objects.filter(community=community, content_hash__in=hashes)
    return Row.objects.filter(name_list__in=lists).count()


def _content_hash(series: Series, day: date) -> str:
    return hashlib.sha256(f"booth {series.slug} {day.isoformat()}".encode()).hexdigest()


def booth_day(community: Community, claimed: date | None) -> date:
    """The civil day that the phone gives, if plausible; else today in the community's zone."""
    here = today(community.local_zone).civil
    if claimed and here - MAX_AGE <= claimed <= here + timedelta(days=1):
        return claimed
    return here
