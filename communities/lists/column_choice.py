"""What each column of a list is taken for: shown with samples, checked, and tried out."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils.translation import gettext as _

from communities.lists.column_questions import questions_with_columns
from communities.lists.duplicate_checks import lock_list
from communities.lists.template import is_of_template
from communities.lists.unused_cells import unused_count
from communities.models import NameList
from letters.reading import Field, Question, list_facts, parse_name

SAMPLES = 3  # of a column
# A misread heading of these would be wrong in each row, and look right.
_FACTS = frozenset(
    {Field.RELATION.value, Field.KIND.value, Field.BIRTH_DATE.value, Field.DEPARTED.value}
)
_LOOKED_AT = 200  # rows, for samples


_REMOVE_QUESTION = """
UPDATE communities_row SET questions = questions - %s
WHERE name_list_id = %s AND inscription_id IS NULL
"""


class InvalidColumns(Exception):
    """The columns can't be chosen like this; the message says why."""


@dataclass(frozen=True)
class Column:
    """A column whose meaning can be chosen."""

    number: int
    heading: str
    field: str
    samples: list[str]

    @property
    def name(self) -> str:
        """Of its field in the form."""
        return f"column{self.number}"


def asks_for_columns(name_list: NameList) -> bool:
    """Whether a person should look at the columns first: not everything was understood."""
    asked = name_list.source in {NameList.Source.FILE, NameList.Source.TEXT}
    if not asked or name_list.columns_confirmed or len(name_list.columns) < 2:
        return False
    if not has_name(name_list.columns) or unused_count(name_list) > 0 or _has_facts(name_list):
        return True
    return name_list.rows.filter(questions__contains=[Question.COLUMNS_GUESSED]).exists()


def _has_facts(name_list: NameList) -> bool:
    """Whether a heading that is not ours was taken for one of columns that change every row."""
    named = zip(name_list.columns, name_list.headings, strict=False)
    return any(
        field in _FACTS and heading and not is_of_template(heading) for field, heading in named
    )


def confirm_columns(name_list: NameList) -> None:
    """Note that a person looked at the columns and left them: no row is asked about them."""
    with transaction.atomic():
        lock_list(name_list)
        NameList.objects.filter(pk=name_list.pk).update(columns_confirmed=True)
        with connection.cursor() as cursor:
            cursor.execute(_REMOVE_QUESTION, [Question.COLUMNS_GUESSED.value, name_list.pk])


def list_columns(name_list: NameList, chosen: Sequence[str]) -> list[Column]:
    """The columns with their first different samples, and what is chosen for them."""
    rows = name_list.rows.exclude(cells=[]).order_by("position")[:_LOOKED_AT]
    cells = [row.cells for row in rows.only("cells")]
    return [
        Column(
            number=number,
            heading=name_list.headings[number] if number < len(name_list.headings) else "",
            field=field,
            samples=_samples(cells, number),
        )
        for number, field in enumerate(chosen)
    ]


def check_columns(name_list: NameList, values: Sequence[str]) -> list[Field]:
    """The fields of all columns. Raises InvalidColumns."""
    if len(values) != len(name_list.columns) or not set(values) <= set(Field.values):
        raise InvalidColumns(_("Nothing was changed: please choose from the lists."))
    used = [value for value in values if value]
    if len(used) != len(set(used)):
        raise InvalidColumns(_("Nothing was changed: two columns can’t be the same."))
    if not has_name(used):
        raise InvalidColumns(
            _("Nothing was changed: one column must be the given name or the whole name.")
        )
    return [Field(value) for value in values]


def has_name(columns: Sequence[str]) -> bool:
    """Whether one of the columns has the given name."""
    return bool({Field.GIVEN.value, Field.CIVIL.value, Field.WHOLE.value} & set(columns))


def count_clear(name_list: NameList, columns: Sequence[Field]) -> tuple[int, int, int]:
    """How many rows would be ready if read like this, how many only asked about, and all."""
    rows = name_list.rows.exclude(cells=[]).order_by("position")
    read = list(rows.values_list("cells", "questions"))
    facts = list_facts(columns, [cells for cells, _questions in read])
    clear = asked = 0
    asked_of_rows = questions_with_columns(name_list, columns, read)
    for (cells, _questions), of_row in zip(read, asked_of_rows, strict=True):
        name = parse_name(columns, cells, facts)
        has_question = bool(name.questions or of_row)
        clear += not name.issues and not has_question
        asked += not name.issues and has_question
    return clear, asked, len(read)


def _samples(cells: Sequence[Sequence[str]], number: int) -> list[str]:
    found = (row[number] for row in cells if number < len(row) and row[number])
    return list(dict.fromkeys(found))[:SAMPLES]
