"""Edits of rows: one cell or many rows at once, validated, with a version, and undoable."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet

from communities.lists.duplicate_checks import lock_list, recheck
from communities.lists.row_changes import change_row
from communities.lists.row_checks import typing_errors
from communities.lists.row_storage import save_rows
from communities.models import ListEdit, NameList, Row

EDITS_KEPT = 50  # of a list: older ones can't be undone

NAME_FIELDS = (
    *("given_name", "relation", "mother_name", "father_name", "family_name", "kind"),
    *("departed", "honorific", "email"),
)
_COMPARED = (*(name for name in NAME_FIELDS if name not in {"email", "honorific"}), "left_out")
# What an undo restores.
_RESTORED = (
    *NAME_FIELDS,
    *("left_out", "issues", "questions", "confirmed", "entered_manually"),
)


class EditGone(Exception):
    """The edit was undone already, or is too old to be undone."""


@dataclass(frozen=True)
class RowChange:
    """What a row should become.

    `values` are of NAME_FIELDS and `left_out`, as a form sends them. `version` is the one that was
    shown, None for any. `accepted` are issues and questions that a person said are right.
    `is_answer`: the values were proposed with a question, so they are not asked about again.
    """

    row: int
    values: Mapping[str, Any] = field(default_factory=dict)
    version: int | None = None
    accepted: Collection[str] = ()
    is_answer: bool = False


@dataclass
class Outcome:
    """What became of an edit, by the primary keys of rows.

    `conflicts` were changed by somebody else meanwhile, `gone` are ordered or deleted, and
    `refused` has the messages by field.
    """

    edit: ListEdit | None = None
    changed: list[int] = field(default_factory=list)
    conflicts: list[int] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)
    refused: dict[int, dict[str, list[str]]] = field(default_factory=dict)
    # Rows about which something else is asked since.
    affected: list[int] = field(default_factory=list)


def edit_rows(*, name_list: NameList, by: User, changes: Sequence[RowChange]) -> Outcome:
    """Change what can be changed, each row wholly or not at all, and say what could not be."""
    outcome = Outcome()
    with transaction.atomic():
        lock_list(name_list)
        rows = _editable(name_list, [change.row for change in changes])
        before: dict[int, dict[str, Any]] = {}
        for change in changes:
            row = rows.get(change.row)
            if row is None:
                outcome.gone.append(change.row)
            elif change.version not in {None, row.version}:
                outcome.conflicts.append(row.pk)
            elif errors := typing_errors(row, change.values):
                outcome.refused[row.pk] = errors
            else:
                earlier = _snapshot(row)
                change_row(row, change.values, change.accepted, is_answer=change.is_answer)
                if _snapshot(row) != earlier:
                    before.setdefault(row.pk, earlier)
        _save(name_list, by, rows, before, outcome)
    return outcome


def undo_edit(*, name_list: NameList, by: User, edit: int) -> Outcome:
    """Restore the rows of an edit that nobody has changed since; undoing this is redoing it.

    Raises EditGone.
    """
    outcome = Outcome()
    with transaction.atomic():
        lock_list(name_list)
        undone = name_list.edits.filter(pk=edit, undone=False).first()
        if undone is None:
            raise EditGone
        name_list.edits.filter(pk=edit).update(undone=True)
        rows = _editable(name_list, [each["row"] for each in undone.before])
        before: dict[int, dict[str, Any]] = {}
        for each in undone.before:
            row = rows.get(each["row"])
            if row is None:
                outcome.gone.append(each["row"])
            elif row.version != each["version"]:
                outcome.conflicts.append(row.pk)
            else:
                before[row.pk] = _snapshot(row)
                _restore(row, each["fields"])
        _save(name_list, by, rows, before, outcome, is_undo=not undone.is_undo)
    return outcome


def last_edit(name_list: NameList, by: User) -> ListEdit | None:
    """What this person would undo next."""
    own = name_list.edits.filter(by=by, undone=False, is_undo=False)
    last = own.order_by("-pk").first()
    # Once all its rows are in orders there is nothing to undo.
    rows = [each["row"] for each in last.before] if last else []
    return last if _editable_rows(name_list, rows).exists() else None


def _editable(name_list: NameList, keys: Iterable[int]) -> dict[int, Row]:
    return {row.pk: row for row in _editable_rows(name_list, keys)}


def _editable_rows(name_list: NameList, keys: Iterable[int]) -> "QuerySet[Row]":
    return name_list.rows.editable().filter(pk__in=list(keys))


def _snapshot(row: Row) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _RESTORED}


def _restore(row: Row, fields: Mapping[str, Any]) -> None:
    for name, value in fields.items():
        setattr(row, name, value)
    row.derive_keys()


def _is_compared_anew(row: Row, earlier: Mapping[str, Any]) -> bool:
    """Whether a change may make it the same as another row, or no longer the same."""
    unclear = bool(earlier["issues"]) != bool(row.issues)
    return unclear or any(getattr(row, name) != earlier[name] for name in _COMPARED)


def _save(
    name_list: NameList,
    by: User,
    rows: Mapping[int, Row],
    before: Mapping[int, dict[str, Any]],
    outcome: Outcome,
    *,
    is_undo: bool = False,
) -> None:
    if not before:
        return
    save_rows([rows[pk] for pk in before])
    compared = [pk for pk, earlier in before.items() if _is_compared_anew(rows[pk], earlier)]
    asked = recheck(name_list, only=compared) if compared else []
    outcome.changed = list(before)
    outcome.affected = [pk for pk in asked if pk not in before]
    versions = dict(name_list.rows.filter(pk__in=before).values_list("pk", "version"))
    outcome.edit = ListEdit.objects.create(
        name_list=name_list,
        by=by,
        is_undo=is_undo,
        before=[
            {"row": pk, "version": versions[pk], "fields": fields} for pk, fields in before.items()
        ],
    )
    kept = name_list.edits.order_by("-pk").values_list("pk", flat=True)[:EDITS_KEPT]
    name_list.edits.exclude(pk__in=list(kept)).delete()
