"""The progress of a mailing, counted with three statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from messaging.delivery import OBSOLETE
from messaging.mailings import ENDED
from messaging.models import Mailing, Message, Suppression

State = Message.State
_COUNTS = {
    "sent": Count("pk", filter=Q(state=State.SENT)),
    "remaining": Count("pk", filter=Q(state=State.QUEUED)),
    "failed": Count("pk", filter=Q(state=State.FAILED)),
    "left_out": Count("pk", filter=Q(state=State.LEFT_OUT)),
}


@dataclass(frozen=True)
class Row:
    """The numbers of a language, or of all languages."""

    language: str
    sent: int
    remaining: int
    failed: int
    left_out: int

    @property
    def all(self) -> int:
        return self.sent + self.remaining + self.failed + self.left_out

    @property
    def percent(self) -> float:
        """The share that is no longer queued."""
        return round(100 * (self.all - self.remaining) / self.all, 1) if self.all else 0.0


@dataclass(frozen=True)
class NotSent:
    """A reason why messages were not sent, or not yet."""

    code: str
    state: str
    count: int

    @property
    def will_retry(self) -> bool:
        return self.state == State.QUEUED

    @property
    def text(self) -> str:
        """The reason in the active language; an error of the mail server verbatim."""
        if self.code == ENDED:
            return _("the mailing was ended before")
        if self.code == OBSOLETE:
            return _("there was nothing left to say")
        reasons = {reason.value: str(reason.label) for reason in Suppression.Reason}
        return reasons.get(self.code, self.code)


@dataclass(frozen=True)
class Deferral:
    """Messages deferred by quiet hours, and when the first of them is due."""

    count: int
    until: datetime


@dataclass(frozen=True)
class Progress:
    total: Row
    languages: Sequence[Row]
    not_sent: Sequence[NotSent]
    deferrals: Sequence[Deferral]

    def minutes(self, rate: int) -> int:
        """How long sending takes at this rate, rounded up; deferred messages aside."""
        return -(-self.total.remaining // rate)


def progress_of(mailing: Mailing) -> Progress:
    """The mailing's current progress."""
    messages = Message.objects.filter(mailing=mailing).order_by()
    counted = messages.values("language").annotate(**_COUNTS).order_by("language")
    languages = [Row(**row) for row in counted]  # type: ignore[call-arg]  # counts unknown to stubs
    total = Row(
        language="",
        sent=sum(row.sent for row in languages),
        remaining=sum(row.remaining for row in languages),
        failed=sum(row.failed for row in languages),
        left_out=sum(row.left_out for row in languages),
    )
    errors = messages.exclude(error="").values_list("error", "state").annotate(n=Count("pk"))
    # A deferred message was claimed and released without an attempt.
    deferred = messages.filter(
        state=State.QUEUED, attempts=0, error="", next_attempt_at__gt=timezone.now()
    )
    deferrals = deferred.values_list("next_attempt_at").annotate(
        n=Count("pk"), at=Min("next_attempt_at")
    )
    return Progress(
        total=total,
        languages=languages,
        not_sent=[NotSent(reason, state, n) for reason, state, n in errors.order_by("-n")],
        deferrals=[Deferral(n, at) for _zone, n, at in deferrals.order_by("at")[:10]],
    )
