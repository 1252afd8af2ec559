"""What each column of an earlier scroll's register is: what lists have, and more of its own."""

import re
from collections.abc import Sequence

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from letters.reading import Field, Table, recognise_columns
from letters.reading.headings.meanings import folded


class RegisterField(models.TextChoices):
    """What a column of a register can be besides the fields of a list."""

    NUMBER = "number", _("number in the register")
    PLACE = "place", _("parsha or place in the scroll")
    COUNTRY = "country", _("country")
    YEAR = "year", _("year of birth")


CHOICES = [
    *((value, label) for value, label in Field.choices if value != Field.EMAIL),
    *RegisterField.choices,
]
_NAMES = frozenset({Field.GIVEN.value, Field.CIVIL.value, Field.WHOLE.value})
_HEADINGS = (
    (
        RegisterField.NUMBER,
        r"(?:number|no|nr|num|№|serial|letter(?: no| number)?|מספר|מס|מספר סידורי|"
        r"מס סידורי|מספר האות|"
        r"номер|numero|nummer)",
    ),
    (
        RegisterField.PLACE,
        r"(?:parsha|parshah|parasha|sidra|place|location|verse|פרשה|פרשת|הפרשה|סדרה|מקום|פסוק|место|"
        r"глава|lieu|lugar)",
    ),
    (RegisterField.COUNTRY, r"(?:country|state|land|ארץ|מדינה|страна|pays|pais)"),
    (
        RegisterField.YEAR,
        r"(?:year|year of birth|birth year|born|שנה|שנת לידה|год|год рождения|"
        r"annee(?: de naissance)?|"
        r"ano(?: de nacimiento)?)",
    ),
)


class InvalidColumns(Exception):
    """The columns can't be chosen like this; the message says why."""


def recognised(table: Table) -> list[str]:
    """What each column is, as far as it can be recognised; each at most once."""
    found = ["" if field == Field.EMAIL else field.value for field in recognise_columns(table)]
    for column, heading in enumerate(table.headings):
        of_register = _of_register(heading)
        if of_register and of_register not in found and found[column] in {"", Field.BIRTH_DATE}:
            found[column] = of_register.value
    return found


def _of_register(heading: str) -> RegisterField | None:
    text = folded(heading)
    return next((field for field, words in _HEADINGS if re.fullmatch(words, text)), None)


def check_columns(values: Sequence[str], count: int) -> list[str]:
    """The chosen columns. Raises InvalidColumns."""
    if len(values) != count or not set(values) <= {value for value, _label in CHOICES}:
        raise InvalidColumns(gettext("Nothing was changed: please choose from the lists."))
    used = [value for value in values if value]
    if len(used) != len(set(used)):
        raise InvalidColumns(gettext("Nothing was changed: two columns can’t be the same."))
    if not _NAMES & set(used):
        raise InvalidColumns(
            gettext("Nothing was changed: one column must be the given name or the whole name.")
        )
    return list(values)


def fields_of_a_list(columns: Sequence[str]) -> list[Field]:
    """The columns as the reader of lists knows them; the others are not read by it."""
    return [Field(value) if value in Field.values else Field.IGNORE for value in columns]
