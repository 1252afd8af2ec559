"""What a change of its fields makes of a row, and of what is asked about it."""

from collections.abc import Collection, Mapping
from typing import Any

from communities.lists.row_checks import SAME_NAME, codes_after
from communities.models import Row
from letters.names import exact_match_key, person_exact_key


def change_row(
    row: Row,
    values: Mapping[str, Any],
    accepted: Collection[str] = (),
    *,
    is_answer: bool = False,
) -> None:
    """Set validated fields of a row that is not saved yet; the arguments are those of RowChange."""
    issues, questions = codes_after(row, values, accepted, is_answer=is_answer)
    touched = {name for name, value in values.items() if getattr(row, name) != value}
    was = _identity(row)
    for name in touched:
        setattr(row, name, values[name])
    row.issues, row.questions = issues, questions
    row.confirmed = row.confirmed or SAME_NAME in accepted
    row.entered_manually = row.entered_manually or bool(touched - {"left_out"})
    row.derive_keys()
    if was != _identity(row):  # the question whether it is the same person is a new one
        row.confirmed = False


def _identity(row: Row) -> tuple[object, ...]:
    """What says which person it is, without marks and titles."""
    parents = exact_match_key(row.mother_name), exact_match_key(row.father_name)
    return person_exact_key(row.typed), parents, row.relation, row.departed
