"""Adding and changing single rows of a list, and the rows by status."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max, QuerySet

from communities.lists.duplicate_checks import lock_list, recheck
from communities.lists.row_changes import change_row
from communities.lists.row_checks import codes_of_new
from communities.models import NameList, Row
from communities.models.row import STATUSES

# The issue of a row that was entered from a signup card, until a second person has checked it.
UNCHECKED = "unchecked"


def add_name(*, name_list: NameList, idempotency_key: UUID, name: dict[str, Any]) -> Row:
    """Add a validated name that was typed, with what must be asked about it; see `append_row`."""
    issues, questions = codes_of_new(name)
    return append_row(
        name_list=name_list,
        idempotency_key=idempotency_key,
        issues=issues,
        questions=questions,
        **name,
    )


def append_row(*, name_list: NameList, idempotency_key: UUID | None = None, **fields: Any) -> Row:
    """Add a validated name at the end of a list; the same key again returns the row there."""
    row = Row(name_list=name_list, idempotency_key=idempotency_key, entered_manually=True, **fields)
    row.derive_keys()
    with transaction.atomic():
        # Two requests would take the same position; the second of two with one key waits here.
        NameList.objects.select_for_update().get(pk=name_list.pk)
        existing = name_list.rows.filter(idempotency_key=idempotency_key)
        if idempotency_key and (there := existing.first()):
            return there
        row.position = 1 + (name_list.rows.aggregate(last=Max("position"))["last"] or 0)
        row.save()
        NameList.objects.filter(pk=name_list.pk).update(
            units_total=row.position, units_done=row.position
        )
        recheck(name_list, only=[row.pk])
    return row


class RowChanged(Exception):
    """Somebody else changed the row since it was shown; `row` is as it is now."""

    def __init__(self, row: Row) -> None:
        super().__init__(row.pk)
        self.row = row


def update_row(
    *, row: Row, name: dict[str, Any], accepted: Collection[str] = (), version: int | None = None
) -> Row:
    """Change the name of a row to validated fields, and check it again.

    `accepted` are issues and questions that a person said are right. `version` is the one that was
    shown, None for any. Raises RowChanged where it is another one, and Row.DoesNotExist where the
    row was ordered meanwhile.
    """
    with transaction.atomic():
        lock_list(row.name_list)
        locked = row.name_list.rows.get(pk=row.pk, inscription=None)
        if version not in {None, locked.version}:
            raise RowChanged(locked)
        change_row(locked, name, accepted)
        locked.save()
        recheck(row.name_list, only=[locked.pk])
    locked.refresh_from_db()
    return locked


def rows_by_status(name_list: NameList) -> dict[str, QuerySet[Row]]:
    """The rows of a list by what is to be done with them."""
    found = {status: name_list.rows.filter(condition) for status, condition in STATUSES.items()}
    return {**found, "all": name_list.rows.all()}
