"""Completing a scroll: what will happen, what stands in the way, and the doing of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from letters import torah
from letters.models import Letter, Person, Scroll
from letters.scrolls.scrolls import (
    WrongState,
    complete_scroll,
    lock_scroll,
    unassigned_letters_message,
)
from letters.siyum.announcement import local_siyum_date
from letters.siyum.mail import PURCHASERS, enqueue_siyum
from messaging.models import Mailing

_COUNT_RECIPIENTS = f"""
SELECT purchaser.language, coalesce(against.reason, ''), count(*)
FROM letters_purchaser AS purchaser
LEFT JOIN messaging_suppression AS against ON lower(against.email) = lower(purchaser.email)
WHERE purchaser.id IN ({PURCHASERS})
GROUP BY 1, 2 ORDER BY 1, 2
"""  # noqa: S608 - made of our own text


class ObstacleKind(models.TextChoices):
    """What can stand in the way."""

    NOT_FULL = "not_full"
    KEPT = "kept"
    NO_DAY = "no_day"
    COLUMNS = "columns"


@dataclass(frozen=True)
class Obstacle:
    """Why a scroll can't be completed yet, in a sentence for the committee."""

    way: ObstacleKind
    says: str


@dataclass(frozen=True)
class CompletionPreview:
    """What completing a scroll means, in numbers.

    `written_to` are purchasers by language; `left_out` those who are not, by the reason.
    """

    letters: int
    holders: int
    written_to: Sequence[tuple[str, int]]
    left_out: Sequence[tuple[str, int]]

    @property
    def mails(self) -> int:
        """Purchasers written to, in all languages."""
        return sum(count for _language, count in self.written_to)


def preview_completion(scroll: Scroll) -> CompletionPreview:
    """What completing the scroll means now; three statements over the whole scroll."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_RECIPIENTS, {"scroll": scroll.pk})
        audience = cursor.fetchall()
    out: dict[str, int] = {}
    for _language, reason, count in audience:
        if reason:
            out[reason] = out.get(reason, 0) + count
    return CompletionPreview(
        letters=Letter.objects.assigned().filter(scroll=scroll).count(),
        holders=Person.objects.filter(inscriptions__letter__scroll=scroll).distinct().count(),
        written_to=[(language, count) for language, reason, count in audience if not reason],
        left_out=sorted(out.items()),
    )


def obstacles(scroll: Scroll) -> list[Obstacle]:
    """What stands in the way of completing; nothing when it can be done."""
    found = []
    if scroll.state != Scroll.State.FULL:
        free = Letter.objects.free().filter(scroll=scroll).count()
        told = ngettext(
            "The scroll is not full: %(free)s letter is still to be drawn.",
            "The scroll is not full: %(free)s letters are still to be drawn.",
            free,
        )
        found.append(Obstacle(ObstacleKind.NOT_FULL, told % {"free": f"{free:,}"}))
    if kept := Letter.objects.reserved_free().filter(scroll=scroll).count():
        found.append(Obstacle(ObstacleKind.KEPT, unassigned_letters_message(kept)))
    if scroll.siyum_at is None:
        found.append(Obstacle(ObstacleKind.NO_DAY, _("The siyum has no date yet.")))
    if scroll.columns_written != torah.TOTAL_COLUMNS:
        told = _("%(written)s of %(all)s columns are reported as written.") % {
            "written": scroll.columns_written,
            "all": torah.TOTAL_COLUMNS,
        }
        found.append(Obstacle(ObstacleKind.COLUMNS, told))
    return found


@transaction.atomic
def complete_and_prepare_mail(*, scroll: Scroll, by: Any) -> Mailing:
    """Complete a scroll on the day of its siyum and prepare the mail to its purchasers, at once.

    Both or neither. Raises WrongState when something stands in the way; of two who press at the
    same moment the second, too.
    """
    scroll = lock_scroll(scroll, Scroll.State.FULL)
    for obstacle in obstacles(scroll):
        raise WrongState(obstacle.says)
    day = local_siyum_date(scroll)
    assert day is not None  # noqa: S101 - an obstacle otherwise
    complete_scroll(scroll=scroll, on=day)
    return enqueue_siyum(scroll=scroll, by=by)
