"""Fields of the grid as they are sent, and the changes of rows that they mean."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import BadRequest
from django.http import QueryDict

from communities.lists.edits import RowChange
from communities.lists.row_checks import TEXT
from communities.lists.row_display import DEPARTED, KINDS, LIVING, RELATIONS, STATES, state_of
from communities.models import NameList, Row
from core.forms.text_input import parse_positive_int

_CHOICES = {
    "relation": frozenset(value for value, _label in RELATIONS),
    "state": frozenset(value for value, _label in STATES),
    "kind": frozenset(value for value, _label in KINDS),
}
_FIELDS = (*TEXT, "email", *_CHOICES)
LONGEST = 1_000  # characters of a field; the form says what is too long


def row_values(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a row by the fields of the grid. Raises BadRequest for what is none."""
    values: dict[str, Any] = {}
    for name, value in fields.items():
        if name == "left_out" and isinstance(value, bool):
            values[name] = value
        elif not _is_valid(name, value):
            raise BadRequest
        elif name == "state":
            values["departed"] = value != LIVING
            values["honorific"] = "" if value in {LIVING, DEPARTED} else value
        else:
            values[name] = value.replace("\0", "")
    return values


def _is_valid(name: str, value: Any) -> bool:
    if name not in _FIELDS or not isinstance(value, str) or len(value) > LONGEST:
        return False
    return name not in _CHOICES or value in _CHOICES[name]


def change_from_json(sent: Any) -> RowChange:
    """A change as the page's script sends it. Raises BadRequest."""
    if not isinstance(sent, dict):
        raise BadRequest
    version, fields, accepted = (
        sent.get("version"),
        sent.get("fields", {}),
        sent.get("accepted", []),
    )
    if not isinstance(fields, dict) or not isinstance(accepted, list):
        raise BadRequest
    return RowChange(
        row=_number(sent.get("row")),
        version=None if version is None else _number(version),
        values=row_values(fields),
        accepted=[code for code in accepted if isinstance(code, str)],
    )


def typed_changes(
    sent: QueryDict, name_list: NameList
) -> tuple[dict[int, dict[str, str]], list[RowChange]]:
    """What was typed by row, and the changes of those rows in which something is different.

    Of a page without scripts, which sends every field of every row that it shows.
    """
    fields_sent = {name: str(value) for name, value in sent.items()}
    versions = {}
    for name, value in fields_sent.items():
        pk, version = parse_positive_int(name.removesuffix("-version")), parse_positive_int(value)
        if name.endswith("-version") and pk is not None and version is not None:
            versions[pk] = version
    typed: dict[int, dict[str, str]] = {}
    changes = []
    for row in name_list.rows.filter(pk__in=versions):
        names = {name: f"{row.pk}-{name}" for name in _FIELDS}
        different = {
            name: fields_sent[key]
            for name, key in names.items()
            if key in fields_sent and fields_sent[key] != _stored(row, name)
        }
        if different:
            typed[row.pk] = different
            changes.append(
                RowChange(row=row.pk, values=row_values(different), version=versions[row.pk])
            )
    return typed, changes


def _stored(row: Row, name: str) -> str:
    return state_of(row) if name == "state" else str(getattr(row, name))


def _number(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 2**63:
        raise BadRequest
    return value
