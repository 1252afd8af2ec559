"""References of verses in each language."""

import pytest

from letters import torah


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
def test_reference_by_language(language: str, written: str) -> None:
    assert torah.reference(torah.Verse(1, 1, 1), language) == written


def test_reference_writes_15_and_16_without_the_name() -> None:
    assert torah.reference(torah.Verse(5, 15, 16), "he") == "דברים ט״ו ט״ז"


def test_books() -> None:
    assert [book.number for book in torah.BOOKS] == [1, 2, 3, 4, 5]
    names = ["Bereshit", "Shemot", "Vayikra", "Bamidbar", "Devarim"]
    assert [book.name for book in torah.BOOKS] == names
    hebrew = ["בראשית", "שמות", "ויקרא", "במדבר", "דברים"]
    assert [book.hebrew_name for book in torah.BOOKS] == hebrew
