"""The row of a job: its state, attempts, progress and expiry. `core.job_runner` does the work."""

from typing import TypeVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

_J = TypeVar("_J", bound="Job")


class JobQuerySet(models.QuerySet[_J]):
    """Jobs by state."""

    def unfinished(self) -> "JobQuerySet[_J]":
        """Queued or running. Whether a worker is still running one, only its lock shows."""
        return self.filter(state__in=ACTIVE)

    def expired(self) -> "JobQuerySet[_J]":
        """Those whose files are to be deleted."""
        return self.filter(expires_at__lte=timezone.now()).exclude(state=Job.State.EXPIRED)


class Job(models.Model):
    """Work of a worker that can be stopped, resumed and followed.

    queued → running → done → expired; stopped and failed ones can be resumed.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting for its turn")
        RUNNING = "running", _("being made")
        DONE = "done", _("ready")
        FAILED = "failed", _("failed")
        STOPPED = "stopped", _("stopped")
        EXPIRED = "expired", _("deleted after its time")

    class Failure(models.TextChoices):
        """Codes of `failure`; a kind of job may write a sentence instead."""

        ERROR = "error", _("It broke off; the cause is in the log of the worker.")
        DISK = "disk", _("There was no room left for the file.")
        KILLED = "killed", _("Whatever made it was ended three times in the middle.")

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.QUEUED)
    failure = models.CharField(_("problem"), max_length=300, blank=True)
    # Since it was requested or resumed: work that kills its worker each time is given up.
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    units_done = models.PositiveIntegerField(_("names"), default=0)
    units_total = models.PositiveIntegerField(_("rows in all"), default=0)  # 0 while unknown
    created_at = models.DateTimeField(_("requested"), default=timezone.now)
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    expires_at = models.DateTimeField(_("expires at"), null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        abstract = True
        indexes = [
            models.Index(
                "state",
                condition=Q(state__in=["queued", "running"]),
                name="%(class)s_unfinished",
            )
        ]

    def transition(self, to: State, *sources: State, **changes: object) -> bool:
        """Change the state if it is one of `sources`, in one UPDATE; whether it was."""
        row = type(self)._default_manager.filter(pk=self.pk, state__in=sources)
        return bool(row.update(state=to, **changes))

    @property
    def percent(self) -> int:
        """The progress, 0 to 100."""
        if self.state == self.State.DONE:
            return 100
        return 100 * self.units_done // self.units_total if self.units_total else 0

    @property
    def is_active(self) -> bool:
        return self.state in ACTIVE

    @property
    def failure_text(self) -> str:
        """Why it failed, as a sentence."""
        known = self.failure in self.Failure.values
        return str(self.Failure(self.failure).label) if known else self.failure


ACTIVE = (Job.State.QUEUED, Job.State.RUNNING)
