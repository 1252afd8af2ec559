"""Cells of a list that hold words and were not used for a name."""

from django.db.models import Count, Q, QuerySet

from communities.models import NameList, Row
from letters.reading.unused import FACT_IN_DIGITS, may_hold_facts

# Anything but digits, spaces and punctuation: telephone numbers and dates are not counted.
_WORDS = r"[^\d\s[:punct:]]"


def unused_count(name_list: NameList) -> int:
    """How many cells with words are in columns that are not used."""
    conditions = _conditions(name_list)
    if not conditions:
        return 0
    counts = {
        f"column{number}": Count("pk", filter=condition) for number, condition in conditions.items()
    }
    return sum(name_list.rows.aggregate(**counts).values())


def with_unused_cells(name_list: NameList) -> QuerySet[Row]:
    """The rows that have such cells."""
    conditions = list(_conditions(name_list).values())
    if not conditions:
        return name_list.rows.none()
    any_column = conditions[0]
    for condition in conditions[1:]:
        any_column |= condition
    return name_list.rows.filter(any_column)


def _conditions(name_list: NameList) -> dict[int, Q]:
    return {
        number: _condition(name_list, number)
        for number, field in enumerate(name_list.columns)
        if not field
    }


def _condition(name_list: NameList, number: int) -> Q:
    condition = Q(**{f"cells__{number}__regex": _WORDS})
    heading = name_list.headings[number] if number < len(name_list.headings) else ""
    if may_hold_facts(heading, number):
        condition |= Q(**{f"cells__{number}__regex": FACT_IN_DIGITS})
    return condition
