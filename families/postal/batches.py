"""Batches: the certificates of many orders as one PDF, and their address labels as another."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from django.contrib.auth.models import User
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.calendar.local_day import today
from core.countries import country_name
from core.job_runner import JobKind, Progress
from core.locks import Lock
from core.printing.part_files import PartFiles
from families.models import PostBatch, Posting
from families.postal.labels import LABELS_ON_SHEET, Label, render_labels
from families.postal.postings import owed, to_print, valid_certificates
from letters.certificates import render_combined_pdf
from letters.certificates.contents import certificate_document, certificate_number
from letters.models import Certificate

MOST = 500  # envelopes in one batch
PART_SIZE = 50  # sheets, or those of one larger order
KEPT_FOR = timedelta(days=7)
CERTIFICATES, LABELS = FILES = ("certificates.pdf", "labels.pdf")


class NothingToPrint(Exception):
    """Every order is in a batch; `str()` is a sentence for the committee."""


@transaction.atomic
def print_next(*, by: User, count: int, paper: str, first_label: int = 1) -> PostBatch:
    """A batch with the oldest `count` orders that are in none yet, queued. Raises NothingToPrint.

    Rows that another clerk is taking at this moment are skipped: none is in two batches.
    """
    if not 1 <= first_label <= LABELS_ON_SHEET[paper]:
        raise ValueError(f"There is no label {first_label} on {paper}")
    taken = _take(count)
    if not taken:
        raise NothingToPrint(_("There is nothing to print: every order is in a batch already."))
    batch = PostBatch.objects.create(
        by=by, paper=paper, first_label=first_label, units_total=len(taken)
    )
    for number, posting in enumerate(taken, 1):
        posting.batch, posting.number = batch, number
    Posting.objects.bulk_update(taken, ["batch", "number"])
    BATCHES.enqueue(batch)
    return batch


def _take(count: int) -> Sequence[Posting]:
    rows = to_print().select_for_update(of=("self",), skip_locked=True)
    return list(rows[: min(count, MOST)])


@transaction.atomic
def print_again(batch: PostBatch, *, first_label: int = 1) -> bool:
    """Make the files anew from the certificates as they are now; whether there is anything to.

    Envelopes that were posted are left out.
    """
    batch = PostBatch.objects.select_for_update(no_key=True).get(pk=batch.pk)
    left = batch.postings.filter(pk__in=owed().values("pk"))
    if batch.is_active or not left.exists():
        return False
    delete_files(batch)
    batch.postings.filter(posted_on=None).update(printed=[])
    batch.transition(
        PostBatch.State.QUEUED,
        *PostBatch.State,
        attempts=0,
        failure="",
        finished_at=None,
        expires_at=None,
        parts=0,
        position=0,
        units_done=0,
        units_total=left.count(),
        first_label=first_label,
    )
    BATCHES.enqueue(batch)
    return True


def _print(batch: PostBatch, progress: Progress) -> Mapping[str, object]:
    for part in _parts(batch):
        _print_part(batch, part, progress)
    postings = _printed(batch)
    if not postings:
        raise ValueError("Nothing of the batch is left to print")
    _files(batch).write(LABELS, _labels(batch, postings))
    _files(batch).write(CERTIFICATES, _files(batch).merged(batch.parts))
    return {}


def _parts(batch: PostBatch) -> Iterator[list[tuple[Posting, list[Certificate]]]]:
    """What is left of the batch, in its order, as many envelopes at once as have PART_SIZE sheets.

    An envelope that is not owed any more has nothing to be printed.
    """
    part: list[tuple[Posting, list[Certificate]]] = []
    left = owed().filter(batch=batch, number__gt=batch.position).order_by("number")
    for posting in left.select_related("order"):
        part.append((posting, list(valid_certificates(posting.order))))
        if sum(len(certificates) for _posting, certificates in part) >= PART_SIZE:
            yield part
            part = []
    if part:
        yield part


def _print_part(
    batch: PostBatch, part: list[tuple[Posting, list[Certificate]]], progress: Progress
) -> None:
    documents = [
        certificate_document(each, language=posting.order.language, paper=batch.paper)
        for posting, certificates in part
        for each in certificates
    ]
    _files(batch).write_part(batch.parts, render_combined_pdf(documents))
    for posting, certificates in part:
        posting.printed = [[each.pk, each.revision] for each in certificates]
    Posting.objects.bulk_update([posting for posting, _ in part], ["printed"])
    batch.parts += 1
    batch.position = part[-1][0].number or 0
    batch.units_done += len(part)
    progress(batch.units_done, parts=batch.parts, position=batch.position)


def _printed(batch: PostBatch) -> list[Posting]:
    """Those of the batch whose sheets are in its file, in its order."""
    left = batch.postings.filter(posted_on=None).exclude(printed=[]).order_by("number")
    return list(left.filter(forgotten_at=None))


def _labels(batch: PostBatch, postings: Sequence[Posting]) -> bytes:
    labels = [_label(posting) for posting in postings]
    return render_labels(labels, paper=batch.paper, first=batch.first_label, day=today().civil)


def _label(posting: Posting) -> Label:
    first = Certificate.objects.select_related("inscription__letter__scroll").get(
        pk=posting.printed[0][0]
    )
    sheets = len(posting.printed)
    numbers = certificate_number(first) + (f" +{sheets - 1}" if sheets > 1 else "")
    with override("en"):  # the post reads the country in Latin letters
        country = country_name(posting.country).upper()
    return Label(
        lines=[*posting.lines[:-1], country],
        number=f"{posting.batch_id}/{posting.number}",
        note=f"{sheets} × · {numbers}",
    )


def _files(batch: PostBatch) -> PartFiles:
    return PartFiles(f"post/{batch.folder}")


def delete_files(batch: PostBatch) -> None:
    """Delete the parts, and all of it unless it is to be downloaded."""
    _files(batch).delete(but=FILES if batch.state == PostBatch.State.DONE else ())


def open_file(batch: PostBatch, name: str) -> File:  # type: ignore[type-arg]
    """One of FILES. Raises FileNotFoundError if it is not made yet, or deleted."""
    if batch.state != PostBatch.State.DONE or name not in FILES:
        raise FileNotFoundError
    return _files(batch).open(name)


BATCHES = JobKind(
    model=PostBatch,
    task="families.tasks.print_post_batch",
    lock=Lock.POST_BATCH,
    work=_print,
    kept_for=lambda: KEPT_FOR,
    partial_kept_for=KEPT_FOR,
    delete_files=delete_files,
)
