"""Announcing a siyum: time, place, stream and dedication."""

from dataclasses import asdict, dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from letters.models import Scroll
from letters.scrolls.scrolls import lock_scroll
from letters.siyum.siyum import embed_url


@dataclass(frozen=True)
class SiyumAnnouncement:
    """The details of a siyum, named like the fields of Scroll."""

    siyum_at: datetime | None
    siyum_zone: str
    siyum_place: dict[str, str]  # by the name of the translated field
    siyum_stream: str
    dedication: str


@transaction.atomic
def announce_siyum(*, scroll: Scroll, announcement: SiyumAnnouncement) -> Scroll:
    """Set the details of a siyum; those of a completed scroll can still be corrected.

    Raises StreamNotAllowed for a stream that is not on YouTube or Vimeo.
    """
    if announcement.siyum_stream:
        embed_url(announcement.siyum_stream)
    scroll = lock_scroll(scroll, *Scroll.State)
    fields = asdict(announcement)
    for name, value in {**fields, **announcement.siyum_place}.items():
        setattr(scroll, name, value)
    scroll.save(update_fields=[*fields, "i18n"])
    return scroll


def local_siyum_time(scroll: Scroll) -> datetime | None:
    """The time of the siyum in the time zone of its place."""
    zone = ZoneInfo(scroll.siyum_zone or settings.HOME_ZONE)
    return scroll.siyum_at.astimezone(zone) if scroll.siyum_at else None
