"""How many people each member of the staff saw on a day, and whether that is unusual."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Count, Q
from django.db.models.functions import TruncDate
from django.utils import timezone

from families.models import Look

DAYS = 30
# Never unusual below the first number; else above the second, or so many times one's own median.
FEW, MANY, TIMES = 30, 200, 3


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
    day = TruncDate("at", tzinfo=ZoneInfo(str(settings.HOME_ZONE)))
    since = timezone.now() - timedelta(days=DAYS)
    rows = list(
        Look.objects.filter(at__gt=since)
        .values("by", day=day)
        .annotate(
            people=Count("person", distinct=True)
            + Count("entry", distinct=True)
            + Count("order", distinct=True)
            + Count("purchaser", distinct=True),
            searches=Count("pk", filter=Q(found__isnull=False)),
        )
        .order_by("-day", "by")
    )
    counts: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        counts[row["by"]].append(row["people"])
    users = User.objects.in_bulk(list(counts))
    return [
        DayOfLooks(
            day=row["day"],
            by=users[row["by"]],
            people=row["people"],
            searches=row["searches"],
            unusual=is_unusual(row["people"], counts[row["by"]]),
        )
        for row in rows
    ]


def is_unusual(people: int, days: list[int]) -> bool:
    """Whether so many on a day is much, by itself or beside the user's other `days`."""
    if people <= FEW:
        return False
    return people > MANY or (len(days) > 2 and people > TIMES * median(days))
