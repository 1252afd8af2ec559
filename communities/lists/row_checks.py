"""What stays unclear about a row when some of its fields are changed."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from communities.lists.audience_checks import AUDIENCE
from communities.lists.row_form import RowForm
from communities.models import Row
from letters.names import NAME_LIMIT, TypedName
from letters.reading import Issue, Question, check_fields
from letters.reading.names.same_names import same_name

TEXT = ("given_name", "mother_name", "father_name", "family_name")
_PARENTS = ("mother_name", "father_name")
_NAMES = (*TEXT,)
# The fields that an issue or a question may be about, where they don't show it themselves: see
# `fields_about`. What is not here is about the row as a whole.
_FIELDS_OF: Mapping[str, Sequence[str]] = {
    "no_given": ("given_name", "kind"),
    "no_parent": _PARENTS,
    "parent_unknown": _PARENTS,
    "no_relation": ("relation",),
    "relation_unclear": ("relation",),
    "two_relations": _PARENTS,
    "several_people": ("given_name", *_PARENTS),
    "fields_disagree": (*_NAMES, "relation"),
    "no_name_word": _NAMES,
    "not_a_name": _NAMES,
    "mixed_letters": _NAMES,
    "too_long": _NAMES,
    "kind": ("kind",),
    "departed_unclear": ("departed", "honorific"),
    "departed_heading": ("departed", "honorific"),
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
_CHECKED = (*TEXT, "relation")  # by which `check_fields` goes
_QUESTIONS = frozenset(Question.values)
# The question whether somebody is on the list twice, or has a letter.
SAME_NAME = "same_name"
# They are known from the values; nobody can say that they are right.
_MISSING = (Issue.NO_GIVEN, Issue.NO_PARENT, Issue.NO_RELATION)
_NOT_ACCEPTABLE = frozenset(
    [
        *(*_MISSING, Issue.PARENT_UNKNOWN, Issue.TOO_LONG, Issue.EMAIL),
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


def fields_about(row: Row) -> Mapping[str, Collection[str]]:
    """The fields that each code of the row is about: it is shown beside the first.

    A change of any of them answers it, unless what they hold then is asked about as well.
    """
    shown = check_fields(_name(row, {}))
    about = {
        code: sorted(shown.get(code, ()), key=_CHECKED.index) or _FIELDS_OF.get(code, ())
        for code in _codes(row)
    }
    if Issue.TOO_LONG in about and (cut := [name for name in TEXT if _was_cut(row, name)]):
        about[Issue.TOO_LONG.value] = cut
    return about


def codes_of_new(values: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """The issues of a name that was typed, and the questions about it."""
    codes = check_fields({name: values.get(name, "") for name in _CHECKED})
    return _divided(codes)


def codes_after(
    row: Row,
    values: Mapping[str, Any],
    accepted: Collection[str],
    *,
    is_answer: bool = False,
) -> tuple[list[str], list[str]]:
    """The issues and questions of a row when its fields have these values.

    What was said to be right stays so while its field stays. `is_answer`: the values were proposed
    with a question that was answered, so nothing new is asked about them.
    """
    before, after = check_fields(_name(row, {})), check_fields(_name(row, values))
    touched = {name for name, value in values.items() if getattr(row, name) != value}
    new: list[str] = []
    if is_answer:
        kept = [code for code in _codes(row) if code not in before or code in after]
    else:
        about = fields_about(row)
        kept = [code for code in _codes(row) if not touched & set(about[code]) or code in after]
        retyped = {name for name in touched if _same_text(row, values, name)}
        new = [
            code
            for code, fields in after.items()
            if touched & set(fields) - (retyped & set(before.get(code, ())))
        ]
    answered = {*_MISSING, *(code for code in accepted if is_acceptable(code))}
    if Issue.NOT_A_NAME in answered and any(_form(row, values).has_error(name) for name in TEXT):
        answered.remove(Issue.NOT_A_NAME)  # it could not be printed
    open_codes = [code for code in dict.fromkeys((*kept, *new)) if code not in answered]
    issues, questions = _divided(open_codes)
    missing = _missing(row, values)
    if Issue.PARENT_UNKNOWN in issues and Issue.NO_PARENT in missing:
        missing.remove(Issue.NO_PARENT.value)
    return [*missing, *issues], questions


def _divided(codes: Iterable[str]) -> tuple[list[str], list[str]]:
    """The codes that are questions apart from the issues, among which others have their own."""
    every = list(codes)
    questions = [code for code in every if code in _QUESTIONS]
    return [code for code in every if code not in _QUESTIONS], questions


def _name(row: Row, values: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(values.get(name, getattr(row, name))) for name in _CHECKED}


def _codes(row: Row) -> Sequence[str]:
    return (*row.issues, *row.questions)


def _same_text(row: Row, values: Mapping[str, Any], name: str) -> bool:
    """Whether a name differs only in its capitals and the like."""
    return name in TEXT and same_name(getattr(row, name), values[name])


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


def _form(row: Row, values: Mapping[str, Any]) -> RowForm:
    stored = {name: getattr(row, name) for name in RowForm.base_fields}
    return RowForm({**stored, **{k: v for k, v in values.items() if k in stored}})


def _is_missing(form: RowForm, name: str) -> bool:
    return not str(form[name].value() or "").strip()
