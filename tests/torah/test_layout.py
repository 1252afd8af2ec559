"""The 245 columns of 42 lines."""

import pytest

from letters import torah
from tests.torah.tables import rows

PLACES = [(column, line) for column in range(1, 246) for line in range(1, 43)]


def test_245_columns_of_42_lines(text: torah.Edition) -> None:
    assert (torah.TOTAL_COLUMNS, torah.LINES_IN_COLUMN) == (245, 42)
    assert len(rows("layout")) == 245 * 42
    assert sum(len(text.line(column, line)) for column, line in PLACES) == 304_805


def test_columns_are_consecutive(text: torah.Edition) -> None:
    columns = [text.column(number) for number in range(1, 246)]
    assert [ordinal for column in columns for ordinal in column] == list(range(1, 304_806))


def test_column_consists_of_its_lines(text: torah.Edition) -> None:
    for number in (1, 61, 78, 245):
        lines = [ordinal for line in range(1, 43) for ordinal in text.line(number, line)]
        assert lines == list(text.column(number))


def test_columns_begin_with_vav_except_six(text: torah.Edition) -> None:
    firsts = [text.letter(text.column(number).start).character for number in range(1, 246)]
    assert len(firsts) - firsts.count("ו") == 6


def test_pieces_match_the_table(text: torah.Edition) -> None:
    for row in rows("layout"):
        pieces = text.pieces(int(row["column"]), int(row["line"]))
        assert "+".join(str(len(piece)) for piece in pieces) == row["letters"]


def test_pieces_contain_the_letters_of_the_line_in_order(text: torah.Edition) -> None:
    for column, line in PLACES:
        pieces = text.pieces(column, line)
        ordinals = [ordinal for piece in pieces for ordinal in piece]
        assert ordinals == list(text.line(column, line))


def test_line_without_letters(text: torah.Edition) -> None:
    assert not text.line(61, 2)


def test_lines_do_not_break_words(text: torah.Edition) -> None:
    for column, line in PLACES:
        for piece in text.pieces(column, line):
            assert not piece or text.letter(piece.start).position_in_word == 1


@pytest.mark.parametrize(("column", "line"), [(0, 1), (246, 1), (1, 0), (1, 43), (-1, 1), (1, -1)])
def test_line_rejects_unknown(customary: torah.Edition, column: int, line: int) -> None:
    for ask in (customary.line, customary.pieces):
        with pytest.raises(torah.UnknownPlace):
            ask(column, line)


@pytest.mark.parametrize("number", [0, -1, 246])
def test_column_rejects_unknown(customary: torah.Edition, number: int) -> None:
    with pytest.raises(torah.UnknownPlace):
        customary.column(number)
