"""Public numbers, a few seconds old. Decisions never look here."""

from dataclasses import dataclass
from datetime import date

from django.core.cache import cache

from letters import torah
from letters.models import Letter, Scroll

FRESH_FOR = 5  # seconds
SERIES = "unity"  # the line of scrolls the home page speaks of


@dataclass(frozen=True)
class Figures:
    """The open scroll in numbers, and the one completed before it."""

    number: int
    left: int
    commitment: str
    previous_number: int | None
    previous_completed: date | None
    total: int = torah.TOTAL_LETTERS

    @property
    def assigned(self) -> int:
        """Letters that somebody has."""
        return self.total - self.left

    @property
    def percent(self) -> float:
        """How far the scroll is, 0 to 100."""
        return 100 * self.assigned / self.total


def figures(series: str = SERIES) -> Figures | None:
    """The figures of the open scroll of a series, or None while none is open."""
    key = f"figures:{series}"
    found = cache.get(key)
    if found is None:
        found = (_count(series),)
        cache.set(key, found, FRESH_FOR)
    return found[0]  # type: ignore[no-any-return]


def _count(series: str) -> Figures | None:
    scroll = Scroll.objects.open().filter(series__slug=series).first()
    if scroll is None:
        return None
    completed = Scroll.objects.filter(series=scroll.series_id, state=Scroll.State.COMPLETED)
    previous = completed.order_by("number").last()
    return Figures(
        number=scroll.number,
        left=Letter.objects.free().filter(scroll=scroll).count(),
        commitment=scroll.commitment,
        previous_number=previous.number if previous else None,
        previous_completed=previous.completed_on if previous else None,
    )
