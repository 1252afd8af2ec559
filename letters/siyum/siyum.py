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
from letters.scrolls.scroll_stats import Tally, tally
from letters.scrolls.scrolls import in_turn

LASTS: Final = timedelta(hours=6)  # so long the page speaks of it as being held


class NotAllowed(ValueError):
    """The stream is of no player on the allow-list."""


@dataclass(frozen=True)
class Siyum:
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
    tally: Tally
    giving: int | None
    total: int = torah.TOTAL_LETTERS
    total_columns: int = torah.TOTAL_COLUMNS

    @property
    def percent_assigned(self) -> float:
        """How many of the letters have somebody, 0 to 100."""
        return 100 * self.tally.assigned / self.total

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
        return "now" if since < LASTS else "held"

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


def siyum_of(scroll: Scroll) -> Siyum:
    """What is told of a scroll's siyum; its numbers may be a minute old."""
    turn = in_turn(scroll.series)
    return Siyum(
        number=scroll.number,
        dedication=scroll.dedication,
        completed_on=scroll.completed_on,
        at=scroll.siyum_at,
        zone=scroll.siyum_zone or str(settings.HOME_ZONE),
        place=scroll.siyum_place,
        place_he=scroll.siyum_place_he,
        stream=_framed(scroll.siyum_stream),
        columns_written=scroll.columns_written,
        tally=tally(scroll),
        giving=turn.number if turn else None,
    )


def _framed(address: str) -> str:
    """What is embedded of a stream; nothing where there is none, or it is allowed no longer."""
    try:
        return player(address) if address else ""
    except NotAllowed:
        return ""


def player(address: str) -> str:
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
        raise NotAllowed(address)
    if "vimeo" in host:
        return f"https://player.vimeo.com/video/{video}?dnt=1"
    return f"https://www.youtube-nocookie.com/embed/{video}"


PLAYERS = ("https://www.youtube-nocookie.com", "https://player.vimeo.com")
