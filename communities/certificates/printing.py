"""The certificates of a list as one PDF, made in parts: a dead worker loses one part at most."""

from collections.abc import Mapping
from datetime import timedelta

from django.contrib.auth.models import User
from django.core.files.base import File
from django.db import transaction
from django.db.models import QuerySet

from communities.models import NameList, PersonalDataExport, Printing
from core.job_runner import JobKind, Progress
from core.locks import Lock
from core.printing.part_files import PartFiles
from letters.certificates import render_combined_pdf
from letters.certificates.contents import certificate_document
from letters.models import Certificate

PART_SIZE = 100  # certificates
KEPT_FOR = timedelta(days=7)
_WHOLE = "all.pdf"


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
        printing = name_list.printings.create(by=by, units_total=count, **options)
        PersonalDataExport.objects.create(
            community=name_list.community,
            by=by,
            what=PersonalDataExport.What.CERTIFICATES,
            rows=count,
        )
        PRINTINGS.enqueue(printing)
    return printing


def _print(printing: Printing, progress: Progress) -> Mapping[str, object]:
    files = _files(printing)
    while part := list(
        certificates_of(printing.name_list).filter(
            inscription__list_row__position__gt=printing.position
        )[:PART_SIZE]
    ):
        documents = [
            certificate_document(each, language=printing.language, paper=printing.paper)
            for each in part
        ]
        files.write_part(printing.parts, render_combined_pdf(documents))
        printing.parts += 1
        printing.position = part[-1].inscription.list_row.position
        printing.units_done += len(part)
        progress(printing.units_done, parts=printing.parts, position=printing.position)
    files.write(_WHOLE, files.merged(printing.parts))
    return {}


def _files(printing: Printing) -> PartFiles:
    return PartFiles(f"printings/{printing.folder}")


def _delete_files(printing: Printing) -> None:
    """Delete the parts, and the whole file too unless it is to be downloaded."""
    _files(printing).delete(but=[_WHOLE] if printing.state == Printing.State.DONE else [])


def open_pdf(printing: Printing) -> File:  # type: ignore[type-arg]
    """The whole PDF. Raises FileNotFoundError if it is not made yet, or deleted."""
    if printing.state != Printing.State.DONE:
        raise FileNotFoundError
    return _files(printing).open(_WHOLE)


PRINTINGS = JobKind(
    model=Printing,
    task="communities.tasks.print_certificates",
    lock=Lock.CERTIFICATE_PRINTING,
    work=_print,
    kept_for=lambda: KEPT_FOR,
    partial_kept_for=KEPT_FOR,
    delete_files=_delete_files,
)
