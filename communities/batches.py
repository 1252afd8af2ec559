"""A list of names from a file or a pasted text: read in slices, looked at, fixed, before anybody
of it is a person of the register.

Reading goes on where it was: each slice is one transaction with its count. What was sent is deleted
once it is read.
"""

import hashlib
import io
import logging
from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override
from kombu import exceptions as broker

from communities.models import Batch, Row
from communities.reading import CannotRead, Field, Line, name_of, read_file, read_text, recognise
from letters.alone import alone
from letters.models import Community, Series, new_token
from letters.names import NAME_LIMIT, person_keys

logger = logging.getLogger(__name__)

SLICE = 500  # rows of one transaction

# The first row of the batch with the same name; those before it in the list keep their place.
_SAME_AS = """
UPDATE communities_row row SET same_as_id = first.id
FROM (
    SELECT id, exact_key, row_number() OVER (PARTITION BY exact_key ORDER BY position) AS place,
           first_value(id) OVER (PARTITION BY exact_key ORDER BY position) AS first_id
    FROM communities_row
    WHERE batch_id = %(batch)s AND NOT left_out AND problems = '[]' AND given_name <> ''
) AS same
JOIN communities_row first ON first.id = same.first_id
WHERE row.id = same.id AND same.place > 1 AND row.batch_id = %(batch)s
"""
_NOT_SAME = "UPDATE communities_row SET same_as_id = NULL WHERE batch_id = %(batch)s"
# By the loose key over its index, so that 5,000 names meet three million people in a moment.
_LETTER_IN = """
UPDATE communities_row row SET letter_in = coalesce(held.scrolls, '[]')
FROM (
    SELECT row.id, jsonb_agg(DISTINCT scroll.number) FILTER (WHERE scroll.id IS NOT NULL) AS scrolls
    FROM communities_row row
    LEFT JOIN letters_person person ON person.loose_key = row.loose_key AND row.given_name <> ''
    LEFT JOIN letters_inscription inscription
        ON inscription.person_id = person.id AND inscription.series_id = %(series)s
    LEFT JOIN letters_letter letter ON letter.inscription_id = inscription.id
    LEFT JOIN letters_scroll scroll ON scroll.id = letter.scroll_id
    WHERE row.batch_id = %(batch)s AND row.inscription_id IS NULL
    GROUP BY row.id
) AS held
WHERE row.id = held.id AND row.letter_in IS DISTINCT FROM coalesce(held.scrolls, '[]')
"""


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
) -> tuple[Batch, bool]:
    """A list from a file's content or from a text, to be read; the same again is the same list.

    Returns the list and whether it is new.
    """
    key = hashlib.sha256(series.slug.encode() + b"\0" + (content or text.encode())).hexdigest()
    upload = ""
    if content and not Batch.objects.filter(community=community, content_key=key).exists():
        upload = storages["private"].save(f"uploads/{new_token()}", ContentFile(content))
    batch, new = Batch.objects.get_or_create(
        community=community,
        content_key=key,
        defaults={
            "series": series,
            "by": by,
            "title": title[:120],
            "source": Batch.Source.FILE if content else Batch.Source.TEXT,
            "language": language,
            "zone": zone,
            "upload": upload,
            "text": text,
        },
    )
    if new:
        transaction.on_commit(lambda: remind(batch))
    elif upload:
        storages["private"].delete(upload)
    return batch, new


def remind(batch: Batch) -> None:
    """Leave word for a worker. Redis may be away: the periodic task finds the list anyway."""
    from communities.tasks import read_batch

    try:
        read_batch.apply_async((batch.pk,), ignore_result=True)
    except (broker.OperationalError, OSError):
        logger.warning("no reminder left for a list: Redis is away")


def read(batch_id: int) -> None:
    """Read what is left of a list, unless another process is at it."""
    with alone(f"batch {batch_id}") as ours:
        batch = Batch.objects.filter(pk=batch_id, state=Batch.State.READING).first()
        if not ours or batch is None:
            return
        with override(batch.language):
            try:
                _read(batch)
            except CannotRead as refused:
                _end(batch, Batch.State.FAILED, error=str(refused))
            except (OperationalError, InterfaceError):
                raise  # the database was away: the next who comes goes on
            except Exception as error:  # noqa: BLE001 - whatever it was, the list must say so
                # What it says may hold names: only its kind may stand in the log.
                logger.error("list %s could not be read: %s", batch_id, type(error).__name__)
                _end(batch, Batch.State.FAILED, error=_("It could not be read. Please tell us."))


