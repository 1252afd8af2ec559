"""Creating, reading and deleting name lists. Nobody in a list is registered by any of it.

Reading is a job that can be resumed: each slice of rows is one transaction with its count. The
upload is deleted once it is read.
"""

import hashlib
import io
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from billiard.exceptions import SoftTimeLimitExceeded
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from communities.lists.column_questions import questions_with_columns
from communities.lists.duplicate_checks import lock_list, recheck
from communities.lists.row_storage import save_rows
from communities.lists.titles import title_of
from communities.members.access import owned_or_404
from communities.models import Membership, NameList, Row
from core.calendar.local_day import today
from core.job_runner import JobKind, Progress, run_job
from core.locks import Lock
from letters.models import Community, Person, Series, new_token
from letters.names import NAME_LIMIT
from letters.reading import (
    CannotRead,
    Field,
    Issue,
    Line,
    ListFacts,
    ParsedName,
    Question,
    Table,
    list_facts,
    parse_name,
    read_file,
    read_rows,
    read_text,
    recognise_columns,
)
from letters.reading.table import clean_cell
from organisation.models import Organisation
from payments.models import Order
from payments.orders.consent import consent_fields

logger = logging.getLogger(__name__)

UNPAID = (Order.State.AWAITING, Order.State.PROCESSING)

UNUSED_TEXTS, UNUSED_TEXT_LENGTH = 1_000, 200  # as many are kept of a list, of so many characters
SLICE = 500  # rows of one transaction
STOPPED_KEPT_FOR = timedelta(days=7)  # what was sent, while its reading is stopped
STRAY_AFTER = timedelta(hours=1)  # until an upload that belongs to no list is deleted


@dataclass(frozen=True)
class NamedTable:
    """Rows of which it is known what each column is."""

    columns: Sequence[Field]
    rows: Sequence[Sequence[str]]


def create_list(
    *,
    community: Community,
    series: Series,
    by: User | None,
    title: str,
    language: str,
    consent: str,
    content: bytes = b"",
    text: str = "",
    table: NamedTable | None = None,
) -> tuple[NameList, bool]:
    """Create a list from a file's content, a text or rows, and enqueue its reading.

    `consent`: the version of the sentence that who sends it has ticked. ValueError is raised for
    one that `payments.orders.consent` does not have.

    Returns the list and whether it is new: the same content again is the same list, unless that
    one could not be read.
    """
    source = NameList.Source.FILE if content else NameList.Source.TEXT
    if table:
        source, text = NameList.Source.API, json.dumps(table.rows)
    text = text.replace("\0", "")  # PostgreSQL stores none
    key = hashlib.sha256(series.slug.encode() + b"\0" + (content or text.encode())).hexdigest()
    same = NameList.objects.filter(community=community, content_hash=key)
    same.filter(state__in=[NameList.State.FAILED, NameList.State.EXPIRED]).delete()
    upload = ""
    if content and not same.exists():
        upload = storages["private"].save(f"uploads/{new_token()}", ContentFile(content))
    name_list, new = NameList.objects.get_or_create(
        community=community,
        content_hash=key,
        defaults={
            "series": series,
            "by": by,
            "title": clean_cell(title)[:120],
            "day": today(community.local_zone).civil,
            "source": source,
            "columns": [field.value for field in table.columns] if table else [],
            "language": language,
            "upload": upload,
            "text": text,
            **consent_fields(consent),
        },
    )
    if new:
        LIST_READING.enqueue(name_list)
    elif upload:
        storages["private"].delete(upload)
    return name_list, new


def read_list(name_list_id: int) -> None:
    """Read what is left of a list, unless another worker is reading it."""
    run_job(LIST_READING, name_list_id)


def _read(name_list: NameList, progress: Progress) -> dict[str, object]:
    with override(name_list.language):
        table = _table(name_list)
        columns = [Field(value) for value in name_list.columns] or recognise_columns(table)
    facts = list_facts(columns, (line.cells for line in table.lines))
    progress(
        name_list.units_done,
        title=name_list.title or title_of(name_list, table),
        headings=list(table.headings),
        unused_texts=[
            [each.sheet[:80], each.line, each.text[:UNUSED_TEXT_LENGTH]]
            for each in table.unused[:UNUSED_TEXTS]
        ],
        columns=[column.value for column in columns],
        units_total=len(table.lines),
    )
    for start in range(name_list.units_done, len(table.lines), SLICE):
        part = table.lines[start : start + SLICE]
        rows = [_row(name_list, columns, line, start + n, facts) for n, line in enumerate(part, 1)]
        with transaction.atomic():
            progress(start + len(part))  # locks the list before its rows
            Row.objects.bulk_create(rows)
    recheck(name_list)
    return {}


def _failure(name_list: NameList, error: Exception) -> str:
    """The reason, in the language of the list."""
    with override(name_list.language):
        if isinstance(error, CannotRead):
            return str(error)
        if isinstance(error, SoftTimeLimitExceeded):
            return _took_too_long(name_list)
        # The message may contain names: only its type may be logged.
        logger.error("list %s could not be read: %s", name_list.pk, type(error).__name__)
        return _("The list could not be read. Please let us know: %(contact)s") % {
            "contact": Organisation.current().contact_email
        }


