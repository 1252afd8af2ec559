"""What stays unclear about a row when some of its fields are changed."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from communities.lists.audience_checks import AUDIENCE
from communities.lists.row_form import RowForm
from communities.models import Row
from letters.names import NAME_LIMIT, TypedName
from letters.reading import Issue

TEXT = ("given_name", "mother_name", "father_name", "family_name")
_PARENTS = ("mother_name", "father_name")
_NAMES = (*TEXT,)
# The fields that an issue or a question is about: beside the first it is shown, and a change of any
# of them answers it. What is not here is about the row as a whole.
FIELDS_OF: Mapping[str, Sequence[str]] = {
    "no_given": ("given_name", "kind"),
    "no_parent": _PARENTS,
    "parent_unknown": _PARENTS,
    "no_relation": ("relation",),
    "relation_unclear": ("relation",),
    "two_relations": ("mother_name", "given_name", "father_name", "family_name"),
    "several_people": _NAMES,
    "fields_disagree": (*_NAMES, "relation"),
    "no_name_word": _NAMES,
    "not_a_name": _NAMES,
    "mixed_letters": _NAMES,
    "too_long": _NAMES,
    "kind": ("kind",),
    "departed_unclear": ("departed", "honorific"),
    "birth_date": ("birth_date",),
    "birth_date_order": ("birth_date",),
    "children": ("kind",),
    "email": ("email",),
    "civil_name": ("given_name",),
    "unknown_name": _NAMES,
    "family_title": ("family_name",),
    "family_split": ("family_name", "mother_name", "father_name"),
    "parent_split": ("mother_name", "father_name", "family_name"),
    "given_split": ("family_name", "given_name"),
    "relation_suggested": ("relation",),
    "relation_guessed": ("relation",),
    "relation_unusual": ("relation", "given_name"),
    "parents_gender": _PARENTS,
    "genitive": _PARENTS,
    "given_may_be_family": ("given_name", "family_name"),
    "title": ("given_name",),
    "suffix": ("departed", "honorific"),
    "other_parent": _PARENTS,
    "abbreviation": _NAMES,
    "two_alphabets": _NAMES,
    "many_words": _NAMES,
    "small_initial": _NAMES,
    "all_capitals": _NAMES,
}
# The question whether somebody is on the list twice, or has a letter.
SAME_NAME = "same_name"
# They are known from the values; nobody can say that they are right.
_MISSING = (Issue.NO_GIVEN, Issue.NO_PARENT, Issue.NO_RELATION)
_NOT_ACCEPTABLE = frozenset(
    [
        *(*_MISSING, Issue.NOT_A_NAME, Issue.TOO_LONG, Issue.EMAIL),
        *("mixed_letters", "several_people", "relation_unclear", "unchecked", AUDIENCE),
    ]
)


def is_acceptable(code: str) -> bool:
    """Whether a person may say that it is right as it is."""
    return code not in _NOT_ACCEPTABLE


def typing_errors(row: Row, values: Mapping[str, Any]) -> dict[str, list[str]]:
    """The form's messages about what was typed, by field; what is missing is no error here.

    A message that a change brings to another field is shown at the changed one.
    """
    if not values.keys() - {"left_out", "relation"}:
        return {}
    after = _form(row, values)
    found = {
        name: [str(error) for error in errors]
        for name, errors in after.errors.items()
        if not _is_missing(after, name)
    }
    if not found:
        return {}
    before = _form(row, {}).errors
    shown_at = next(iter(values))
    moved: dict[str, list[str]] = {}
    for name, errors in found.items():
        if name in values:
            moved.setdefault(name, []).extend(errors)
        elif new := [each for each in errors if each not in before.get(name, [])]:
            moved.setdefault(shown_at, []).extend(new)
    return moved


def remaining_issues(
    row: Row, values: Mapping[str, Any], touched: Collection[str], accepted: Collection[str]
) -> list[str]:
    """The issues that a row has when `touched` of its fields have these values."""
    missing = _missing(row, values)
    kept = [code for code in row.issues if code not in _MISSING]
    answered = {code for code in kept if set(FIELDS_OF.get(code, ())) & set(touched)}
    if Issue.TOO_LONG in answered and not any(_was_cut(row, name) for name in touched):
        answered.discard(Issue.TOO_LONG.value)
    if Issue.NOT_A_NAME in answered and _has_invalid_text(row, values):
        answered.discard(Issue.NOT_A_NAME.value)
    answered |= {code for code in accepted if is_acceptable(code)}
    return [*missing, *(code for code in kept if code not in answered)]


def remaining_questions(row: Row, touched: Collection[str], accepted: Collection[str]) -> list[str]:
    """The questions that neither a change nor a person's word has answered."""
    answered = {code for code in row.questions if set(FIELDS_OF.get(code, ())) & set(touched)}
    return [code for code in row.questions if code not in answered | set(accepted)]


def _missing(row: Row, values: Mapping[str, Any]) -> list[str]:
    def value(name: str) -> Any:
        return values.get(name, getattr(row, name))

    found = []
    if not str(value("given_name")).strip() and value("kind") != "baby":
        found.append(Issue.NO_GIVEN.value)
    typed = TypedName("", "", value("mother_name"), value("father_name"), "")
    if not typed.parent:
        found.append(Issue.NO_PARENT.value)
    if not value("relation"):
        found.append(Issue.NO_RELATION.value)
    return found


def _was_cut(row: Row, name: str) -> bool:
    """Whether a name was longer than its field when it was read."""
    return len(str(getattr(row, name))) >= NAME_LIMIT


def _has_invalid_text(row: Row, values: Mapping[str, Any]) -> bool:
    form = _form(row, values)
    return any(name in form.errors and not _is_missing(form, name) for name in TEXT)


def _form(row: Row, values: Mapping[str, Any]) -> RowForm:
    stored = {name: getattr(row, name) for name in RowForm.base_fields}
    return RowForm({**stored, **{k: v for k, v in values.items() if k in stored}})


def _is_missing(form: RowForm, name: str) -> bool:
    return not str(form[name].value() or "").strip()
