"""What a poster or a card says."""

from dataclasses import dataclass
from datetime import date

from communities.public.community_stats import address_of
from letters.models import Community


@dataclass(frozen=True)
class Print:
    """Everything on a poster or a card; nothing of it is private."""

    name: str
    name_he: str  # "" where the community has none
    city: str
    address: str  # whole; the QR code carries it
    language: str  # "en" or "he": which of the two leads
    paper: str  # "a4" or "letter"
    day: date  # of the community's approval: the same sheet is the same file

    @classmethod
    def of(cls, community: Community, *, language: str, paper: str) -> "Print":
        """The print of an approved community."""
        assert community.approved_at is not None  # noqa: S101 - others have no page
        return cls(
            name=community.name,
            name_he=community.name_he,
            city=community.city if community.city not in community.name else "",
            address=address_of(community),
            language=language,
            paper=paper,
            day=community.approved_at.date(),
        )
