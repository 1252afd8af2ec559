"""The life of a list of names: sent, read in slices as a job, deleted; nobody in it is registered.

Reading goes on where it was: each slice is one transaction with its count. What was sent is deleted
once it is read.
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
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from communities.lists.duplicate_checks import hold, look_again
from communities.models import Membership, NameList, Row
from communities.reading import (
    CannotRead,
    Field,
    Line,
    NamedRow,
    Table,
    name_of,
    read_file,
    read_rows,
    read_text,
    recognise,
)
from communities.reading.table import cleaned
from core import jobs
from core.locks import Lock, exclusive
from letters.models import Community, Series, new_token
from letters.names import NAME_LIMIT, person_match_keys
from payments.models import Order, Organisation

logger = logging.getLogger(__name__)

UNPAID = (Order.State.AWAITING, Order.State.PROCESSING)

SLICE = 500  # rows of one transaction
MOST_TRIES = 5  # a list that ends its reader so often will end the next one as well
STRAY = timedelta(hours=1)  # an upload of which no list knows

_READ_ANEW = """
UPDATE communities_row AS own SET
    given_name = anew.given_name, mother_name = anew.mother_name, father_name = anew.father_name,
    family_name = anew.family_name, kind = anew.kind, relation = anew.relation,
    departed = anew.departed, honorific = anew.honorific, email = anew.email, phone = anew.phone,
    city = anew.city, exact_key = anew.exact_key, loose_key = anew.loose_key,
    problems = anew.problems, confirmed = false, by_hand = false
FROM jsonb_to_recordset(%s) AS anew(
    id bigint, given_name text, mother_name text, father_name text, family_name text, kind text,
    relation text, departed boolean, honorific text, email text, phone text, city text,
    exact_key text, loose_key text, problems jsonb)
