"""The cleaning of text from outside."""

import sys
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.forms.text_input import (
    REPLACEMENT,
    clean_line,
    clean_text,
    is_clean,
    parse_positive_int,
    parse_positive_ints,
)
from core.intervals import merge_ranges
from core.spreadsheets import cell

ANY_TEXT = st.text(st.characters(codec=None))  # surrogates as well


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("name@example.org\u200f", "name@example.org"),
        ("\u200ename@example.org", "name@example.org"),
        ("Yo\x00sef\x07", "Yosef"),
        ("\u2066Yosef\u2069", "Yosef"),
        ("\u202aYosef\u202c", "Yosef"),
        ("Yo\u200bs\u200de\u200cf\u2060\ufeff", "Yosef"),
        ("Yosef\U000e0041\U000e007f", "Yosef"),  # tags
        ("Yo\xadsef\u034f\ufe0f", "Yosef"),
        ("e\u0301", "é"),
        ("\u202efesoY\u202c", f"{REPLACEMENT}fesoY"),
        ("\u202dYosef", f"{REPLACEMENT}Yosef"),
        ("Yosef\ud800", f"Yosef{REPLACEMENT}"),
        ("Yosef\ue000", f"Yosef{REPLACEMENT}"),
        ("Yosef\ufdd0\U0001ffff", f"Yosef{REPLACEMENT * 2}"),
        ("one\r\ntwo\tthree", "one\r\ntwo\tthree"),
        ("one\u2028two\x0bthree", "one\ntwo\nthree"),
        ("יוֹסֵף בן־חנה, d’Avigdor", "יוֹסֵף בן־חנה, d’Avigdor"),
    ],
)
def test_clean_text(typed: str, cleaned: str) -> None:
    assert clean_text(typed) == cleaned


def test_clean_line_has_spaces_only() -> None:
    assert clean_line("Chaya\r\nMushka\tbas\xa0Sarah\u2009Levi\n") == "Chaya Mushka bas Sarah Levi "


@given(ANY_TEXT)
def test_cleaned_text_stays_as_it_is(text: str) -> None:
    cleaned = clean_text(text)
    assert is_clean(cleaned)
    assert clean_text(cleaned) == cleaned
    cleaned.encode()  # no lone surrogate


def test_no_control_or_format_sign_that_shows_nothing_is_left() -> None:
    left = [
        chr(code)
        for code in range(sys.maxunicode + 1)
        if unicodedata.category(chr(code)) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
        and is_clean(chr(code))
    ]
    # Line ends and tab, and characters of Arabic, Kaithi and Egyptian that are drawn.
    drawn = [character for character in left if unicodedata.category(character) == "Cf"]
    assert set(left) - set(drawn) == {"\t", "\n", "\r"}
    names = {unicodedata.name(character).split()[0] for character in drawn}
    assert names <= {"ARABIC", "SYRIAC", "KAITHI", "EGYPTIAN"}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *(("0", 0), ("007", 7), ("9" * 18, 10**18 - 1), ("9" * 19, None), ("9" * 5_000, None)),
        *(("", None), ("²", None), ("٣", None), ("-1", None), ("1.0", None), (" 1", None)),
    ],
)
def test_parse_positive_int(text: str, number: int | None) -> None:
    assert parse_positive_int(text) == number


def test_parse_positive_ints_leaves_out_what_is_no_number() -> None:
    assert parse_positive_ints(["3", "²", "", "1"]) == [3, 1]


@given(st.lists(st.builds(range, st.integers(0, 50), st.integers(0, 50))))
def test_merged_ranges_have_the_same_numbers(ranges: list[range]) -> None:
    merged = merge_ranges(ranges)
    assert [n for each in merged for n in each] == sorted({n for each in ranges for n in each})
    assert all(one.stop < other.start for one, other in pairwise(merged))


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@SUM", "＝1+1", "＋1", "－1", "＠SUM"])
def test_no_cell_of_an_export_is_a_formula(formula: str) -> None:
    assert cell(formula) == f"'{formula}"
