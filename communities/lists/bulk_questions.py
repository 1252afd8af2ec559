"""Questions about many rows of a list at once, and what each answer changes."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from communities.lists.edits import Outcome, RowChange, edit_rows
from communities.lists.row_checks import SAME_NAME, TEXT, is_acceptable
from communities.models import NameList, Row
from letters.names import NAME_LIMIT, Relation
from letters.reading import Field, Question

SUGGESTED = frozenset(["relation_suggested", "relation_guessed"])
_FAMILY = frozenset(["family_name", "family_split"])
_CAPITALS = frozenset(["small_initial", "all_capitals"])


class ListChanged(Exception):
    """The question is about other rows than those that were shown."""


@dataclass(frozen=True)
class Answer:
    """`value` is sent by the form."""

    value: str
    label: str


@dataclass(frozen=True)
class BulkQuestion:
    """One question about many rows. `key` says it again when the answer comes."""

    key: str
    title: str
    answers: Sequence[Answer]
    rows: Sequence[Row]

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

    Raises ListChanged where it is not about `count` rows any more.
    """
    question = next((each for each in bulk_questions(name_list) if each.key == key), None)
    if question is None or question.count != count:
        raise ListChanged
    if value not in {answer.value for answer in question.answers}:
        raise ListChanged
    kind = key.partition(":")[0]
    changes = [_change(kind, value, row) for row in question.rows if row.pk not in excluded]
    return edit_rows(name_list=name_list, by=by, changes=changes)


def _open_rows(name_list: NameList) -> list[Row]:
    rows = name_list.rows.open().filter(signup_card=None)
    return list(rows.select_related("duplicate_of").order_by("position"))


# Groups ---------------------------------------------------------------------

# Kinds of questions, in the order in which they are asked; the others follow.
_ORDER = (
    "relation_suggested",
    "no_relation",
    "family_split",
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
    return groups


def _kinds(name_list: NameList, row: Row) -> set[tuple[str, str]]:
    found = {_kind_of_question(code, row) for code in row.questions}
    if row.family_name_guessed:
        found.add(("family_split", ""))
    if "no_relation" in row.issues:
        found.add(("no_relation", ""))
    for code, field in (("departed_unclear", Field.DEPARTED), ("kind", Field.KIND)):
        if code in row.issues:
            found.add((code, _cell(name_list, row, field)))
    if not row.confirmed and not row.issues and (row.duplicate_of_id or row.matching_scrolls):
        found.add(("duplicate" if row.duplicate_of_id else "letter", ""))
    return found


def _kind_of_question(code: str, row: Row) -> tuple[str, str]:
    if code in SUGGESTED:
        return "relation_suggested", row.relation
    return ("family_split" if code in _FAMILY else code), ""


def _cell(name_list: NameList, row: Row, field: Field) -> str:
    """What the file says in the column of a field."""
    columns = name_list.columns
    number = columns.index(field.value) if field.value in columns else len(row.cells)
    return row.cells[number] if number < len(row.cells) else ""


# Sentences ------------------------------------------------------------------


def _question(kind: str, detail: str, rows: Sequence[Row]) -> BulkQuestion:
    count = len(rows)
    answers = [Answer(value, label) for value, label in _answers(kind, detail, count)]
    title = _title(kind, detail, count) % {"count": f"{count:,}", "text": detail or "—"}
    return BulkQuestion(f"{kind}:{detail}" if detail else kind, title, answers, rows)


def _title(kind: str, detail: str, count: int) -> str:
    if kind == "relation_suggested":
        return _suggested_title(detail, count)
    if kind == "no_relation":
        return ngettext(
            "%(count)s row does not say whether son or daughter.",
            "%(count)s rows do not say whether son or daughter.",
            count,
        )
    if kind == "family_split":
        return ngettext(
            "Is the last word the family name in this %(count)s row?",
            "Is the last word the family name in these %(count)s rows?",
            count,
        )
    if kind == "departed_unclear":
        return ngettext(
            "%(count)s row says “%(text)s” under “passed away”.",
            "%(count)s rows say “%(text)s” under “passed away”.",
            count,
        )
    if kind == "kind":
        return ngettext(
            "%(count)s row says “%(text)s” under “adult or child”.",
            "%(count)s rows say “%(text)s” under “adult or child”.",
            count,
        )
    return _same_name_title(kind, count)


def _suggested_title(relation: str, count: int) -> str:
    if relation == Relation.BAS:
        return ngettext(
            "By the given name, this %(count)s person is a daughter.",
            "By their given names, these %(count)s people are daughters.",
            count,
        )
    return ngettext(
        "By the given name, this %(count)s person is a son.",
        "By their given names, these %(count)s people are sons.",
        count,
    )


def _same_name_title(kind: str, count: int) -> str:
    if kind == "duplicate":
        return ngettext(
            "%(count)s name is on your lists twice.",
            "%(count)s names are on your lists twice.",
            count,
        )
    if kind == "letter":
        return ngettext(
            "%(count)s name may have a letter already.",
            "%(count)s names may have a letter already.",
            count,
        )
    label = dict(Question.choices).get(kind, kind)
    rows = ngettext("%(count)s row", "%(count)s rows", count)
    return f"{str(label).replace('%', '%%')} ({rows})"


def _answers(kind: str, detail: str, count: int) -> list[tuple[str, str]]:
    son, daughter = _("They are sons"), _("They are daughters")
    if kind == "relation_suggested":
        other = ("ben", son) if detail == Relation.BAS else ("bas", daughter)
        return [("accept", _("Yes")), other]
    if kind == "no_relation":
        return [("ben", son), ("bas", daughter)]
    if kind == "family_split":
        return [("accept", _("Yes, the family name")), ("parent", _("No, the parent’s name"))]
    if kind == "departed_unclear":
        return [("living", _("Living")), ("departed", _("Passed away"))]
    if kind == "kind":
        return [("adult", _("Adults")), ("child", _("Children"))]
    if kind == "duplicate":
        return [
            ("leave_out", _("Keep one of each")),
            ("accept", _("They are different people")),
        ]
    if kind == "letter":
        return [("accept", _("Give them a letter all the same")), ("leave_out", _("Leave out"))]
    if kind in _CAPITALS:
        return [("capitals", _("Begin with capitals")), ("accept", _("Print as typed"))]
    return [("accept", _("Right as it is")), ("leave_out", _("Leave out"))]


# Changes --------------------------------------------------------------------


def _change(kind: str, value: str, row: Row) -> RowChange:
    return RowChange(row=row.pk, values=_values(value, row), accepted=_accepted(kind, value))


def _accepted(kind: str, value: str) -> Collection[str]:
    if value == "leave_out":
        return ()
    if kind in {"duplicate", "letter"}:
        return (SAME_NAME,)
    if kind == "relation_suggested":
        return SUGGESTED
    if kind == "family_split":
        return _FAMILY
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
    if value == "parent":
        return _family_to_parent(row)
    if value == "capitals":
        return {name: _capitals(getattr(row, name)) for name in TEXT if getattr(row, name)}
    return {}


def _family_to_parent(row: Row) -> dict[str, Any]:
    """The family name as the end of the parent's name, where it fits."""
    name = "mother_name" if row.mother_name or not row.father_name else "father_name"
    whole = f"{getattr(row, name)} {row.family_name}".strip()
    return {name: whole, "family_name": ""} if len(whole) <= NAME_LIMIT else {}


def _capitals(name: str) -> str:
    """The name with a capital at the beginning of each word; Hebrew letters have none."""
    words = name.split(" ")
    return " ".join(
        word.capitalize() if word.isupper() or word.islower() else word for word in words
    )