WHERE own.id = anew.id
"""
_READ = (
    *("given_name", "mother_name", "father_name", "family_name", "kind", "relation", "departed"),
    *("honorific", "email", "phone", "city", "exact_key", "loose_key", "problems", "id"),
)


@dataclass(frozen=True)
class NamedTable:
    """Rows of which it is known what each column is."""

    columns: Sequence[Field]
    rows: Sequence[Sequence[str]]


def send(
    *,
    community: Community,
    series: Series,
    by: User | None,
    title: str,
    language: str,
    zone: str = "",
    content: bytes = b"",
    text: str = "",
    table: NamedTable | None = None,
) -> tuple[NameList, bool]:
    """A list from a file's content, a text or rows, to be read; the same again is the same list.

    Returns the list and whether it is new. One that could not be read is begun anew.
    """
    source = NameList.Source.FILE if content else NameList.Source.TEXT
    if table:
        source, text = NameList.Source.API, json.dumps(table.rows)
    text = text.replace("\0", "")  # which no database keeps
    key = hashlib.sha256(series.slug.encode() + b"\0" + (content or text.encode())).hexdigest()
    same = NameList.objects.filter(community=community, content_key=key)
    same.filter(state=NameList.State.FAILED).delete()
    upload = ""
    if content and not same.exists():
        upload = storages["private"].save(f"uploads/{new_token()}", ContentFile(content))
    name_list, new = NameList.objects.get_or_create(
        community=community,
        content_key=key,
        defaults={
            "series": series,
            "by": by,
            "title": cleaned(title)[:120],
            "source": source,
            "columns": [field.value for field in table.columns] if table else [],
            "language": language,
            "zone": zone,
            "upload": upload,
            "text": text,
        },
    )
    if new:
        transaction.on_commit(lambda: jobs.enqueue("communities.tasks.read_list", name_list.pk))
    elif upload:
        storages["private"].delete(upload)
    return name_list, new


def read(name_list_id: int) -> None:
    """Read what is left of a list, unless another process is at it."""
    with exclusive(Lock.NAME_LIST_READING, name_list_id) as ours:
        unread = NameList.objects.filter(pk=name_list_id, state=NameList.State.READING)
        if not ours or not unread.update(tries=F("tries") + 1):
            return
        name_list = unread.get()
        with override(name_list.language):
            _read_or_say_why(name_list)


def _read_or_say_why(name_list: NameList) -> None:
    try:
        if name_list.tries > MOST_TRIES:
            raise SoftTimeLimitExceeded
        _read(name_list)
    except CannotRead as refused:
        _end(name_list, NameList.State.FAILED, error=str(refused))
    except SoftTimeLimitExceeded:
        _end(
            name_list,
            NameList.State.FAILED,
            error=_("It took too long to read. Divide the list, or save it as CSV."),
        )
    except (OperationalError, InterfaceError):
        raise  # the database was away: the next who comes goes on
    except Exception as error:  # noqa: BLE001 - whatever it was, the list must say so
        # What it says may hold names: only its kind may stand in the log.
        logger.error("list %s could not be read: %s", name_list.pk, type(error).__name__)
        _end(
            name_list,
            NameList.State.FAILED,
            error=_("The list could not be read. Please let us know: %(contact)s")
            % {"contact": Organisation.current().contact_email},
        )


def _read(name_list: NameList) -> None:
    table = _table(name_list)
    columns = [Field(value) for value in name_list.columns] or recognise(table)
    NameList.objects.filter(pk=name_list.pk).update(
        headings=list(table.headings),
        columns=[column.value for column in columns],
        rows_all=len(table.lines),
    )
    for start in range(name_list.rows_read, len(table.lines), SLICE):
        part = table.lines[start : start + SLICE]
        rows = [_row(name_list, columns, line, start + place) for place, line in enumerate(part, 1)]
        with transaction.atomic():
            ours = NameList.objects.select_for_update(no_key=True).filter(pk=name_list.pk)
            if not ours.filter(state=NameList.State.READING).exists():
                return  # it was deleted meanwhile
            Row.objects.bulk_create(rows)
            ours.update(rows_read=start + len(part))
    look_again(name_list)
    _end(name_list, NameList.State.OPEN)


def _table(name_list: NameList) -> Table:
    if name_list.source == NameList.Source.API:
        return read_rows(json.loads(name_list.text))
    if not name_list.upload:
        return read_text(name_list.text)
    with storages["private"].open(name_list.upload) as file:
        content = file.read()
    return read_file(io.BytesIO(content), len(content))


def _end(name_list: NameList, state: NameList.State, error: str = "") -> None:
    NameList.objects.filter(pk=name_list.pk, state=NameList.State.READING).update(
        upload="", text="", state=state, error=error[:300]
    )
    if name_list.upload:
        storages["private"].delete(name_list.upload)


def _row(name_list: NameList, columns: Sequence[Field], line: Line, position: int) -> Row:
    row = Row(name_list=name_list, position=position, line=line.number, cells=list(line.cells))
    _write(row, name_of(columns, line.cells))
    return row


def _write(row: Row, name: NamedRow) -> None:
    for field in ("given_name", "mother_name", "father_name", "family_name"):
        # Longer than any name may be: it is told as a problem, and the cells keep the whole.
        setattr(row, field, getattr(name, field)[:NAME_LIMIT])
    row.kind, row.relation = name.kind, name.relation
    row.departed, row.honorific = name.departed, name.honorific
    row.email, row.phone, row.city = name.email[:254], name.phone[:40], name.city[:80]
    row.problems = name.problems
    row.exact_key, row.loose_key = person_match_keys(row.typed)


def set_columns(name_list: NameList, columns: Sequence[Field], *, by_hand_too: bool) -> int:
    """Say what each column is: the rows are read from their cells again; how many.

    What is ordered stays. What was corrected by hand is read anew only where `by_hand_too`.
    """
    with transaction.atomic():
        hold(name_list)
        rows = name_list.rows.filter(inscription=None, card=None).exclude(cells=[])
        if not by_hand_too:
            rows = rows.filter(by_hand=False)
        found = list(rows)
        for row in found:
            _write(row, name_of(columns, row.cells))
        with connection.cursor() as cursor:
            anew = json.dumps([{name: getattr(row, name) for name in _READ} for row in found])
            cursor.execute(_READ_ANEW, [anew])
        NameList.objects.filter(pk=name_list.pk).update(
            columns=[column.value for column in columns]
        )
        look_again(name_list)
    return len(found)


def delete(name_list: NameList) -> bool:
    """Delete a list of whom nobody is registered, with everything that was sent; whether it was."""
    with transaction.atomic():
        held = NameList.objects.select_for_update().get(pk=name_list.pk)
        if held.rows.exclude(inscription=None).exists() or held.cards.exists():
            return False
        upload = held.upload
        held.rows.all().delete()
        held.delete()
        if upload:
            transaction.on_commit(lambda: storages["private"].delete(upload), robust=True)
    return True


def tend() -> None:
    """Leave word for lists whose reader died, and delete what was sent and belongs to no list."""
    for name_list_id in NameList.objects.filter(state=NameList.State.READING).values_list(
        "pk", flat=True
    ):
        jobs.enqueue("communities.tasks.read_list", name_list_id)
    storage = storages["private"]
    if not storage.exists("uploads"):
        return
    known = set(NameList.objects.exclude(upload="").values_list("upload", flat=True))
    for name in (f"uploads/{file}" for file in storage.listdir("uploads")[1]):
        if name not in known and storage.get_modified_time(name) < timezone.now() - STRAY:
            storage.delete(name)


def own_name_list(membership: Membership, pk: int) -> NameList:
    """A list of the community that he serves. Raises Http404."""
    own = NameList.objects.filter(community=membership.community)
    return get_object_or_404(own.select_related("community", "series"), pk=pk)


def name_list_of(order: Order) -> NameList | None:
    """The list whose names stand in an order; None once it was given up."""
    return NameList.objects.filter(rows__inscription__line__order=order).first()
