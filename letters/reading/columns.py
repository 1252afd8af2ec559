"""What each column of a table is: by its heading, in English or Hebrew, or by its content."""

import re
import unicodedata
from collections.abc import Callable, Sequence

from django.db import models
from django.utils.translation import gettext_lazy as _

from letters.reading.table import Line, Table


class Field(models.TextChoices):
    """What a column can be."""

    IGNORE = "", _("not used")
    GIVEN = "given", _("given name")
    CIVIL = "civil", _("civil first name, where there is no Hebrew name")
    MOTHER = "mother", _("mother’s name")
    FATHER = "father", _("father’s name")
    FAMILY = "family", _("family name")
    WHOLE = "whole", _("whole name, as “Yosef ben Chana Levi”")
    RELATION = "relation", _("son or daughter")
    KIND = "kind", _("adult, child or baby")
    BIRTH_DATE = "birth_date", _("date of birth")
    DEPARTED = "departed", _("passed away")
    HONORIFIC = "honorific", _("after the name")
    EMAIL = "email", _("e-mail address")
    CITY = "city", _("city")


# Headings folded: no marks, lower case, single spaces.
_WORDS: tuple[tuple[Field, str], ...] = (
    (Field.EMAIL, "email|e mail|mail|אימייל|מייל|דואל|דואר אלקטרוני|דואר"),
    # Common in lists, and not stored.
    (Field.IGNORE, "phone|telephone|mobile|cell|tel|טלפון|נייד|פלאפון|סלולרי"),
    (Field.MOTHER, "mother|mothers name|mothers hebrew name|mom|אם|האם|שם אם|שם האם|אמא"),
    (Field.FATHER, "father|fathers name|fathers hebrew name|dad|אב|האב|שם אב|שם האב|אבא"),
    (Field.FAMILY, "family|family name|surname|last|last name|משפחה|שם משפחה|שם המשפחה"),
    (
        Field.GIVEN,
        "given|given name|hebrew given name|first|first name|hebrew name|"
        "שם פרטי|שם פרטי יהודי|פרטי|שם עברי",
    ),
    (
        Field.RELATION,
        "relation|gender|sex|son daughter|son or daughter|ben bat|ben bas|בן בת|מין|בן או בת",
    ),
    (Field.KIND, "kind|type|adult child|age|adult child or baby|סוג|גיל|מבוגר או ילד"),
    (
        Field.HONORIFIC,
        "after the name|honorific|honorific after the name|suffix|"
        "תואר|אחרי השם|תוספת אחרי השם עה זל וכדומה",
    ),
    (Field.DEPARTED, "departed|deceased|passed away|niftar|נפטר|נפטרת|נפטרים|לעילוי נשמת"),
    (Field.CITY, "city|town|place|עיר|יישוב|ישוב|מקום"),
    (Field.WHOLE, "name|full name|names|whole name|שם|שם מלא|שמות|השם"),
)
_HEADINGS = {word: field for field, words in _WORDS for word in words.split("|")}
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_WHOLE = re.compile(r"(?:^|\s)(?:ben|bat|bas|bar|bath|בן|בת|בר)(?:\s|$)", re.IGNORECASE)


def field_of(heading: str) -> Field | None:
    """The field that a heading names, or None if it is unknown."""
    folded = unicodedata.normalize("NFKD", heading).casefold()
    kept = "".join(c if c.isalpha() or c.isspace() or c in "/-_,." else "" for c in folded)
    return _HEADINGS.get(" ".join(re.sub(r"[/\-_,.]", " ", kept).split()))


def is_heading(cells: Sequence[str]) -> bool:
    """Whether a row has headings: two known ones, or a known one and nothing else."""
    known = [field_of(cell) for cell in cells if cell]
    named = sum(field is not None for field in known)
    return named >= 2 or (named == 1 and len(known) == 1)


def recognise_columns(table: Table) -> list[Field]:
    """What each column is, as far as it can be recognised; each field once."""
    guessed = [_by_heading(table, column) for column in range(table.width)]
    if not any(guessed):
        guessed = _by_content(table)
    seen: set[Field] = set()
    for column, field in enumerate(guessed):
        if field in seen:
            guessed[column] = Field.IGNORE
        elif field:
            seen.add(field)
    return guessed


def _by_heading(table: Table, column: int) -> Field:
    heading = table.headings[column] if column < len(table.headings) else ""
    return field_of(heading) or Field.IGNORE


def _by_content(table: Table) -> list[Field]:
    """Without headings: by most cells of a column; a single column of text is whole names."""
    columns = [_cells(table.lines, column) for column in range(table.width)]
    names = [column for column, cells in enumerate(columns) if _has_letters(cells)]
    fields = [_looks_like(cells) for cells in columns]
    if Field.WHOLE not in fields:
        order = [Field.WHOLE] if len(names) == 1 else [Field.GIVEN, Field.MOTHER, Field.FAMILY]
        free = [column for column in names if not fields[column]]
        for column, field in zip(free, order, strict=False):
            fields[column] = field
    return fields


def _cells(lines: Sequence[Line], column: int) -> list[str]:
    found = (line.cells[column] for line in lines[:200] if column < len(line.cells))
    return [cell for cell in found if cell]


def _looks_like(cells: Sequence[str]) -> Field:
    if _most(cells, _EMAIL.fullmatch):
        return Field.EMAIL
    return Field.WHOLE if _most(cells, _WHOLE.search) else Field.IGNORE


def _has_letters(cells: Sequence[str]) -> bool:
    return _most(cells, lambda cell: any(c.isalpha() for c in cell))


def _most(cells: Sequence[str], condition: Callable[[str], object]) -> bool:
    return sum(bool(condition(cell)) for cell in cells) * 2 > len(cells)
