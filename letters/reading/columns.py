"""What each column of a table is: by its heading, or by its content where there is none."""

import re
from collections.abc import Callable, Sequence

from letters.reading.fields import NAMES, Field
from letters.reading.headings.departed import lists_the_departed, meaning_among_the_departed
from letters.reading.headings.meanings import (
    is_of_children,
    is_of_hebrew_names,
    is_of_the_inscribed,
    is_of_the_sender,
    meaning_of,
    names_the_sender,
    without_hint,
)
from letters.reading.headings.patterns import Meaning
from letters.reading.names.cell_values import kind_of
from letters.reading.names.folding import fold, is_hebrew
from letters.reading.names.known_names import is_city, known
from letters.reading.names.vocabulary import EMPTY, NO, YES
from letters.reading.sections import section_of
from letters.reading.table import Line, Table
from letters.reading.words import FOR_THE_DEPARTED, RELATION

# Where nothing else in the table changes it.
_FIELDS: dict[Meaning | None, Field] = {
    Meaning.WHOLE: Field.WHOLE,
    Meaning.FULL_HEBREW: Field.WHOLE,
    Meaning.HEBREW_GIVEN: Field.GIVEN,
    Meaning.FIRST: Field.GIVEN,
    Meaning.CIVIL: Field.CIVIL,
    Meaning.FAMILY_OR_WHOLE: Field.WHOLE,
    Meaning.MOTHER: Field.MOTHER,
    Meaning.FATHER: Field.FATHER,
    Meaning.PARENTS: Field.PARENTS,
    Meaning.FAMILY: Field.FAMILY,
    Meaning.RELATION: Field.RELATION,
    Meaning.KIND: Field.KIND,
    Meaning.BIRTH_DATE: Field.BIRTH_DATE,
    Meaning.HEBREW_BIRTH_DATE: Field.BIRTH_DATE,
    Meaning.DEPARTED: Field.DEPARTED,
    Meaning.HONORIFIC: Field.HONORIFIC,
    Meaning.EMAIL: Field.EMAIL,
    Meaning.CITY: Field.CITY,
}
_GIVEN = frozenset(
    {
        *(Meaning.WHOLE, Meaning.FULL_HEBREW, Meaning.HEBREW_GIVEN, Meaning.FIRST, Meaning.CIVIL),
        Meaning.FAMILY_OR_WHOLE,
    }
)
_UNCERTAIN = frozenset(
    {
        *(Meaning.RELATION, Meaning.OTHER, Meaning.LIVING),
        *(Meaning.OF_ANOTHER, Meaning.HONORIFIC),
    }
)
# Names in such columns are no reason to ask.
NOT_READ = frozenset({Meaning.IGNORED, Meaning.REMARK, Meaning.OF_ANOTHER})
_SAID_BY_ALL = frozenset({Meaning.GRADE, Meaning.LIVING})
_OF_LIFE = frozenset({Field.KIND, Field.BIRTH_DATE, Field.DEPARTED})
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_RELATION = re.compile(
    r"ben|bar|bas|bat|son|daughter|m|f|male|female|בן|בת|בר|ז|נ|זכר|נקבה|сын|дочь|м|ж|"
    r"fils|fille|hijo|hija",
    re.IGNORECASE,
)
_SAMPLE = 200  # rows by which a column is judged


def recognise_columns(table: Table) -> list[Field]:
    """What each column is, as far as it can be recognised; each field once."""
    meanings = column_meanings(table)
    fields = _by_heading(meanings)
    _add_middle(table, meanings, fields)
    if not set(fields) & NAMES:
        fields = _by_content(table, fields, meanings)
    for column in range(table.width):
        if not fields[column] and meanings[column] in _SAID_BY_ALL and _OF_LIFE.isdisjoint(fields):
            fields[column] = _said_by_column(table, column, meanings[column])
        if not fields[column] and meanings[column] is None:
            fields[column] = _extra_field(table, column, fields)
    return _each_once(table, fields)


