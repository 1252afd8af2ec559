"""Rows that are typed one by one, by whoever serves the community."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Q, QuerySet

from communities.lists.duplicate_checks import look_again
from communities.models import NameList, Row
from letters.names import person_match_keys


def append_row(*, name_list: NameList, key: UUID | None = None, **fields: Any) -> Row:
    """Put a name at the end of a list, and ask about it; the same key again is the row there.

    `fields` are fields of a Row that were judged before.
    """
    row = Row(name_list=name_list, key=key, by_hand=True, **fields)
    row.exact_key, row.loose_key = person_match_keys(row.typed)
    with transaction.atomic():
        # The next position is one sender's at a time; the second of two sendings waits here.
        NameList.objects.select_for_update().get(pk=name_list.pk)
        if key and (there := name_list.rows.filter(key=key).first()):
            return there
        row.position = 1 + (name_list.rows.aggregate(last=Max("position"))["last"] or 0)
        row.save()
        NameList.objects.filter(pk=name_list.pk).update(
            rows_all=row.position, rows_read=row.position
        )
        look_again(name_list, only=row.pk)
    return row


def kinds(name_list: NameList) -> dict[str, QuerySet[Row]]:
    """The rows of a list by what is to be done with them."""
    open_rows = name_list.rows.filter(inscription=None, left_out=False)
    asked = Q(same_as__isnull=False) | ~Q(letter_in=[])
    return {
        "unclear": open_rows.exclude(problems=[]),
        "asked": open_rows.filter(asked, problems=[], confirmed=False),
        "ready": name_list.rows.ready(),
        "out": name_list.rows.filter(left_out=True, inscription=None),
        "registered": name_list.rows.exclude(inscription=None),
        "all": name_list.rows.all(),
    }
