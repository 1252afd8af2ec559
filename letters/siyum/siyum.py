"""The siyum of a scroll, as its public page shows it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from urllib.parse import parse_qs, urlencode, urlsplit
from zoneinfo import ZoneInfo

from babel.dates import get_timezone, get_timezone_name
from django.conf import settings
from django.utils import timezone

from core.calendar.local_day import LocalDay, day_at
from core.languages import active_language, translated
from letters import torah
from letters.models import Scroll
from letters.scrolls.scroll_stats import ScrollStats, scroll_stats
from letters.scrolls.scrolls import current_scroll

SIYUM_DURATION: Final = timedelta(hours=6)  # the page shows it as "now" for this long


_MAP: Final = "https://www.openstreetmap.org/search"


class StreamNotAllowed(ValueError):
    """The stream is not on YouTube or Vimeo."""


@dataclass(frozen=True)
class SiyumDetails:
    """A scroll and its siyum; `current_number` is the scroll whose letters are being drawn."""

    number: int
    dedication: str
    completed_on: date | None
    at: datetime | None
    zone: str
    place: str
    stream: str
    columns_written: int
    stats: ScrollStats
    current_number: int | None
    registered_here: bool
    total: int = torah.TOTAL_LETTERS
    total_columns: int = torah.TOTAL_COLUMNS

    @property
    def percent_assigned(self) -> float:
        """Assigned letters, 0 to 100."""
        return 100 * self.stats.assigned / self.total

    @property
    def percent_written(self) -> float:
        """Columns written, 0 to 100."""
        return 100 * self.columns_written / self.total_columns

    @property
    def stage(self) -> str:
        """One of "before", "now" and "held", or "" while the date is unknown."""
        if self.at is None:
            return "held" if self.completed_on else ""
        since = timezone.now() - self.at
        if since < timedelta():
            return "before"
        return "now" if since < SIYUM_DURATION else "held"

    @property
    def local(self) -> datetime | None:
        """The time in the time zone of the place."""
        return self.at.astimezone(ZoneInfo(self.zone)) if self.at else None

    @property
    def clock(self) -> str:
        """The local time, as 19:30."""
        return f"{self.local:%H:%M}" if self.local else ""

    @property
    def zone_name(self) -> str:
        """The name of the time zone in the active language: Israel Time."""
        name: str = get_timezone_name(get_timezone(self.zone), locale=active_language())
        return name

    @property
    def map_url(self) -> str:
        """A search for the place on a map that follows nobody; "" without a place."""
        return f"{_MAP}?{urlencode({'query': self.place})}" if self.place else ""

    @property
    def day(self) -> LocalDay | None:
        """The day at its place; of a siyum without its hour, by daylight."""
        if self.at:
            return day_at(self.at, self.zone)
        return LocalDay.daylight(self.completed_on) if self.completed_on else None


def siyum_details(scroll: Scroll) -> SiyumDetails:
    """The details of a scroll's siyum; the numbers may be a minute old."""
    current = current_scroll(scroll.series)
    return SiyumDetails(
        number=scroll.number,
        dedication=scroll.dedication,
        completed_on=scroll.completed_on,
        at=scroll.siyum_at,
        zone=scroll.siyum_zone or str(settings.HOME_ZONE),
        place=translated(scroll, "siyum_place"),
        stream=_embed_url_or_empty(scroll.siyum_stream),
        columns_written=scroll.columns_written,
        stats=scroll_stats(scroll),
        current_number=current.number if current else None,
        registered_here=scroll.registered_here,
    )


def _embed_url_or_empty(address: str) -> str:
    """The URL to embed; "" without a stream, or when it is no longer allowed."""
    try:
        return embed_url(address) if address else ""
    except StreamNotAllowed:
        return ""


def embed_url(address: str) -> str:
    """The URL to embed for the page of a video. Raises StreamNotAllowed.

    YouTube without cookies and Vimeo without tracking; no other site is embedded.
    """
    url = urlsplit(address)
    host = (url.hostname or "").removeprefix("www.").removeprefix("m.")
    parts = [part for part in url.path.split("/") if part]
    video = ""
    if host in {"youtube.com", "youtube-nocookie.com"}:
        video = parse_qs(url.query).get("v", [""])[0] or (parts[-1] if len(parts) == 2 else "")
    elif host == "youtu.be" or host in {"vimeo.com", "player.vimeo.com"}:
        video = parts[-1] if parts else ""
    plain = video.replace("-", "").replace("_", "")
    if url.scheme != "https" or not (plain.isascii() and plain.isalnum()):
        raise StreamNotAllowed(address)
    if "vimeo" in host:
        return f"https://player.vimeo.com/video/{video}?dnt=1"
    return f"https://www.youtube-nocookie.com/embed/{video}"


PLAYER_ORIGINS = ("https://www.youtube-nocookie.com", "https://player.vimeo.com")
