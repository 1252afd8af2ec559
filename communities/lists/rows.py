"""Rows that are typed one by one, by whoever serves the community."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Q, QuerySet

from communities.lists.duplicate_checks import look_again
from communities.models import Batch, Row
from letters.names import person_keys


def append_row(*, batch: Batch, key: UUID | None = None, **fields: Any) -> Row:
    """Put a name at the end of a batch, and ask about it; the same key again is the row there.

    `fields` are fields of a Row that were judged before.
    """
    row = Row(batch=batch, key=key, by_hand=True, **fields)
    row.exact_key, row.loose_key = person_keys(row.typed)
    with transaction.atomic():
        # The next position is one sender's at a time; the second of two sendings waits here.
        Batch.objects.select_for_update().get(pk=batch.pk)
        if key and (there := batch.rows.filter(key=key).first()):
            return there
        row.position = 1 + (batch.rows.aggregate(last=Max("position"))["last"] or 0)
        row.save()
        Batch.objects.filter(pk=batch.pk).update(rows_all=row.position, rows_read=row.position)
        look_again(batch, only=row.pk)
    return row


def kinds(batch: Batch) -> dict[str, QuerySet[Row]]:
    """The rows of a list by what is to be done with them."""
    open_rows = batch.rows.filter(inscription=None, left_out=False)
    asked = Q(same_as__isnull=False) | ~Q(letter_in=[])
    return {
        "unclear": open_rows.exclude(problems=[]),
        "asked": open_rows.filter(asked, problems=[], confirmed=False),
        "ready": batch.rows.ready(),
        "out": batch.rows.filter(left_out=True, inscription=None),
        "registered": batch.rows.exclude(inscription=None),
        "all": batch.rows.all(),
    }
