"""Questions about many rows of a list at once, and what each answer changes."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q

from communities.lists import bulk_wording
from communities.lists.bulk_wording import KEEP_HERE
from communities.lists.duplicate_checks import lock_list, recheck
from communities.lists.edits import NAME_FIELDS, Outcome, RowChange, edit_rows
from communities.lists.questions import comment_of
from communities.lists.row_checks import SAME_NAME, TEXT, is_acceptable
from communities.models import NameList, Row
from letters.names import NAME_LIMIT
from letters.reading import Field, Question

COMMENT = Question.COMMENT.value
_DIFFERENT_COMMENTS = 5  # more are asked about together


class ListChanged(Exception):
    """The question is about other rows than those that were shown."""


@dataclass(frozen=True)
class Answer:
    """`value` is sent by the form."""

    value: str
    label: str


@dataclass(frozen=True)
class BulkQuestion:
    """One question about many rows. `key` says it again when the answer comes.

    `other` is the earlier list on which the same names are.
    """

    key: str
    title: str
    answers: Sequence[Answer]
    rows: Sequence[Row]
    other: NameList | None = None

    @property
    def count(self) -> int:
        return len(self.rows)


def bulk_questions(name_list: NameList) -> list[BulkQuestion]:
    """The questions of a list that can be answered for many rows, those about most things first."""
    groups = _groups(name_list, _open_rows(name_list))
    order = [*_ORDER, *sorted(groups.keys() - set(_ORDER))]
    found = []
    for kind in order:
        for detail, rows in sorted(groups.get(kind, {}).items()):
            found.append(_question(kind, detail, rows))
    return found


def answer_question(
    *, name_list: NameList, by: User, key: str, value: str, count: int, excluded: Collection[int]
) -> Outcome:
    """Answer a question for its rows but the excluded ones, as one edit.

    KEEP_HERE edits the earlier list. Raises ListChanged where the question is not about `count`
    rows any more.
    """
    question = next((each for each in bulk_questions(name_list) if each.key == key), None)
    if question is None or question.count != count:
        raise ListChanged
    if value not in {answer.value for answer in question.answers}:
        raise ListChanged
    kind = key.partition(":")[0]
    rows = [row for row in question.rows if row.pk not in excluded]
    if value == KEEP_HERE and question.other:
        return _leave_out_of(question.other, name_list, by, rows)
    changes = [_change(kind, value, row) for row in rows]
    return edit_rows(name_list=name_list, by=by, changes=changes)


def _open_rows(name_list: NameList) -> list[Row]:
    rows = name_list.rows.open().editable()
    asked = Q(confirmed=False) & (Q(duplicate_of__isnull=False) | ~Q(matching_scrolls=[]))
    rows = rows.filter(asked | ~Q(issues=[]) | ~Q(questions=[]))
    return list(rows.select_related("duplicate_of__name_list").only(*_LOADED).order_by("position"))


_LOADED = (
    *("name_list", "position", "cells", "issues", "questions", "confirmed"),
    *("matching_scrolls", *NAME_FIELDS),
    # To name the list of an earlier row.
    *(f"duplicate_of__name_list__{field}" for field in ("title", "day", "source")),
)


# Groups ---------------------------------------------------------------------

# Kinds of questions, in the order in which they are asked; the others follow.
_ORDER = (
    Question.STRUCK_OUT.value,
    Question.EXCLUDED.value,
    "relation_suggested",
    "relation_guessed",
    "no_relation",
    "family_split",
    "parent_split",
    "given_split",
    "departed_unclear",
    "kind",
    "duplicate",
    "letter",
    "small_initial",
    "all_capitals",
)


def _groups(name_list: NameList, rows: Iterable[Row]) -> dict[str, dict[str, list[Row]]]:
    """Rows by the kind of question, and within it by what it is about."""
    groups: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        for kind, detail in _kinds(name_list, row):
            groups[kind][detail].append(row)
    if len(groups[COMMENT]) > _DIFFERENT_COMMENTS:
        every = {row.pk: row for rows in groups[COMMENT].values() for row in rows}
        groups[COMMENT] = defaultdict(list, {"": list(every.values())})
    return groups


def _kinds(name_list: NameList, row: Row) -> set[tuple[str, str]]:
    found = {(code, row.relation if code in bulk_wording.BY_NAME else "") for code in row.questions}
    if COMMENT in row.questions:
        found = {*(found - {(COMMENT, "")}), (COMMENT, comment_of(row))}
    if "no_relation" in row.issues:
        found.add(("no_relation", ""))
    for code, field in (("departed_unclear", Field.DEPARTED), ("kind", Field.KIND)):
        if code in row.issues:
            found.add((code, _cell(name_list, row, field)))
    if not row.confirmed and not row.issues and (row.duplicate_of_id or row.matching_scrolls):
        found.add(("duplicate", _earlier_list(row)) if row.duplicate_of_id else ("letter", ""))
    return found


def _earlier_list(row: Row) -> str:
    """The key of the other list on which the row's name is, or "" for the same list."""
    other = row.duplicate_of.name_list_id if row.duplicate_of else row.name_list_id
    return "" if other == row.name_list_id else str(other)


