"""The numbers on the home page, cached for a few seconds. Not for decisions."""

from dataclasses import dataclass

from core.cache import StaleWhileRevalidateCache
from core.calendar.local_day import LocalDay
from letters import torah
from letters.models import Letter, Scroll
from letters.series import DEFAULT, series_q

CACHE_SECONDS = 5  # the lifetime in the cache


@dataclass(frozen=True)
class HomeStats:
    """Numbers of the scroll being filled, and of the last completed one."""

    number: int
    free: int
    reserved: int
    commitment: str
    previous_number: int | None
    previous_completed: LocalDay | None
    total: int = torah.TOTAL_LETTERS

    @property
    def assigned(self) -> int:
        return self.total - self.free - self.reserved

    @property
    def percent(self) -> float:
        """Assigned letters, 0 to 100."""
        return 100 * self.assigned / self.total


_cache = StaleWhileRevalidateCache["HomeStats | None"](CACHE_SECONDS)


def home_stats(series: str = DEFAULT) -> HomeStats | None:
    """The numbers of the scroll whose letters are being drawn; None for a closed series.

    While the next scroll is still being prepared they are those of the next one.
    """
    return _cache.get(series, lambda: _count(series))


def _count(series: str) -> HomeStats | None:
    scrolls = Scroll.objects.filter(series_q(series, prefix="series__")).order_by("number")
    current = scrolls.filter(state__in=[Scroll.State.OPEN, Scroll.State.PREPARED]).first()
    last = scrolls.last()
    if last is None or (current is None and last.series.closed):
        return None
    completed = scrolls.filter(state=Scroll.State.COMPLETED).last()
    return HomeStats(
        number=current.number if current else last.number + 1,
        free=Letter.objects.free().filter(scroll=current).count()
        if current
        else torah.TOTAL_LETTERS,
        reserved=Letter.objects.reserved_free().filter(scroll=current).count() if current else 0,
        commitment=current.commitment if current else "",
        previous_number=completed.number if completed else None,
        previous_completed=completed.siyum_day if completed else None,
    )
