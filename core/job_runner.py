"""Running jobs: one worker at a time, counted attempts, progress, stop, resume and expiry.

Every transition is one UPDATE that names the states it starts from, so that a late one changes
nothing. The lock of a job ends with its process; another worker then continues the job.
"""

import errno
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Generic, Protocol, TypeVar

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F
from django.utils import timezone

from core import jobs
from core.job_model import ACTIVE, Job, JobQuerySet
from core.locks import Lock, exclusive

logger = logging.getLogger(__name__)

State = Job.State
_J = TypeVar("_J", bound=Job)


class Progress(Protocol):
    """Records how many units are done. Raises Stopped when the job was stopped or deleted."""

    def __call__(self, done: int, **changes: object) -> None: ...


class Stopped(Exception):
    """The job was stopped or deleted while it was being run."""


def failure_code(job: Job, error: Exception) -> str:
    """Log the error; a full disk has a code of its own."""
    logger.error("%s %s failed", type(job).__name__, job.pk, exc_info=error)
    full = isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}
    return Job.Failure.DISK if full else Job.Failure.ERROR


def _delete_nothing(_job: Job) -> None:
    pass


@dataclass(frozen=True, kw_only=True)
class JobKind(Generic[_J]):
    """What differs between kinds of jobs."""

    model: type[_J]
    task: str  # the Celery task that runs a job, or all pending ones if they share a lock
    lock: Lock
    # Does what is left of a job and returns what DONE changes besides.
    work: Callable[[_J, Progress], Mapping[str, Any]]
    shared_lock: bool = False  # one job of this kind at a time, instead of each once
    max_attempts: int = 3
    failure: Callable[[_J, Exception], str] = failure_code
    too_many_attempts: Callable[[_J], str] = lambda _job: Job.Failure.KILLED
    resumable: tuple[State, ...] = (State.STOPPED, State.FAILED)
    kept_for: Callable[[], timedelta | None] = lambda: None  # the file of a finished job
    partial_kept_for: timedelta | None = None  # what a job that can be resumed has left
    # Deletes what a job no longer needs in its new state.
    delete_files: Callable[[_J], None] = _delete_nothing
    cleared: Mapping[str, Any] = field(default_factory=dict)  # fields of those files

    @property
    def rows(self) -> JobQuerySet[_J]:
        return JobQuerySet(self.model)

    def enqueue(self, job: _J) -> None:
        """Ask the worker to run the job once the transaction is committed."""
        args = () if self.shared_lock else (job.pk,)
        transaction.on_commit(lambda: jobs.enqueue(self.task, *args))


def run_job(kind: JobKind[_J], pk: int) -> None:
    """Do what is left of a job, unless another worker is doing it or it has ended.

    Raises OperationalError or InterfaceError when the database is away: the job stays running,
    and `resume_unfinished` continues it.
    """
    with exclusive(kind.lock, 0 if kind.shared_lock else pk) as acquired:
        job = _begin(kind, pk) if acquired else None
        if job is None:
            return
        try:
            _end(kind, job, State.DONE, kind.work(job, _progress(job)))
        except Stopped:
            logger.info("%s %s was stopped", type(job).__name__, pk)
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:  # noqa: BLE001 - the job's page must show that it failed
            _end(kind, job, State.FAILED, {"failure": kind.failure(job, error)[:300]})


def _begin(kind: JobKind[_J], pk: int) -> _J | None:
    """Count the attempt, or give up after too many of them."""
    unfinished = kind.rows.unfinished().filter(pk=pk)
    if unfinished.filter(attempts__lt=kind.max_attempts).update(
        state=State.RUNNING, attempts=F("attempts") + 1, started_at=timezone.now()
    ):
        return unfinished.first()
    if job := unfinished.first():
        _end(kind, job, State.FAILED, {"failure": kind.too_many_attempts(job)[:300]})
    return None


def _progress(job: Job) -> Progress:
    def progress(done: int, **changes: object) -> None:
        # Queued: stopped and resumed since the last call. The lock is still held.
        if not job.transition(State.RUNNING, *ACTIVE, units_done=done, **changes):
            raise Stopped

    return progress


def _end(kind: JobKind[_J], job: _J, to: State, changes: Mapping[str, Any]) -> None:
    now = timezone.now()
    partial = to in kind.resumable
    kept_for = kind.partial_kept_for if partial else kind.kept_for() if to == State.DONE else None
    cleared = {} if partial else kind.cleared
    ended = {"finished_at": now, "expires_at": _after(now, kept_for)}
    if job.transition(to, *ACTIVE, **{**cleared, **ended, **changes}) and not partial:
        job.state = to
        kind.delete_files(job)


def _after(now: datetime, kept_for: timedelta | None) -> datetime | None:
    return now + kept_for if kept_for else None


def stop_job(kind: JobKind[_J], job: _J) -> bool:
    """Stop a job at its next progress; whether it had not ended yet."""
    now = timezone.now()
    expires = _after(now, kind.partial_kept_for)
    return job.transition(State.STOPPED, *ACTIVE, finished_at=now, expires_at=expires)


def expire_now(kind: JobKind[_J], job: _J) -> bool:
    """Expire a job and delete its files; returns whether it did.

    Where a worker is at it, it is stopped instead, and must be expired once the worker has ended.
    """
    with exclusive(kind.lock, job.pk) as acquired:
        if not acquired:
            stop_job(kind, job)
            return False
        job.transition(State.EXPIRED, *State, expires_at=None)
        job.state = State.EXPIRED
        kind.delete_files(job)
        return True


def resume_job(kind: JobKind[_J], job: _J) -> bool:
    """Queue a job again that was stopped or has failed; whether it can be resumed."""
    with transaction.atomic():
        job = kind.rows.select_for_update(of=("self",), no_key=True).get(pk=job.pk)
        if job.state not in kind.resumable or (
            job.expires_at and job.expires_at <= timezone.now()  # its files are being deleted
        ):
            return False
        fresh = {"attempts": 0, "failure": "", "finished_at": None, "expires_at": None}
        job.transition(State.QUEUED, *kind.resumable, **fresh)
        kind.enqueue(job)
    return True


def resume_unfinished(kind: JobKind[_J]) -> None:
    """Run the unfinished jobs whose worker died; the others are locked."""
    last = 0
    while job := kind.rows.unfinished().filter(pk__gt=last).order_by("pk").first():
        last = job.pk
        run_job(kind, job.pk)


def enqueue_unfinished(kind: JobKind[_J]) -> None:
    """Ask the worker to run each unfinished job, in a task of its own with its time limit."""
    for job in kind.rows.unfinished():
        kind.enqueue(job)


def expire(kind: JobKind[_J]) -> None:
    """Delete the files whose time is over. The rows stay."""
    for job in kind.rows.expired():
        before = State(job.state)
        job.state = State.EXPIRED
        kind.delete_files(job)  # first: if the process dies here, it is done again
        job.transition(State.EXPIRED, before, **kind.cleared)