def _cell(name_list: NameList, row: Row, field: Field) -> str:
    """What the file says in the column of a field."""
    columns = name_list.columns
    number = columns.index(field.value) if field.value in columns else len(row.cells)
    return row.cells[number] if number < len(row.cells) else ""


def _question(kind: str, detail: str, rows: Sequence[Row]) -> BulkQuestion:
    answers = [Answer(value, label) for value, label in bulk_wording.answers(kind, detail)]
    key = f"{kind}:{detail}" if detail else kind
    double = rows[0].duplicate_of if kind == "duplicate" and detail else None
    other = double.name_list if double else None
    title = bulk_wording.title(kind, str(other) if other else detail, len(rows))
    return BulkQuestion(key, title, answers, rows, other)


# Changes --------------------------------------------------------------------


def _change(kind: str, value: str, row: Row) -> RowChange:
    values = _values(value, row)
    if value in _MOVES and not values:  # it does not fit: the row stays as it is, with its question
        return RowChange(row=row.pk)
    accepted = _accepted(kind, value)
    return RowChange(row=row.pk, values=values, accepted=accepted, is_answer=True)


def _leave_out_of(earlier: NameList, name_list: NameList, by: User, rows: Sequence[Row]) -> Outcome:
    """Leave the names of these rows out of the earlier list, so that they are paid for here."""
    doubles = sorted({row.duplicate_of_id for row in rows if row.duplicate_of_id})
    changes = [RowChange(row=pk, values={"left_out": True}) for pk in doubles]
    with transaction.atomic():
        lock_list(name_list)  # the later of two lists first, always
        outcome = edit_rows(name_list=earlier, by=by, changes=changes)
        recheck(name_list)
    return outcome


def _accepted(kind: str, value: str) -> Collection[str]:
    if value == "leave_out":
        return ()
    if kind in {"duplicate", "letter"}:
        return (SAME_NAME,)
    return (kind,) if is_acceptable(kind) else ()


def _values(value: str, row: Row) -> dict[str, Any]:
    if value in {"ben", "bas"}:
        return {"relation": value}
    if value in {"adult", "child"}:
        return {"kind": value}
    if value == "leave_out":
        return {"left_out": True}
    if value == "living":
        return {"departed": False, "honorific": ""}
    if value == "departed":
        return {"departed": True}
    if value in _MOVES:
        return _MOVES[value](row)
    if value == "capitals":
        return {name: _capitals(getattr(row, name)) for name in TEXT if getattr(row, name)}
    return {}


def _parent(row: Row) -> str:
    return "mother_name" if row.mother_name or not row.father_name else "father_name"


def _family_to(name: str, row: Row) -> dict[str, Any]:
    """The family name as the end of another name, where it fits."""
    whole = f"{getattr(row, name)} {row.family_name}".strip()
    return {name: whole, "family_name": ""} if len(whole) <= NAME_LIMIT else {}


def _last_word_to_family(row: Row) -> dict[str, Any]:
    """The last of several words of the parent's name as the family name."""
    name = _parent(row)
    first, _space, last = getattr(row, name).rpartition(" ")
    whole = f"{last} {row.family_name}".strip()
    return {name: first, "family_name": whole} if first and len(whole) <= NAME_LIMIT else {}


_MOVES: Mapping[str, Callable[[Row], dict[str, Any]]] = {
    "parent": lambda row: _family_to(_parent(row), row),
    "given": lambda row: _family_to("given_name", row),
    "family": _last_word_to_family,
}


def _capitals(name: str) -> str:
    """The name with a capital at the beginning of each word; Hebrew letters have none."""
    words = name.split(" ")
    return " ".join(
        word.capitalize() if word.isupper() or word.islower() else word for word in words
    )
