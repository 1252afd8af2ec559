"""The siyum of a scroll: what its public page tells."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

from babel.dates import get_timezone, get_timezone_name
from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language

from core.jewish_day import jewish_day
from letters import torah
from letters.models import Scroll
from letters.scrolls.scroll_stats import ScrollStats, scroll_stats
from letters.scrolls.scrolls import current_scroll

SIYUM_DURATION: Final = timedelta(hours=6)  # so long the page speaks of it as being held


class StreamNotAllowed(ValueError):
    """The stream is of no player on the allow-list."""


@dataclass(frozen=True)
class SiyumDetails:
    """A scroll and its siyum as the public sees them; `giving` is the scroll whose turn it is."""

    number: int
    dedication: str
    completed_on: date | None
    at: datetime | None
    zone: str
    place: str
    place_he: str
    stream: str
    columns_written: int
    stats: ScrollStats
    current_number: int | None
    total: int = torah.TOTAL_LETTERS
    total_columns: int = torah.TOTAL_COLUMNS

    @property
    def percent_assigned(self) -> float:
        """How many of the letters have somebody, 0 to 100."""
        return 100 * self.stats.assigned / self.total

    @property
    def percent_written(self) -> float:
        """How many of the columns are written, 0 to 100."""
        return 100 * self.columns_written / self.total_columns

    @property
    def stage(self) -> str:
        """Where the siyum is: "before", "now" or "held"; nothing while its day is not known."""
        if self.at is None:
            return "held" if self.completed_on else ""
        since = timezone.now() - self.at
        if since < timedelta():
            return "before"
        return "now" if since < SIYUM_DURATION else "held"

    @property
    def local(self) -> datetime | None:
        """The moment where the siyum is held."""
        return self.at.astimezone(ZoneInfo(self.zone)) if self.at else None

    @property
    def clock(self) -> str:
        """The hour where the siyum is held, 24 hours."""
        return f"{self.local:%H:%M}" if self.local else ""

    @property
    def zone_name(self) -> str:
        """The name of the place's time in the reader's language: Israel Time."""
        name: str = get_timezone_name(get_timezone(self.zone), locale=get_language() or "en")
        return name

    @property
    def day(self) -> date | None:
        """The civil day where the siyum is held."""
        return self.local.date() if self.local else self.completed_on

    @property
    def jewish_day(self) -> date | None:
        """The civil day whose daylight has the Jewish date of the siyum."""
        return jewish_day(self.local) if self.local else self.completed_on


def siyum_details(scroll: Scroll) -> SiyumDetails:
    """What is told of a scroll's siyum; its numbers may be a minute old."""
    current = current_scroll(scroll.series)
    return SiyumDetails(
        number=scroll.number,
        dedication=scroll.dedication,
        completed_on=scroll.completed_on,
        at=scroll.siyum_at,
        zone=scroll.siyum_zone or str(settings.HOME_ZONE),
        place=scroll.siyum_place,
        place_he=scroll.siyum_place_he,
        stream=_embed_url_or_empty(scroll.siyum_stream),
        columns_written=scroll.columns_written,
        stats=scroll_stats(scroll),
        current_number=current.number if current else None,
    )


def _embed_url_or_empty(address: str) -> str:
    """What is embedded of a stream; nothing where there is none, or it is allowed no longer."""
    try:
        return embed_url(address) if address else ""
    except StreamNotAllowed:
        return ""


def embed_url(address: str) -> str:
    """The address to embed of a stream given by its page's address. Raises NotAllowed.

    YouTube without its cookies, and Vimeo without its tracking; nobody else's frame is shown.
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
