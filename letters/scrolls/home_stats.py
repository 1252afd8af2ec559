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
    """The scroll that is filled now, in numbers, and the one completed before it."""

    number: int
    left: int
    kept: int
    commitment: str
    previous_number: int | None
    previous_completed: date | None
    total: int = torah.TOTAL_LETTERS

    @property
    def assigned(self) -> int:
        """Letters that somebody has."""
        return self.total - self.left - self.kept

    @property
    def percent(self) -> float:
        """How far the scroll is, 0 to 100."""
        return 100 * self.assigned / self.total


def figures(series: str = SERIES) -> Figures | None:
    """The figures of the scroll whose letters are given now; None where a series is closed.

    Between two scrolls, while the next is being prepared, they are the next one's.
    """
    key = f"figures:{series}"
    found = cache.get(key)
    if found is None:
        found = (_count(series),)
        cache.set(key, found, FRESH_FOR)
    return found[0]  # type: ignore[no-any-return]


def _count(series: str) -> Figures | None:
    scrolls = Scroll.objects.filter(series__slug=series).order_by("number")
    giving = scrolls.filter(state__in=[Scroll.State.OPEN, Scroll.State.PREPARED]).first()
    last = scrolls.last()
    if last is None or (giving is None and last.series.closed):
        return None
    completed = scrolls.filter(state=Scroll.State.COMPLETED).last()
    return Figures(
        number=giving.number if giving else last.number + 1,
        left=Letter.objects.free().filter(scroll=giving).count() if giving else torah.TOTAL_LETTERS,
        kept=Letter.objects.kept_back().filter(scroll=giving).count() if giving else 0,
        commitment=giving.commitment if giving else "",
        previous_number=completed.number if completed else None,
        previous_completed=completed.completed_on if completed else None,
    )
