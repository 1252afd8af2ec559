"""The certificates of a list as one PDF, made in parts: a dead worker loses one part at most."""

import io
import logging
from datetime import timedelta

from django.contrib.auth.models import User
from django.core.files.base import ContentFile, File
from django.core.files.storage import storages
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from pypdf import PdfWriter

from communities.models import Export, NameList, Printing
from core import jobs
from core.locks import Lock, exclusive
from letters.certificates import render_combined_pdf
from letters.certificates.contents import certificate_document
from letters.models import Certificate

logger = logging.getLogger(__name__)

PART_SIZE = 100  # certificates
KEPT_FOR = timedelta(days=7)


class NoCertificates(Exception):
    """Nobody on the list has a letter yet."""


def certificates_of(name_list: NameList) -> QuerySet[Certificate]:
    """The valid certificates of a list, in its order."""
    return (
        Certificate.objects.filter(inscription__list_row__name_list=name_list, voided_at=None)
        .select_related(
            "inscription__list_row",
            "inscription__person",
            "inscription__letter__scroll__series",
        )
        .order_by("inscription__list_row__position")
    )


def request_printing(
    *, name_list: NameList, by: User | None, language: str, paper: str
) -> Printing:
    """Enqueue the PDF and record the export; an unfinished printing of the same kind is reused.

    Raises NoCertificates.
    """
    count = certificates_of(name_list).count()
    if not count:
        raise NoCertificates
    with transaction.atomic():
        NameList.objects.select_for_update().get(pk=name_list.pk)
        options = {"language": language, "paper": paper}
        if there := name_list.printings.unfinished().filter(**options).first():
            return there
        printing = name_list.printings.create(by=by, certificates_total=count, **options)
        Export.objects.create(
            community=name_list.community, by=by, what=Export.What.CERTIFICATES, rows=count
        )
    jobs.enqueue("communities.tasks.print_certificates", printing.pk)
    return printing


def run(printing_id: int) -> None:
    """Make what is left of a printing, unless another worker is at it."""
    with exclusive(Lock.CERTIFICATE_PRINTING, printing_id) as ours:
        printing = Printing.objects.unfinished().filter(pk=printing_id).first()
        if not ours or printing is None:
            return
        try:
            _print(printing)
        except Exception:
            logger.exception("printing %s failed", printing_id)
            Printing.objects.filter(pk=printing_id).update(state=Printing.State.FAILED)


def _print(printing: Printing) -> None:
    while part := list(
        certificates_of(printing.name_list).filter(
            inscription__list_row__position__gt=printing.position
        )[:PART_SIZE]
    ):
        documents = [
            certificate_document(each, language=printing.language, paper=printing.paper)
            for each in part
        ]
        _write(f"{_folder(printing)}/{printing.parts:04}.pdf", render_combined_pdf(documents))
        printing.parts += 1
        printing.position = part[-1].inscription.list_row.position
        printing.certificates_done += len(part)
        # If somebody has stopped it meanwhile, it stays stopped.
        unfinished = Printing.objects.unfinished().filter(pk=printing.pk)
        if not unfinished.update(
            state=Printing.State.RUNNING,
            parts=printing.parts,
            position=printing.position,
            certificates_done=printing.certificates_done,
        ):
            return
    _write(f"{_folder(printing)}/all.pdf", _merge_parts(printing))
    now = timezone.now()
    Printing.objects.unfinished().filter(pk=printing.pk).update(
        state=Printing.State.DONE, finished_at=now, expires_at=now + KEPT_FOR
    )
    for number in range(printing.parts):
        storages["private"].delete(f"{_folder(printing)}/{number:04}.pdf")


def _merge_parts(printing: Printing) -> bytes:
    merged, file = PdfWriter(), io.BytesIO()
    for number in range(printing.parts):
        with storages["private"].open(f"{_folder(printing)}/{number:04}.pdf") as part:
            merged.append(part)
    merged.compress_identical_objects()  # each part embeds the fonts
    merged.write(file)
    return file.getvalue()


def _write(name: str, content: bytes) -> None:
    # A part that a dead worker has begun is written again under the same name.
    storages["private"].delete(name)
    storages["private"].save(name, ContentFile(content))


def _folder(printing: Printing) -> str:
    return f"printings/{printing.folder}"


def stop(printing: Printing) -> None:
    """Stop after the part that is being made; `resume` continues it."""
    Printing.objects.unfinished().filter(pk=printing.pk).update(state=Printing.State.STOPPED)


def resume(printing: Printing) -> None:
    """Continue a printing that was stopped or has failed."""
    paused = Printing.objects.filter(
        pk=printing.pk, state__in=[Printing.State.STOPPED, Printing.State.FAILED]
    )
    if paused.update(state=Printing.State.QUEUED):
        jobs.enqueue("communities.tasks.print_certificates", printing.pk)


def open_pdf(printing: Printing) -> File:  # type: ignore[type-arg]
    """The whole PDF. Raises FileNotFoundError if it is not made yet, or deleted."""
    if printing.state != Printing.State.DONE:
        raise FileNotFoundError
    return storages["private"].open(f"{_folder(printing)}/all.pdf")


def resume_printings() -> None:
    """Continue unfinished printings whose worker died; the others are locked."""
    for printing in Printing.objects.unfinished():
        run(printing.pk)


def expire_printings() -> None:
    """Delete the files whose time is over."""
    for printing in Printing.objects.filter(state="done", expires_at__lt=timezone.now()):
        storages["private"].delete(f"{_folder(printing)}/all.pdf")
        Printing.objects.filter(pk=printing.pk).update(state=Printing.State.EXPIRED)
