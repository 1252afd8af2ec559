"""The certificates of a list as one PDF, made in parts: a dead worker loses one part at most."""

import io
from collections.abc import Mapping
from datetime import timedelta

from django.contrib.auth.models import User
from django.core.files.base import ContentFile, File
from django.core.files.storage import storages
from django.db import transaction
from django.db.models import QuerySet
from pypdf import PdfWriter

from communities.models import NameList, PersonalDataExport, Printing
from core.job_runner import JobKind, Progress
from core.locks import Lock
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
    while part := list(
        certificates_of(printing.name_list).filter(
            inscription__list_row__position__gt=printing.position
        )[:PART_SIZE]
    ):
        documents = [
            certificate_document(each, language=printing.language, paper=printing.paper)
            for each in part
        ]
        _write(_file(printing, _part(printing.parts)), render_combined_pdf(documents))
        printing.parts += 1
        printing.position = part[-1].inscription.list_row.position
        printing.units_done += len(part)
        progress(printing.units_done, parts=printing.parts, position=printing.position)
    _write(_file(printing, _WHOLE), _merge_parts(printing))
    return {}


def _merge_parts(printing: Printing) -> bytes:
    merged, file = PdfWriter(), io.BytesIO()
    for number in range(printing.parts):
        with storages["private"].open(_file(printing, _part(number))) as part:
            merged.append(part)
    merged.compress_identical_objects()  # each part embeds the fonts
    merged.write(file)
    return file.getvalue()


def _write(name: str, content: bytes) -> None:
    # A part that a dead worker has begun is written again under the same name.
    storages["private"].delete(name)
    storages["private"].save(name, ContentFile(content))


def _file(printing: Printing, name: str) -> str:
    return f"printings/{printing.folder}/{name}"


def _part(number: int) -> str:
    return f"{number:04}.pdf"


def _delete_files(printing: Printing) -> None:
    """Delete the parts, and the whole file too unless it is to be downloaded."""
    storage = storages["private"]
    if not storage.exists(_file(printing, "")):
        return
    for name in storage.listdir(_file(printing, ""))[1]:
        if printing.state != Printing.State.DONE or name != _WHOLE:
            storage.delete(_file(printing, name))


def open_pdf(printing: Printing) -> File:  # type: ignore[type-arg]
    """The whole PDF. Raises FileNotFoundError if it is not made yet, or deleted."""
    if printing.state != Printing.State.DONE:
        raise FileNotFoundError
    return storages["private"].open(_file(printing, _WHOLE))


PRINTINGS = JobKind(
    model=Printing,
    task="communities.tasks.print_certificates",
    lock=Lock.CERTIFICATE_PRINTING,
    work=_print,
    kept_for=lambda: KEPT_FOR,
    partial_kept_for=KEPT_FOR,
    delete_files=_delete_files,
)
