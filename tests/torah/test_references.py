"""How a verse is named for a reader."""

import pytest

from letters import torah


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
        (89, "פ״ט"),
        (115, "קט״ו"),
        (116, "קט״ז"),
        (400, "ת׳"),
        (786, "תשפ״ו"),
        (999, "תתקצ״ט"),
    ],
)
def test_hebrew_numerals(number: int, written: str) -> None:
    assert torah.hebrew_numeral(number) == written


@pytest.mark.parametrize("number", [0, -1, 1000])
def test_other_numbers_are_refused(number: int) -> None:
    with pytest.raises(ValueError, match="1 to 999"):
        torah.hebrew_numeral(number)


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "Bereshit 1:1"),
        ("fr", "Bereshit 1:1"),
        ("he", "בראשית א׳ א׳"),
        ("he-IL", "בראשית א׳ א׳"),
        ("yi", "בראשית א׳ א׳"),
    ],
)
def test_a_verse_is_named_in_the_readers_language(language: str, written: str) -> None:
    assert torah.reference(torah.Verse(1, 1, 1), language) == written


def test_the_name_is_not_spelled_in_numerals() -> None:
    assert torah.reference(torah.Verse(5, 15, 16), "he") == "דברים ט״ו ט״ז"


def test_there_are_five_books() -> None:
    assert [book.number for book in torah.BOOKS] == [1, 2, 3, 4, 5]
    names = ["Bereshit", "Shemot", "Vayikra", "Bamidbar", "Devarim"]
    assert [book.name for book in torah.BOOKS] == names
    hebrew = ["בראשית", "שמות", "ויקרא", "במדבר", "דברים"]
    assert [book.hebrew_name for book in torah.BOOKS] == hebrew