def _took_too_long(name_list: NameList) -> str:
    with override(name_list.language):
        return _("It took too long to read. Divide the list, or save it as CSV.")


def _table(name_list: NameList) -> Table:
    if name_list.source == NameList.Source.API:
        return read_rows(json.loads(name_list.text))
    if not name_list.upload:
        return read_text(name_list.text)
    with storages["private"].open(name_list.upload) as file:
        content = file.read()
    return read_file(io.BytesIO(content), len(content))


def _delete_upload(name_list: NameList) -> None:
    if name_list.upload:
        storages["private"].delete(name_list.upload)


LIST_READING = JobKind(
    model=NameList,
    task="communities.tasks.read_list",
    lock=Lock.NAME_LIST_READING,
    work=_read,
    max_attempts=5,
    failure=_failure,
    too_many_attempts=_took_too_long,
    resumable=(NameList.State.STOPPED,),
    partial_kept_for=STOPPED_KEPT_FOR,
    delete_files=_delete_upload,
    cleared={"upload": "", "text": ""},
)


def _row(
    name_list: NameList, columns: Sequence[Field], line: Line, position: int, facts: ListFacts
) -> Row:
    row = Row(
        name_list=name_list,
        position=position,
        source_line=line.number,
        source_sheet=line.sheet[:80],
        cells=list(line.cells),
    )
    _set_name(row, columns, parse_name(columns, line.cells, facts), line.questions)
    return row


def _set_name(row: Row, columns: Sequence[Field], name: ParsedName, of_line: Sequence[str]) -> None:
    """Set the fields of a row. `of_line`: the questions that its line in the file leaves open."""
    for field in ("given_name", "mother_name", "father_name", "family_name"):
        # A longer name is an issue of the row, and the cells keep it whole.
        setattr(row, field, getattr(name, field)[:NAME_LIMIT])
    row.kind, row.relation = name.kind, name.relation
    row.departed, row.honorific = name.departed, name.honorific
    row.email, row.city = name.email[:254], name.city[:80]
    row.questions = [*of_line, *name.questions]
    row.issues = name.issues
    _set_age(row, columns, name)
    row.derive_keys()


def _set_age(row: Row, columns: Sequence[Field], name: ParsedName) -> None:
    """A date of birth is kept only where the series has an age rule; its lists are of children."""
    if not row.name_list.series.has_age_rule:
        row.birth_date = None
        row.issues = [code for code in row.issues if code != Issue.BIRTH_DATE]
        row.questions = [code for code in row.questions if code != Question.BIRTH_DATE_ORDER]
        return
    row.birth_date = name.birth_date
    if Field.KIND not in columns and row.kind == Person.Kind.ADULT:
        row.kind = Person.Kind.CHILD


def set_columns(name_list: NameList, columns: Sequence[Field], *, include_manual: bool) -> int:
    """Set what each column is and read the rows from their cells again; returns how many.

    Ordered rows stay as they are, and so do rows entered manually unless `include_manual`.
    """
    with transaction.atomic():
        lock_list(name_list)
        rows = name_list.rows.filter(inscription=None, signup_card=None).exclude(cells=[])
        if not include_manual:
            rows = rows.filter(entered_manually=False)
        found = list(rows)
        every = name_list.rows.order_by("position").values_list("cells", flat=True)
        facts = list_facts(columns, every)
        asked = questions_with_columns(name_list, columns, [(r.cells, r.questions) for r in found])
        for row, of_line in zip(found, asked, strict=True):
            _set_name(row, columns, parse_name(columns, row.cells, facts), of_line)
            row.confirmed = row.entered_manually = False
        save_rows(found)
        NameList.objects.filter(pk=name_list.pk).update(
            columns=[column.value for column in columns]
        )
        recheck(name_list)
    return len(found)


def delete_list(name_list: NameList) -> bool:
    """Delete a list with its upload, unless it has ordered rows or signup cards; whether it was."""
    with transaction.atomic():
        locked = NameList.objects.select_for_update().get(pk=name_list.pk)
        if locked.rows.exclude(inscription=None).exists() or locked.signup_cards.exists():
            return False
        upload = locked.upload
        locked.rows.all().delete()
        locked.delete()
        if upload:
            transaction.on_commit(lambda: storages["private"].delete(upload), robust=True)
    return True


def delete_stray_uploads() -> None:
    """Delete uploads that belong to no list, as after a process died before its commit."""
    storage = storages["private"]
    if not storage.exists("uploads"):
        return
    known = set(NameList.objects.exclude(upload="").values_list("upload", flat=True))
    for name in (f"uploads/{file}" for file in storage.listdir("uploads")[1]):
        if name not in known and storage.get_modified_time(name) < timezone.now() - STRAY_AFTER:
            storage.delete(name)


def name_list_or_404(membership: Membership, pk: int) -> NameList:
    """A list of the member's community. Raises Http404."""
    lists = NameList.objects.select_related("community", "series", "by")
    return owned_or_404(lists, membership, pk)


def name_list_of(order: Order) -> NameList | None:
    """The list whose rows are in an order; None once the order was canceled."""
    return NameList.objects.filter(rows__inscription__line__order=order).first()
