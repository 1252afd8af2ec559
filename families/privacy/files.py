"""Files with the names of many people: made again when they are needed, without the deleted one.

A worker that is making one has read the names already: it is stopped, and its file deleted.
"""

from collections.abc import Iterable

from django.db import OperationalError

from communities.certificates.printing import PRINTINGS
from communities.models import Printing
from core.job_runner import enqueue_unfinished, resume_job, stop_job
from core.locks import Lock, exclusive
from families.models import DataDownload, PostBatch
from families.postal.batches import BATCHES
from families.privacy.downloads import DOWNLOADS, delete_file
from letters.models import Letter, Person, RegisterExport
from letters.register import workspace
from letters.register.exports import EXPORTS


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
    """The printings whose worker must stop first."""
    found = Printing.objects.filter(name_list__rows__inscription__person__in=people)
    in_use = []
    for printing in found.exclude(state=Printing.State.EXPIRED).distinct():
        with exclusive(Lock.CERTIFICATE_PRINTING, printing.pk) as acquired:
            if acquired:
                printing.transition(Printing.State.EXPIRED, *Printing.State, expires_at=None)
                printing.state = Printing.State.EXPIRED
                PRINTINGS.delete_files(printing)
            else:
                stop_job(PRINTINGS, printing)
                in_use.append(printing.pk)
    return in_use


def _delete_downloads(people: list[int]) -> list[int]:
    """Copies of their purchasers' data, whose worker must stop first."""
    own = Person.objects.filter(pk__in=people).values_list("purchaser", flat=True)
    found = DataDownload.objects.filter(purchasers__overlap=list(set(own)))
    in_use = []
    for made in found.exclude(state=DataDownload.State.EXPIRED):
        with exclusive(Lock.DATA_DOWNLOAD, made.pk) as acquired:
            if acquired:
                made.transition(DataDownload.State.EXPIRED, *DataDownload.State, expires_at=None)
                made.state = DataDownload.State.EXPIRED
                delete_file(made)
            else:
                stop_job(DOWNLOADS, made)
                in_use.append(made.pk)
    return in_use


def _delete_post_batches(people: list[int]) -> list[int]:
    """The batches of letters by post whose worker must stop first."""
    found = PostBatch.objects.filter(postings__order__lines__inscription__person__in=people)
    in_use = []
    for batch in found.exclude(state=PostBatch.State.EXPIRED).distinct():
        with exclusive(Lock.POST_BATCH, batch.pk) as acquired:
            if acquired:
                batch.transition(PostBatch.State.EXPIRED, *PostBatch.State, expires_at=None)
                batch.state = PostBatch.State.EXPIRED
                BATCHES.delete_files(batch)
            else:
                stop_job(BATCHES, batch)
                in_use.append(batch.pk)
    return in_use


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