def column_meanings(table: Table) -> list[Meaning | None]:
    """What each heading names; None where there is no heading or it is not known."""
    headings = [*table.headings, *[""] * (table.width - len(table.headings))]
    departed = lists_the_departed(headings)
    of_heading = meaning_among_the_departed if departed else meaning_of
    meanings = [of_heading(heading) for heading in headings]
    if any(map(is_of_the_inscribed, headings)):
        # Beside “Name of the person to be inscribed”, “Your name” is the sender’s.
        return _without(is_of_the_sender, headings, meanings)
    of_children = [
        meaning in _GIVEN and is_of_children(heading) and not is_of_the_sender(heading)
        for heading, meaning in zip(headings, meanings, strict=True)
    ]
    if departed or any(of_children):
        meanings = _without(names_the_sender, headings, meanings)
    if _GIVEN.isdisjoint(meanings):
        return [
            Meaning.WHOLE if meaning == Meaning.IS_CHILD and _has_names(table, column) else meaning
            for column, meaning in enumerate(meanings)
        ]
    return meanings


def _without(
    is_left_out: Callable[[str], bool], headings: Sequence[str], meanings: Sequence[Meaning | None]
) -> list[Meaning | None]:
    return [
        Meaning.IGNORED if is_left_out(heading) else meaning
        for heading, meaning in zip(headings, meanings, strict=True)
    ]


def _has_names(table: Table, column: int) -> bool:
    """Whether the cells under “Child” are names, and not yes and no."""
    cells = [fold(cell).strip(" .!") for cell in _cells(table.lines, column)]
    return bool(cells) and not (YES | NO | EMPTY) & set(cells) and _has_letters(cells)


def is_heading(cells: Sequence[str]) -> bool:
    """Whether a row has headings: most of its cells are known, and none is a name with "ben"."""
    filled = [cell for cell in cells if cell]
    # An example in brackets may be a name: “Hebrew name (Yosef ben Chana)”.
    if not filled or any(RELATION.search(without_hint(cell)) for cell in filled):
        return False
    if any(_EMAIL.search(cell) for cell in filled):
        return False
    known = [cell for cell in filled if meaning_of(cell)]
    if len(filled) == 1:
        return bool(known) and len(cells) == 1 and meaning_of(filled[0]) != Meaning.OTHER
    # An export has many columns of its own; a row of names has no three such words.
    certain = {meaning_of(cell) for cell in known} - {*_UNCERTAIN, *NOT_READ}
    return len(known) >= 2 and (len(known) * 2 >= len(filled) or len(certain) >= 3)


def repeats_headings(cells: Sequence[str]) -> bool:
    """Whether a row below the headings has headings again; “Ben” and “Abba” are names as well."""
    certain = {meaning_of(cell) for cell in cells} - {*_UNCERTAIN, *NOT_READ, None}
    return len(certain) > 1 and is_heading(cells)


def _by_heading(meanings: Sequence[Meaning | None]) -> list[Field]:
    """The Hebrew name wins over the first name, which is kept as the civil name."""
    fields = [_FIELDS.get(meaning, Field.IGNORE) for meaning in meanings]
    if {Meaning.MOTHER, Meaning.FATHER} & set(meanings):
        fields = [Field.IGNORE if field == Field.PARENTS else field for field in fields]
    hebrew = {Meaning.HEBREW_GIVEN, Meaning.FULL_HEBREW} & set(meanings)
    first = {Meaning.FIRST, Meaning.HEBREW_GIVEN} & set(meanings)
    for column, meaning in enumerate(meanings):
        if meaning == Meaning.HEBREW_BIRTH_DATE and Meaning.BIRTH_DATE in meanings:
            fields[column] = Field.IGNORE
        elif hebrew and meaning in {Meaning.FIRST, Meaning.WHOLE}:
            fields[column] = Field.CIVIL
        elif meaning == Meaning.FAMILY_OR_WHOLE and first and Meaning.FAMILY not in meanings:
            fields[column] = Field.FAMILY
    return fields


def _add_middle(table: Table, meanings: Sequence[Meaning | None], fields: list[Field]) -> None:
    """A column of second names belongs to the given names of the same language, if any."""
    if Field.GIVEN not in fields:
        return
    given = is_of_hebrew_names(table.headings[fields.index(Field.GIVEN)])
    for column, meaning in enumerate(meanings):
        if meaning == Meaning.MIDDLE and is_of_hebrew_names(table.headings[column]) == given:
            fields[column] = Field.MIDDLE


