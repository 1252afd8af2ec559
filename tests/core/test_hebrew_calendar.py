from datetime import date

import pytest

from core.calendar.hebrew_calendar import civil_date, hebrew_date, ordinal

SIYUM_OF_THE_ELEVENTH = date(2025, 11, 16)


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (1, "1st"),
        (2, "2nd"),
        (3, "3rd"),
        (4, "4th"),
        (11, "11th"),
        (12, "12th"),
        (13, "13th"),
        (21, "21st"),
        (52, "52nd"),
        (101, "101st"),
        (111, "111th"),
    ],
)
def test_ordinal_in_english(number: int, written: str) -> None:
    assert ordinal(number, "en") == written


@pytest.mark.parametrize(
    ("number", "written"), [(1, "הא׳"), (12, "הי״ב"), (15, "הט״ו"), (21, "הכ״א")]
)
def test_ordinal_in_hebrew_has_the_article(number: int, written: str) -> None:
    assert ordinal(number, "he") == written


def test_ordinal_refuses_zero() -> None:
    with pytest.raises(ValueError, match="0"):
        ordinal(0, "en")


def test_dates_in_english() -> None:
    assert hebrew_date(SIYUM_OF_THE_ELEVENTH, "en") == "25 Cheshvan 5786"
    assert civil_date(SIYUM_OF_THE_ELEVENTH, "en") == "16 November 2025"


def test_dates_in_hebrew() -> None:
    assert hebrew_date(SIYUM_OF_THE_ELEVENTH, "he") == "כ״ה חשוון ה׳תשפ״ו"
    assert civil_date(SIYUM_OF_THE_ELEVENTH, "he") == "16 בנובמבר 2025"


@pytest.mark.parametrize(
    ("day", "english", "hebrew"),
    [
        (date(2024, 2, 14), "5 Adar I 5784", "ה׳ אדר א׳ ה׳תשפ״ד"),
        (date(2024, 3, 25), "15 Adar II 5784", "ט״ו אדר ב׳ ה׳תשפ״ד"),
        (date(2025, 3, 14), "14 Adar 5785", "י״ד אדר ה׳תשפ״ה"),
        (date(2026, 11, 14), "4 Kislev 5787", "ד׳ כסלו ה׳תשפ״ז"),
        (date(2026, 1, 4), "15 Teves 5786", "ט״ו טבת ה׳תשפ״ו"),
    ],
)
def test_hebrew_date(day: date, english: str, hebrew: str) -> None:
    assert hebrew_date(day, "en") == english
    assert hebrew_date(day, "he") == hebrew


def test_language_without_a_format_is_written_like_the_default_one() -> None:
    assert hebrew_date(SIYUM_OF_THE_ELEVENTH, "fr") == "25 Cheshvan 5786"
    assert civil_date(SIYUM_OF_THE_ELEVENTH, "fr") == "16 November 2025"
    assert ordinal(12, "fr") == "12th"
