"""Certificates of a list as one PDF: set in parts, so that a death loses a part at most."""

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

PART = 100  # sheets; what a death may lose, and the step of the progress bar
KEPT = timedelta(days=7)  # how long the file can be fetched


class NoCertificates(Exception):
    """Nobody of the list has a letter yet."""


def certificates_of(name_list: NameList) -> QuerySet[Certificate]:
    """The good certificates of a list in the order of its list."""
    return (
        Certificate.objects.filter(inscription__list_row__name_list=name_list, voided_at=None)
        .select_related(
            "inscription__list_row",
            "inscription__person",
            "inscription__letter__scroll__series",
        )
        .order_by("inscription__list_row__position")
    )


def ask_for(*, name_list: NameList, by: User | None, language: str, paper: str) -> Printing:
    """Have the list's certificates set; the same wish while it is being made is the same one.

    That they leave the house is written down. Raises NoCertificates.
    """
    count = certificates_of(name_list).count()
    if not count:
        raise NoCertificates
    with transaction.atomic():
        NameList.objects.select_for_update().get(pk=name_list.pk)
        wish = {"language": language, "paper": paper}
        if there := name_list.printings.to_do().filter(**wish).first():
            return there
        made = name_list.printings.create(by=by, sheets_all=count, **wish)
        Export.objects.create(
            community=name_list.community, by=by, what=Export.What.CERTIFICATES, rows=count
        )
    jobs.enqueue("communities.tasks.print_certificates", made.pk)
    return made


def run(printing_id: int) -> None:
    """Set what is left of a printing, unless another process is at it."""
    with exclusive(Lock.CERTIFICATE_PRINTING, printing_id) as ours:
        printing = Printing.objects.to_do().filter(pk=printing_id).first()
        if not ours or printing is None:
            return
        try:
            _set(printing)
        except Exception:
            logger.exception("printing %s failed", printing_id)
            Printing.objects.filter(pk=printing_id).update(state=Printing.State.FAILED)


def _set(printing: Printing) -> None:
    while part := list(
        certificates_of(printing.name_list).filter(
            inscription__list_row__position__gt=printing.position
        )[:PART]
    ):
        sheets = [
            certificate_document(each, language=printing.language, paper=printing.paper)
            for each in part
        ]
        _write(f"{_folder(printing)}/{printing.parts:04}.pdf", render_combined_pdf(sheets))
        last = part[-1].inscription.list_row
        printing.parts += 1
        printing.position = last.position
        printing.sheets += len(part)
        # Whoever stopped it meanwhile is not overwritten.
        still = Printing.objects.to_do().filter(pk=printing.pk)
        if not still.update(
            state=Printing.State.RUNNING,
            parts=printing.parts,
            position=printing.position,
            sheets=printing.sheets,
        ):
            return
    _write(f"{_folder(printing)}/all.pdf", _joined(printing))
    now = timezone.now()
    Printing.objects.to_do().filter(pk=printing.pk).update(
        state=Printing.State.DONE, finished_at=now, expires_at=now + KEPT
    )
    for number in range(printing.parts):
        storages["private"].delete(f"{_folder(printing)}/{number:04}.pdf")


def _joined(printing: Printing) -> bytes:
    whole, made = PdfWriter(), io.BytesIO()
    for number in range(printing.parts):
        with storages["private"].open(f"{_folder(printing)}/{number:04}.pdf") as part:
            whole.append(part)
    whole.compress_identical_objects()  # every part brought the fonts
    whole.write(made)
    return made.getvalue()


def _write(name: str, content: bytes) -> None:
    # What a process that died has begun is written anew, under the same name.
    storages["private"].delete(name)
    storages["private"].save(name, ContentFile(content))


def _folder(printing: Printing) -> str:
    return f"printings/{printing.folder}"


def stop(printing: Printing) -> None:
    """End it after the part that is being set; it can go on later."""
    Printing.objects.to_do().filter(pk=printing.pk).update(state=Printing.State.STOPPED)


def go_on(printing: Printing) -> None:
    """Go on where it was stopped or failed."""
    resting = Printing.objects.filter(
        pk=printing.pk, state__in=[Printing.State.STOPPED, Printing.State.FAILED]
    )
    if resting.update(state=Printing.State.QUEUED):
        jobs.enqueue("communities.tasks.print_certificates", printing.pk)


def file_of(printing: Printing) -> File:  # type: ignore[type-arg]
    """The whole PDF. Raises FileNotFoundError where it is not made, or not kept any more."""
    if printing.state != Printing.State.DONE:
        raise FileNotFoundError
    return storages["private"].open(f"{_folder(printing)}/all.pdf")


def tend() -> None:
    """Take up what nobody is at, and delete the files whose time is over."""
    for printing in Printing.objects.to_do():
        run(printing.pk)
    for printing in Printing.objects.filter(state="done", expires_at__lt=timezone.now()):
        storages["private"].delete(f"{_folder(printing)}/all.pdf")
        Printing.objects.filter(pk=printing.pk).update(state=Printing.State.EXPIRED)
