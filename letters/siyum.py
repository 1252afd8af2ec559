"""The siyum of a scroll: what its public page tells."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

from letters import torah
from letters.models import Letter, Scroll

COUNTRIES_SHOWN = 40

_BY_COUNTRY = """
SELECT person.country, count(*) FROM letters_letter letter
JOIN letters_inscription inscription ON inscription.id = letter.inscription_id
JOIN letters_person person ON person.id = inscription.person_id
WHERE letter.scroll_id = %s
GROUP BY person.country ORDER BY count(*) DESC, person.country
"""


class NotAllowed(ValueError):
    """The stream is of no player on the allow-list."""


@dataclass(frozen=True)
class Siyum:
    """A scroll and its siyum as the public sees them."""

    number: int
    series: str
    series_he: str
    dedication: str
    completed: bool
    at: datetime | None
    zone: str
    place: str
    place_he: str
    stream: str
    assigned: int
    columns_written: int
    countries: Sequence[tuple[str, int]]
    elsewhere: int
    next_number: int | None
    total: int = torah.TOTAL_LETTERS
    total_columns: int = torah.TOTAL_COLUMNS

    @property
    def percent_assigned(self) -> float:
        """How many of the letters have somebody, 0 to 100."""
        return 100 * self.assigned / self.total

    @property
    def percent_written(self) -> float:
        """How many of the columns are written, 0 to 100."""
        return 100 * self.columns_written / self.total_columns

    @property
    def local(self) -> datetime | None:
        """The moment where the siyum is held."""
        return self.at.astimezone(ZoneInfo(self.zone or settings.HOME_ZONE)) if self.at else None

    @property
    def clock(self) -> str:
        """The hour where the siyum is held, 24 hours."""
        return f"{self.local:%H:%M}" if self.local else ""

    @property
    def day(self) -> date | None:
        """The civil day where the siyum is held."""
        return self.local.date() if self.local else None


def siyum_of(scroll: Scroll) -> Siyum:
    """What is told of a scroll's siyum; a handful of queries over the whole scroll."""
    with connection.cursor() as cursor:
        cursor.execute(_BY_COUNTRY, [scroll.pk])
        counted = cursor.fetchall()
    named = [(code, count) for code, count in counted if code]
    following = Scroll.objects.giving().filter(series=scroll.series_id, number__gt=scroll.number)
    return Siyum(
        number=scroll.number,
        series=scroll.series.name,
        series_he=scroll.series.name_he,
        dedication=scroll.dedication,
        completed=scroll.state == Scroll.State.COMPLETED,
        at=scroll.siyum_at,
        zone=scroll.siyum_zone,
        place=scroll.siyum_place,
        place_he=scroll.siyum_place_he,
        stream=player(scroll.siyum_stream) if scroll.siyum_stream else "",
        assigned=Letter.objects.assigned().filter(scroll=scroll).count(),
        columns_written=scroll.columns_written,
        countries=named[:COUNTRIES_SHOWN],
        elsewhere=sum(count for _, count in counted) - sum(c for _, c in named[:COUNTRIES_SHOWN]),
        next_number=following.values_list("number", flat=True).first(),
    )


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
