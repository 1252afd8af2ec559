"""Numbers in Hebrew letters."""

import pytest

from core.calendar.hebrew_numerals import hebrew_numeral


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (1, "א׳"),
        (10, "י׳"),
        (11, "י״א"),
        (15, "ט״ו"),
        (16, "ט״ז"),
        (17, "י״ז"),
        (20, "כ׳"),
        (25, "כ״ה"),
        (89, "פ״ט"),
        (115, "קט״ו"),
        (116, "קט״ז"),
        (400, "ת׳"),
        (500, "ת״ק"),
        (786, "תשפ״ו"),
        (999, "תתקצ״ט"),
        (1_000, "א׳"),
        (5_786, "ה׳תשפ״ו"),
        (5_800, "ה׳ת״ת"),
        (6_015, "ו׳ט״ו"),
    ],
)
def test_hebrew_numeral(number: int, written: str) -> None:
    assert hebrew_numeral(number) == written


@pytest.mark.parametrize("number", [0, -1, 10_000])
def test_hebrew_numeral_refuses_numbers_out_of_range(number: int) -> None:
    with pytest.raises(ValueError, match=f"1 to 9999, not {number}"):
        hebrew_numeral(number)
