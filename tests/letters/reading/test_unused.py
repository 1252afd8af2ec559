"""Texts that are in no name are counted, with the place of each."""

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
