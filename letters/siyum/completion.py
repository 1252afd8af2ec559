"""Completing a scroll: a preview, the obstacles, and the completion itself."""

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
from letters.siyum.mail import PURCHASERS, enqueue_siyum
from messaging.models import Mailing

_COUNT_RECIPIENTS = f"""
SELECT purchaser.language, coalesce(suppression.reason, ''), count(*)
FROM letters_purchaser AS purchaser
LEFT JOIN messaging_suppression AS suppression ON lower(suppression.email) = lower(purchaser.email)
WHERE purchaser.id IN ({PURCHASERS})
GROUP BY 1, 2 ORDER BY 1, 2
"""  # noqa: S608 - made of our own text


class ObstacleKind(models.TextChoices):
    NOT_FULL = "not_full"
    UNASSIGNED_RESERVED = "unassigned_reserved"
    NO_DATE = "no_date"
    COLUMNS = "columns"


@dataclass(frozen=True)
class Obstacle:
    """Why a scroll can't be completed yet, in a sentence for the committee."""

    kind: ObstacleKind
    message: str


@dataclass(frozen=True)
class CompletionPreview:
    """What completing a scroll will do, in numbers.

    `recipients` are the purchasers by language; `suppressed` those not written to, by reason.
    """

    letters: int
    holders: int
    recipients: Sequence[tuple[str, int]]
    suppressed: Sequence[tuple[str, int]]

    @property
    def mails(self) -> int:
        return sum(count for _language, count in self.recipients)


def preview_completion(scroll: Scroll) -> CompletionPreview:
    """What completing the scroll would do now; three statements over the whole scroll."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_RECIPIENTS, {"scroll": scroll.pk})
        audience = cursor.fetchall()
    suppressed: dict[str, int] = {}
    for _language, reason, count in audience:
        if reason:
            suppressed[reason] = suppressed.get(reason, 0) + count
    return CompletionPreview(
        letters=Letter.objects.assigned().filter(scroll=scroll).count(),
        holders=Person.objects.filter(inscriptions__letter__scroll=scroll).distinct().count(),
        recipients=[(language, count) for language, reason, count in audience if not reason],
        suppressed=sorted(suppressed.items()),
    )


def obstacles(scroll: Scroll) -> list[Obstacle]:
    """Why the scroll can't be completed yet; empty when it can."""
    found = []
    if scroll.state != Scroll.State.FULL:
        free = Letter.objects.free().filter(scroll=scroll).count()
        message = ngettext(
            "The scroll is not full: %(free)s letter is still to be drawn.",
            "The scroll is not full: %(free)s letters are still to be drawn.",
            free,
        )
        found.append(Obstacle(ObstacleKind.NOT_FULL, message % {"free": f"{free:,}"}))
    if unassigned := Letter.objects.reserved_free().filter(scroll=scroll).count():
        found.append(
            Obstacle(ObstacleKind.UNASSIGNED_RESERVED, unassigned_letters_message(unassigned))
        )
    if scroll.siyum_at is None:
        found.append(Obstacle(ObstacleKind.NO_DATE, _("The siyum has no date yet.")))
    if scroll.columns_written != torah.TOTAL_COLUMNS:
        message = _("%(written)s of %(all)s columns are reported as written.") % {
            "written": scroll.columns_written,
            "all": torah.TOTAL_COLUMNS,
        }
        found.append(Obstacle(ObstacleKind.COLUMNS, message))
    return found


@transaction.atomic
def complete_and_prepare_mail(*, scroll: Scroll, by: Any) -> Mailing:
    """Complete a scroll on the day of its siyum and prepare the mail to its purchasers.

    Both or neither. Raises WrongState when there is an obstacle, and for the second of two
    concurrent calls.
    """
    scroll = lock_scroll(scroll, Scroll.State.FULL)
    for obstacle in obstacles(scroll):
        raise WrongState(obstacle.message)
    day = scroll.siyum_day
    assert day is not None  # noqa: S101 - NO_DATE is an obstacle
    complete_scroll(scroll=scroll, on=day.civil)
    return enqueue_siyum(scroll=scroll, by=by)
