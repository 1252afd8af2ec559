"""How far a mailing is: counted anew each time, in three statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from messaging.delivery import NOTHING_TO_SAY
from messaging.mailings import ENDED
from messaging.models import Mailing, Message, Suppression

State = Message.State
_COUNTS = {
    "sent": Count("pk", filter=Q(state=State.SENT)),
    "left": Count("pk", filter=Q(state=State.QUEUED)),
    "failed": Count("pk", filter=Q(state=State.FAILED)),
    "left_out": Count("pk", filter=Q(state=State.LEFT_OUT)),
}


@dataclass(frozen=True)
class Row:
    """A language, or all of them, in numbers."""

    language: str
    sent: int
    left: int
    failed: int
    left_out: int

    @property
    def all(self) -> int:
        """Everyone."""
        return self.sent + self.left + self.failed + self.left_out

    @property
    def percent(self) -> float:
        """How much of it is done with."""
        return round(100 * (self.all - self.left) / self.all, 1) if self.all else 0.0


@dataclass(frozen=True)
class Trouble:
    """A reason for which so many were not written to, or not yet."""

    reason: str
    state: str
    count: int

    @property
    def again(self) -> bool:
        """Whether it is tried again."""
        return self.state == State.QUEUED

    @property
    def says(self) -> str:
        """The reason in the reader's words; an error of the mail server as it came."""
        if self.reason == ENDED:
            return _("the mailing was ended before")
        if self.reason == NOTHING_TO_SAY:
            return _("there was nothing left to say")
        reasons = {reason.value: str(reason.label) for reason in Suppression.Reason}
        return reasons.get(self.reason, self.reason)


@dataclass(frozen=True)
class Resting:
    """So many who rest, and when the first of them can be written to."""

    count: int
    until: datetime


@dataclass(frozen=True)
class Progress:
    """What the committee sees of a mailing."""

    total: Row
    languages: Sequence[Row]
    troubles: Sequence[Trouble]
    resting: Sequence[Resting]

    def minutes(self, rate: int) -> int:
        """How long it goes on at so many mails a minute, rounded up; whoever rests apart."""
        return -(-self.total.left // rate)


def progress_of(mailing: Mailing) -> Progress:
    """The mailing as it stands now."""
    messages = Message.objects.filter(mailing=mailing).order_by()
    counted = messages.values("language").annotate(**_COUNTS).order_by("language")
    languages = [Row(**row) for row in counted]  # type: ignore[call-arg]  # counts unknown to stubs
    total = Row(
        language="",
        sent=sum(row.sent for row in languages),
        left=sum(row.left for row in languages),
        failed=sum(row.failed for row in languages),
        left_out=sum(row.left_out for row in languages),
    )
    errors = messages.exclude(error="").values_list("error", "state").annotate(n=Count("pk"))
    # One who rests has not been tried: he was claimed, and given back without an attempt.
    waiting = messages.filter(
        state=State.QUEUED, attempts=0, error="", next_attempt_at__gt=timezone.now()
    )
    rests = waiting.values_list("next_attempt_at").annotate(
        n=Count("pk"), at=Min("next_attempt_at")
    )
    return Progress(
        total=total,
        languages=languages,
        troubles=[Trouble(reason, state, n) for reason, state, n in errors.order_by("-n")],
        resting=[Resting(n, at) for _zone, n, at in rests.order_by("at")[:10]],
    )
