"""Texts that are in no name are counted, with the place of each."""

import pytest

from letters.reading import read_text, recognise_columns, unused_cells


def unused(text: str) -> list[tuple[int, str, str]]:
    """Line, heading and text of each."""
    table = read_text(text)
    return [
        (each.line, each.column, each.text)
        for each in unused_cells(table, recognise_columns(table))
    ]


def test_unused_cells_has_cells_of_columns_that_are_not_used() -> None:
    table = "Hebrew name,Mother,Notes,Phone\nYosef,Chana,call him,718\nMushka,Sarah,,719\n"
    assert unused(table) == [(2, "Notes", "call him")]


def test_unused_cells_has_titles_greetings_and_totals() -> None:
    table = "Names for the Torah\n\nHebrew name,Mother\nYosef,Chana\nTotal,1\n"
    assert unused(table) == [(1, "", "Names for the Torah"), (5, "", "Total")]


def test_unused_cells_has_the_lines_around_a_list() -> None:
    text = "Dear Rabbi,\nour names:\nYosef ben Chana\nThank you!"
    assert [found[2] for found in unused(text)] == ["Dear Rabbi,", "our names:", "Thank you!"]


def test_unused_cells_has_what_the_program_of_a_chat_wrote() -> None:
    chat = "12/03/2026, 14:20 - Messages are encrypted\n12/03/2026, 14:22 - Ari: Yosef ben Chana"
    assert unused(chat) == [(1, "", "Messages are encrypted")]


def test_unused_cells_is_empty_where_every_cell_is_used() -> None:
    assert unused("Yosef ben Chana\nMushka bas Sarah") == []


@pytest.mark.parametrize(
    ("heading", "cell", "counted"),
    [
        *((heading, cell, True) for heading in ("Foo", "") for cell in ("7", "2016", "5776")),
        *(("Foo", cell, True) for cell in ("12/5/2016", "2016-05-12", "5.12.16")),
        *(("Mother's age", cell, True) for cell in ("34", "1990")),
        *(("Phone", cell, False) for cell in ("718", "2016", "7185550100")),
        *(("Timestamp", cell, False) for cell in ("12/5/2016", "12/5/2016 14:20:05")),
        *(("Foo", cell, False) for cell in ("7185550100", "4,50", "-", "")),
    ],
)
def test_unused_cells_has_digits_that_may_be_a_fact(heading: str, cell: str, counted: bool) -> None:
    text = f"Hebrew name\tGender\tMother\t{heading}\nYosef\tM\tChana\t{cell}"
    assert [each[2] for each in unused(text)] == ([cell] if counted else [])


def test_unused_cells_leaves_the_numbers_of_rows_out() -> None:
    assert unused("#\tHebrew name\tGender\tMother\n1\tYosef\tM\tChana\n2\tDov\tM\tLeah") == []
