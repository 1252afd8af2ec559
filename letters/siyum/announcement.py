"""Announcing a siyum: when, where, the stream to watch it by, and the scroll's dedication."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from letters.models import Scroll
from letters.scrolls.scrolls import lock_scroll
from letters.siyum.siyum import embed_url


@dataclass(frozen=True)
class SiyumAnnouncement:
    """What is told of a siyum; the names are those of the scroll's fields."""

    siyum_at: datetime | None
    siyum_zone: str
    siyum_place: str
    siyum_place_he: str
    siyum_stream: str
    dedication: str


@transaction.atomic
def announce_siyum(*, scroll: Scroll, told: SiyumAnnouncement) -> Scroll:
    """Set what is told of a siyum; a completed scroll may still have its stream or place mended.

    Raises NotAllowed for a stream of no player on the allow-list.
    """
    if told.siyum_stream:
        embed_url(told.siyum_stream)
    scroll = lock_scroll(scroll, *Scroll.State)
    fields = asdict(told)
    for name, value in fields.items():
        setattr(scroll, name, value)
    scroll.save(update_fields=list(fields))
    return scroll


def local_siyum_time(scroll: Scroll) -> datetime | None:
    """The siyum on the clock of the place where it is held."""
    zone = ZoneInfo(scroll.siyum_zone or settings.HOME_ZONE)
    return scroll.siyum_at.astimezone(zone) if scroll.siyum_at else None


def local_siyum_date(scroll: Scroll) -> date | None:
    """The civil day of the siyum where it is held."""
    moment = local_siyum_time(scroll)
    return moment.date() if moment else None