def _by_content(
    table: Table, fields: Sequence[Field], meanings: Sequence[Meaning | None]
) -> list[Field]:
    """Without headings of names: a single column of text is whole names."""
    found = [
        field or _looks_like(_cells(table.lines, column)) for column, field in enumerate(fields)
    ]
    free = [
        column
        for column, field in enumerate(found)
        if not field
        and meanings[column] not in NOT_READ
        and _has_letters(_cells(table.lines, column))
    ]
    if Field.WHOLE in found:
        if len(free) == 1 and _are_family_names(_cells(table.lines, free[0])):
            found[free[0]] = Field.FAMILY
        return found
    order = [Field.WHOLE] if len(free) == 1 else [Field.GIVEN, Field.MOTHER, Field.FAMILY]
    for column, field in zip(free, order, strict=False):
        found[column] = field
    return found


def _are_family_names(cells: Sequence[str]) -> bool:
    """Whether each cell is far more often a family name than a given one: “Levi”, “Cohen”."""
    names = [known(cell) for cell in cells]
    return bool(names) and all(name.family > 5 * (name.men + name.women) for name in names)


def _extra_field(table: Table, column: int, fields: Sequence[Field]) -> Field:
    """An unnamed column that says by its content what it is, beside columns of names.

    One whose heading is not known, as “Category”, only if all its cells agree.
    """
    cells = _cells(table.lines, column)
    if column < len(table.headings) and table.headings[column]:
        field = _said_by_all(cells)
    elif cells and all(map(is_city, cells)):
        field = Field.CITY
    else:
        field = _looks_like(cells)
    return Field.IGNORE if field in {*fields, Field.WHOLE} else field


def _said_by_all(cells: Sequence[str]) -> Field:
    found = {_said(cell) for cell in cells}
    return found.pop() if len(found) == 1 else Field.IGNORE


def _said(cell: str) -> Field:
    """What a word like “niftar”, “children” or “girls” is a value of."""
    section = section_of(cell)
    if section is None or not section.certain or section.excluded:
        return Field.IGNORE
    if section.departed:
        return Field.DEPARTED
    if section.kind:
        return Field.KIND
    return Field.RELATION if section.relation else Field.IGNORE


def _said_by_column(table: Table, column: int, meaning: Meaning | None) -> Field:
    """A column of grades or of who is living, if each of its cells can be read by itself."""
    cells = _cells(table.lines, column)
    if meaning == Meaning.LIVING:
        all_said = bool(cells) and all(_said(cell) == Field.DEPARTED for cell in cells)
        return Field.DEPARTED if all_said else Field.IGNORE
    readable = bool(cells) and all(not c.isdecimal() and kind_of(c, "") for c in cells)
    return Field.KIND if readable else Field.IGNORE


def _each_once(table: Table, fields: list[Field]) -> list[Field]:
    """Of several columns of one field, the one with most text; the others are not used."""
    best: dict[Field, int] = {}
    for column, field in enumerate(fields):
        if field and (field not in best or _is_better(table, column, best[field])):
            best[field] = column
    return [
        field if field and best[field] == column else Field.IGNORE
        for column, field in enumerate(fields)
    ]


def _is_better(table: Table, column: int, other: int) -> bool:
    """Whether a column is for Hebrew names and the other is not, or has far more text."""
    hebrew, other_hebrew = (
        place < len(table.headings) and is_of_hebrew_names(table.headings[place])
        for place in (column, other)
    )
    if hebrew != other_hebrew:
        return hebrew
    if hebrew and is_hebrew(" ".join(cells := _cells(table.lines, column))):
        others = _cells(table.lines, other)
        if not is_hebrew(" ".join(others)):
            return len(cells) >= len(others)
    return len(_cells(table.lines, column)) > 2 * len(_cells(table.lines, other))


def _cells(lines: Sequence[Line], column: int) -> list[str]:
    found = (line.cells[column] for line in lines[:_SAMPLE] if column < len(line.cells))
    return [cell for cell in found if cell]


def _looks_like(cells: Sequence[str]) -> Field:
    for field, condition in (
        (Field.EMAIL, _EMAIL.fullmatch),
        (Field.RELATION, _RELATION.fullmatch),
        (Field.DEPARTED, FOR_THE_DEPARTED.fullmatch),
        (Field.WHOLE, RELATION.search),
    ):
        if _most(cells, condition):
            return field
    said = [_said(cell) for cell in cells]
    return next(
        (field for field in said if field and said.count(field) * 2 > len(said)), Field.IGNORE
    )


def _has_letters(cells: Sequence[str]) -> bool:
    return _most(cells, lambda cell: any(c.isalpha() for c in cell))


def _most(cells: Sequence[str], condition: Callable[[str], object]) -> bool:
    return sum(bool(condition(cell)) for cell in cells) * 2 > len(cells)
