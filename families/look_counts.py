"""How many people each member of the staff saw on a day, and whether that is unusual."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from django.conf import settings
from django.contrib.auth.models import User
from django.utils import timezone

from core.calendar.local_day import civil_day
from families.models import Look

DAYS = 30
# Never unusual below the first number; else above the second, or so many times one's own median.
FEW, MANY, TIMES = 30, 200, 3
_SEEN = ("person", "entry", "order", "purchaser")


@dataclass(frozen=True)
class DayOfLooks:
    """The looks of one member of the staff on one day, where the organisation is."""

    day: date
    by: User
    people: int
    searches: int
    unusual: bool


def looks_by_day() -> list[DayOfLooks]:
    """Of the last days, the newest first."""
    seen: dict[tuple[date, int], set[tuple[str, int]]] = defaultdict(set)
    searches: Counter[tuple[date, int]] = Counter()
    since = timezone.now() - timedelta(days=DAYS)
    rows = Look.objects.filter(at__gt=since).values_list("at", "by", "found", *_SEEN)
    for at, by, found, *keys in rows.iterator():
        day = civil_day(at, str(settings.HOME_ZONE)), by
        searches[day] += found is not None
        seen[day].update((field, key) for field, key in zip(_SEEN, keys, strict=True) if key)
    counts: dict[int, list[int]] = defaultdict(list)
    for (_day, by), people in seen.items():
        counts[by].append(len(people))
    users = User.objects.in_bulk(list(counts))
    return [
        DayOfLooks(
            day=day,
            by=users[by],
            people=len(people),
            searches=searches[day, by],
            unusual=is_unusual(len(people), counts[by]),
        )
        for (day, by), people in sorted(seen.items(), key=lambda row: row[0], reverse=True)
    ]


def is_unusual(people: int, days: list[int]) -> bool:
    """Whether so many on a day is much, by itself or beside the user's other `days`."""
    if people <= FEW:
        return False
    return people > MANY or (len(days) > 2 and people > TIMES * median(days))
