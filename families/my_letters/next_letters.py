"""Who of a family has no letter yet in the scroll whose letters are being drawn."""

from collections.abc import Sequence
from dataclasses import dataclass

from families.my_letters.people import FamilyMember
from letters.models import Series
from letters.scrolls.scrolls import CurrentScroll, current_scroll


@dataclass(frozen=True)
class OpenSeries:
    """A series that takes names now, and those of the family who are not in its scroll."""

    series: Series
    current: CurrentScroll
    missing: Sequence[FamilyMember]


def open_series_of(members: Sequence[FamilyMember]) -> list[OpenSeries]:
    """Each series of the family that takes names, in the order of the series."""
    keys = {key for member in members for key in member.series()}
    return [
        OpenSeries(series, current, _missing(members, series, current))
        for series in Series.objects.filter(pk__in=keys).order_by("pk")
        if (current := current_scroll(series))
    ]


def _missing(
    members: Sequence[FamilyMember], series: Series, current: CurrentScroll
) -> list[FamilyMember]:
    """A baby without a name is not among them: its name is asked for first."""
    return [
        member
        for member in members
        if member.person.given_name.strip()
        and series.pk in member.series()
        and series.pk not in member.being_paid
        and not (current.scroll and member.has_letter_of(current.scroll))
    ]
