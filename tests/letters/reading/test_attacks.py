"""Wrong names that were once taken without a question, in a list, from a program and typed."""

from collections.abc import Mapping

import pytest

from letters.reading import Field, check_fields, list_facts, parse_name, read_rows

_COLUMNS = (Field.GIVEN, Field.RELATION, Field.MOTHER, Field.FATHER, Field.FAMILY)
_FIELDS = ("given_name", "relation", "mother_name", "father_name", "family_name")


def codes_of_row(cells: tuple[str, ...], columns: tuple[Field, ...] = _COLUMNS) -> set[str]:
    """What is unclear about a row that a program sends."""
    (line,) = read_rows([cells]).lines
    name = parse_name(columns, line.cells, list_facts(columns, [line.cells]))
    return {*line.questions, *name.issues, *name.questions}


def codes_of_typed(cells: tuple[str, ...]) -> set[str]:
    """What is unclear about a name that is typed at a booth."""
    name: Mapping[str, str] = dict(zip(_FIELDS, cells, strict=True))
    return set(check_fields(name))


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        (("Yosef", "ben", "Chana", "", "ben Shimon"), "family_split"),
        (("Yosef", "ben", "Chana", "", "Bas Rivka"), "family_split"),
        (("יוסף", "ben", "חנה", "", "בת רבקה"), "family_split"),
        (("Yosef Levi", "ben", "Chana", "", ""), "given_may_be_family"),
        (("יוסף לוי", "ben", "חנה", "", ""), "given_may_be_family"),
        (("Sgt Yosef", "ben", "Chana", "", "Levi"), "title"),
        (("Captain Yosef", "ben", "Chana", "", "Levi"), "title"),
        (('סמ"ר יוסף', "ben", "חנה", "", "לוי"), "title"),
        (("Yosef", "ben", "Captain Chana", "", "Levi"), "title"),
        (("Monday", "ben", "Chana", "", "Levi"), "no_name_word"),
        (("Shabbos", "ben", "Chana", "", "Levi"), "no_name_word"),
        (("Yosef", "ben", "Ima", "", "Levi"), "no_name_word"),
        (("Oma", "bas", "Chana", "", "Levi"), "no_name_word"),
    ],
)
def test_wrong_names_are_asked_about(cells: tuple[str, ...], code: str) -> None:
    assert code in codes_of_row(cells)
    assert code in codes_of_typed(cells)


@pytest.mark.parametrize(
    "cells",
    [
        ("Yosef", "ben", "Chana", "", "Ben Shimon"),
        ("יוסף", "ben", "חנה", "", "בן שמעון"),
        ("Yosef Shalom", "ben", "Chana", "", ""),
        ("Levi Yitzchok", "ben", "Chana", "", ""),
        ("Yosef Levi", "ben", "Chana", "", "Katz"),
        ("Avi", "ben", "Chana", "Avi", "Katz"),
    ],
)
def test_right_names_are_not(cells: tuple[str, ...]) -> None:
    assert not codes_of_row(cells)
    assert not codes_of_typed(cells)


def test_a_girl_is_no_son() -> None:
    columns = (*_COLUMNS, Field.KIND)
    girl = ("Yosef", "ben", "Chana", "", "Levi", "girl")
    assert codes_of_row(girl, columns) == {"fields_disagree"}
    assert not codes_of_row((*girl[:-1], "boy"), columns)
    assert not codes_of_row((*girl[:-1], "b"), columns)


def test_a_woman_behind_the_word_for_a_father_is_asked_about() -> None:
    assert "parents_gender" in codes_of_row(("יוסף בר לאה",), (Field.WHOLE,))
    assert not codes_of_row(("יוסף בר דוד",), (Field.WHOLE,))
