"""A row as the list's page shows it: its fields, and beside each what is unclear about it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities.lists.questions import issues_of, questions_by_code
from communities.lists.registrations import status_text
from communities.lists.row_checks import fields_about, is_acceptable
from communities.models import NameList, Row
from letters.models import Person
from letters.names import Honorific, Relation

LIVING, DEPARTED = "living", "departed"
STATES = [
    (LIVING, gettext_lazy("living")),
    (DEPARTED, gettext_lazy("passed away")),
    *((value, value) for value in Honorific.values),
]
KINDS = [
    (Person.Kind.ADULT.value, gettext_lazy("adult")),
    (Person.Kind.CHILD.value, gettext_lazy("child")),
    (Person.Kind.BABY.value, gettext_lazy("baby")),
]
RELATIONS = [
    ("", "—"),
    (Relation.BEN.value, gettext_lazy("son")),
    (Relation.BAS.value, gettext_lazy("daughter")),
]


class GridColumn(TextChoices):
    """The columns of the grid, in order, with their headings."""

    GIVEN = "given_name", gettext_lazy("Given name")
    RELATION = "relation", gettext_lazy("Son or daughter")
    MOTHER = "mother_name", gettext_lazy("Mother")
    FATHER = "father_name", gettext_lazy("Father")
    FAMILY = "family_name", gettext_lazy("Family name")
    STATE = "state", gettext_lazy("Living or departed")
    KIND = "kind", gettext_lazy("Adult or child")


# Beside the field itself a word is enough; the panel above the grid asks in whole sentences.
_SHORT: Mapping[str, Any] = {
    "no_given": gettext_lazy("Missing"),
    "no_parent": gettext_lazy("Mother or father"),
    "no_relation": gettext_lazy("Son or daughter?"),
    "relation_suggested": gettext_lazy("By the given name"),
    "relation_guessed": gettext_lazy("A guess by the given name"),
    "relation_unusual": gettext_lazy("Unusual with this name"),
}
_CHOICES: Mapping[str, Sequence[tuple[str, Any]]] = {
    GridColumn.RELATION: RELATIONS,
    GridColumn.STATE: STATES,
    GridColumn.KIND: KINDS,
}


@dataclass(frozen=True)
class Note:
    """A sentence beside a field; `code` is empty for what can't be accepted as it is."""

    sentence: str
    code: str = ""
    is_error: bool = False


@dataclass(frozen=True)
class GridCell:
    """A field of a row, with what it holds or what was typed into it."""

    name: str
    label: str
    value: str
    choices: Sequence[tuple[str, Any]]
    notes: list[Note]

    @property
    def invalid(self) -> bool:
        return any(note.is_error or not note.code for note in self.notes)


@dataclass(frozen=True)
class SourceCell:
    """A cell of the file, with its heading and whether it was used for the name."""

    heading: str
    text: str
    used: bool


@dataclass(frozen=True)
class RowDisplay:
    """What the template shows of a row."""

    row: Row
    editable: bool
    correctable: bool  # it is paid for, and has a page of its own
    status: str
    cells: list[GridCell]
    notes: list[Note]  # about the row as a whole
    source: list[SourceCell]
    email_notes: list[Note] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """Adult, child or baby, in words."""
        return next((str(label) for value, label in KINDS if value == self.row.kind), "")

    @property
    def unused(self) -> int:
        """How many cells of the file were not used."""
        return sum(not cell.used for cell in self.source)


def display_rows(
    name_list: NameList,
    rows: Sequence[Row],
    *,
    typed: Mapping[int, Mapping[str, str]] | None = None,
    refused: Mapping[int, Mapping[str, list[str]]] | None = None,
) -> Iterator[RowDisplay]:
    """The rows of one page; `typed` and `refused` are of a form that could not be saved."""
    for row in rows:
        errors = (refused or {}).get(row.pk, {})
        yield _display(name_list, row, (typed or {}).get(row.pk, {}), errors)


def state_of(row: Row) -> str:
    """Living, departed, or the honorific that is printed."""
    return row.honorific or (DEPARTED if row.departed else LIVING)


def _display(
    name_list: NameList,
    row: Row,
    typed: Mapping[str, str],
    errors: Mapping[str, list[str]],
) -> RowDisplay:
    notes: dict[str, list[Note]] = {}
    for name, messages in errors.items():
        notes.setdefault(_place(name), []).extend(Note(each, is_error=True) for each in messages)
    about = fields_about(row)
    for code, sentence in [*issues_of(row), *questions_by_code(row)]:
        note = Note(str(_SHORT.get(code, sentence)), code if is_acceptable(code) else "")
        notes.setdefault(_place(next(iter(about.get(code, ())), "")), []).append(note)
    return RowDisplay(
        row=row,
        editable=row.is_editable,
        correctable=bool(row.inscription_id) and not row.paid_by_recipient,
        status=_status(row),
        cells=[_cell(row, column, typed, notes) for column in GridColumn],
        notes=notes.get("", []),
        source=_source(name_list, row),
        email_notes=notes.get("email", []),
    )


def _place(field_name: str) -> str:
    """The column of the grid in which a field is shown."""
    return "state" if field_name in {"departed", "honorific"} else field_name


def _status(row: Row) -> str:
    if row.inscription:
        return status_text(row.inscription)
    return _("left out") if row.left_out else ""


def _cell(
    row: Row, column: GridColumn, typed: Mapping[str, str], notes: Mapping[str, list[Note]]
) -> GridCell:
    stored = state_of(row) if column == GridColumn.STATE else str(getattr(row, column.value))
    return GridCell(
        name=column.value,
        label=str(column.label),
        value=typed.get(column.value, stored),
        choices=_CHOICES.get(column, ()),
        notes=notes.get(column.value, []),
    )


def _source(name_list: NameList, row: Row) -> list[SourceCell]:
    """The cells that are not empty."""
    headings, columns = name_list.headings, name_list.columns
    return [
        SourceCell(
            heading=headings[number] if number < len(headings) else "",
            text=text,
            used=number < len(columns) and bool(columns[number]),
        )
        for number, text in enumerate(row.cells)
        if text
    ]