def _read(batch: Batch) -> None:
    table = _table(batch)
    columns = [Field(value) for value in batch.columns] or recognise(table)
    batch.headings = list(table.headings)
    batch.columns = [column.value for column in columns]
    batch.rows_all = len(table.lines)
    batch.save(update_fields=["headings", "columns", "rows_all"])
    for start in range(batch.rows_read, len(table.lines), SLICE):
        part = table.lines[start : start + SLICE]
        with transaction.atomic():
            Row.objects.bulk_create(
                _row(batch, columns, line, start + place) for place, line in enumerate(part, 1)
            )
            batch.rows_read = start + len(part)
            batch.save(update_fields=["rows_read"])
        if not Batch.objects.filter(pk=batch.pk, state=Batch.State.READING).exists():
            return
    look_again(batch)
    _end(batch, Batch.State.OPEN)


def _table(batch: Batch) -> Any:
    if not batch.upload:
        return read_text(batch.text)
    with storages["private"].open(batch.upload) as file:
        content = file.read()
    return read_file(io.BytesIO(content), len(content))


def _end(batch: Batch, state: Batch.State, error: str = "") -> None:
    upload, batch.upload, batch.text = batch.upload, "", ""
    batch.state, batch.error = state, error[:300]
    batch.save(update_fields=["upload", "text", "state", "error"])
    if upload:
        storages["private"].delete(upload)


def _row(batch: Batch, columns: Sequence[Field], line: Line, position: int) -> Row:
    name = name_of(columns, line.cells)
    row = Row(batch=batch, position=position, line=line.number, cells=list(line.cells))
    for field in ("given_name", "mother_name", "father_name", "family_name"):
        # Longer than any name may be: it is told as a problem, and the cells keep the whole.
        setattr(row, field, getattr(name, field)[:NAME_LIMIT])
    row.kind, row.relation = name.kind, name.relation
    row.departed, row.honorific = name.departed, name.honorific
    row.email, row.phone, row.city = name.email[:254], name.phone[:40], name.city[:80]
    row.problems = name.problems
    row.exact_key, row.loose_key = person_keys(row.typed)
    return row


def look_again(batch: Batch) -> None:
    """Who stands twice in the list, and who seems to have a letter already; three statements."""
    values = {"batch": batch.pk, "series": batch.series_id}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_NOT_SAME, values)
        cursor.execute(_SAME_AS, values)
        cursor.execute(_LETTER_IN, values)


def fix(*, row: Row, name: dict[str, Any]) -> None:
    """Write a name of the list anew, as judged by the form; it is looked at again."""
    with transaction.atomic():
        held = Row.objects.select_for_update(of=("self",)).get(pk=row.pk, inscription=None)
        for field, value in name.items():
            setattr(held, field, value)
        held.problems, held.confirmed = [], False
        held.exact_key, held.loose_key = person_keys(held.typed)
        held.save()
        look_again(held.batch)


def confirm(batch: Batch, rows: Sequence[int]) -> int:
    """Say of rows that were asked about that they are to have a letter; how many."""
    return batch.rows.filter(pk__in=rows, inscription=None).update(confirmed=True)


def leave_out(batch: Batch, rows: Sequence[int], *, out: bool) -> int:
    """Leave rows out of the list, or take them in again; how many."""
    changed = batch.rows.filter(pk__in=rows, inscription=None).update(left_out=out)
    look_again(batch)
    return changed


def delete(batch: Batch) -> bool:
    """Delete a list of whom nobody is registered, with everything that was sent; whether it was."""
    with transaction.atomic():
        Batch.objects.select_for_update().get(pk=batch.pk)
        if batch.rows.exclude(inscription=None).exists() or batch.cards.exists():
            return False
        upload = batch.upload
        batch.rows.all().delete()
        batch.delete()
        if upload:
            transaction.on_commit(lambda: storages["private"].delete(upload), robust=True)
    return True


def tend() -> None:
    """Take up lists whose reader died."""
    for batch_id in Batch.objects.filter(state=Batch.State.READING).values_list("pk", flat=True):
        read(batch_id)
