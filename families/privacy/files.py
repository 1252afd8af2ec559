"""Files with the names of many people: made again when they are needed, without the deleted one.

A worker that is making one has read the names already: it is stopped, and its file deleted.
"""

from collections.abc import Iterable
from typing import TypeVar

from django.db import OperationalError
from django.db.models import QuerySet

from communities.certificates.printing import PRINTINGS
from communities.models import Printing
from core.job_model import Job
from core.job_runner import JobKind, enqueue_unfinished, expire_now, resume_job, stop_job
from core.locks import Lock, exclusive
from families.models import DataDownload, PostBatch
from families.postal.batches import BATCHES
from families.privacy.downloads import DOWNLOADS
from letters.models import Letter, Person, RegisterExport
from letters.register import workspace
from letters.register.exports import EXPORTS

_J = TypeVar("_J", bound=Job)


class FilesInUse(OperationalError):
    """A worker is about to stop making a file with the name.

    An OperationalError, so that the job stays unfinished and is continued.
    """


def delete_files_with(people: Iterable[int]) -> None:
    """Delete the printings and registers in which these people are. Raises FilesInUse."""
    people = list(people)
    in_use = [
        *_delete_printings(people),
        *_delete_post_batches(people),
        *_delete_registers(people),
        *_delete_downloads(people),
    ]
    if in_use:
        raise FilesInUse(f"{len(in_use)} files are being made")


def _delete_printings(people: list[int]) -> list[int]:
    found = Printing.objects.filter(name_list__rows__inscription__person__in=people)
    return _expire(PRINTINGS, found)


def _delete_post_batches(people: list[int]) -> list[int]:
    found = PostBatch.objects.filter(postings__order__lines__inscription__person__in=people)
    return _expire(BATCHES, found)


def _delete_downloads(people: list[int]) -> list[int]:
    """Copies of their purchasers' data."""
    own = Person.objects.filter(pk__in=people).values_list("purchaser", flat=True)
    return _expire(DOWNLOADS, DataDownload.objects.filter(purchasers__overlap=list(set(own))))


def _expire(kind: JobKind[_J], found: "QuerySet[_J]") -> list[int]:
    """Expire these jobs and delete their files; the keys of those whose worker must stop first."""
    jobs = found.exclude(state=Job.State.EXPIRED).distinct()
    return [job.pk for job in jobs if not expire_now(kind, job)]


def _delete_registers(people: list[int]) -> list[int]:
    """The exports whose worker must stop first; one that was stopped is made again."""
    scrolls = Letter.objects.filter(inscription__person__in=people).values("scroll")
    found = RegisterExport.objects.filter(scroll__in=scrolls)
    ready = found.filter(state=RegisterExport.State.DONE).exclude(file="")
    ready.update(state=RegisterExport.State.EXPIRED, file="")
    with exclusive(Lock.REGISTER_EXPORTS) as acquired:
        if acquired:
            workspace.delete_unused_files()
            return []
    running = list(found.filter(state=RegisterExport.State.RUNNING))
    for export in running:
        # It stops at its next step and is made anew, from its first row.
        if stop_job(EXPORTS, export):
            resume_job(EXPORTS, export)
    enqueue_unfinished(EXPORTS)
    return [export.pk for export in running]
