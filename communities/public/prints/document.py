"""The contents of a poster or a handout."""

from dataclasses import dataclass
from datetime import date

from communities.public.community_stats import community_url
from core.calendar.local_day import civil_day
from core.languages import language_codes, translated
from letters.models import Community


@dataclass(frozen=True)
class PrintDocument:
    """The contents of a poster or a sheet of handouts; all of it is public."""

    names: tuple[tuple[str, str], ...]  # language and name; complete
    city: str
    url: str  # absolute; also in the QR code
    language: str  # a code of LANGUAGES: the one printed first
    paper: str  # "a4" or "letter"
    day: date  # of the community's approval, so that the file is reproducible

    @classmethod
    def of(cls, community: Community, *, language: str, paper: str) -> "PrintDocument":
        """The document of an approved community."""
        assert community.approved_at is not None  # noqa: S101 - narrows the type
        return cls(
            names=tuple((code, translated(community, "name", code)) for code in language_codes()),
            city=community.city if community.city not in community.name else "",
            url=community_url(community),
            language=language,
            paper=paper,
            day=civil_day(community.approved_at, community.local_zone),
        )
