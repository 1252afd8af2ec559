"""Names: validation and match keys."""

import pytest
from django.core.exceptions import ValidationError

from letters.names import (
    TypedName,
    exact_match_key,
    loose_match_key,
    person_match_keys,
    validate_name,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("שָׂרָה", "שרה"),
        ("הרב יוסף", "יוסף"),
        ("ר׳ יוסף", "יוסף"),
        ("יוסף ע״ה", "יוסף"),
        ('יוסף ז"ל', "יוסף"),
        ("בן־ציון", "בן ציון"),
        ("חי׳", "חי"),
        ("לייב", "לײב"),
        ("YOSEF", "yosef"),
        ("Ḥana", "Hana"),
        ("יוסף\u200f", "יוסף"),
        ("Ben-Tzion", "Tzion"),
        ("אברהם הכהן", "אברהם"),
    ],
)
def test_exact_match_key_ignores_marks_titles_and_dashes(one: str, other: str) -> None:
    assert exact_match_key(one) == exact_match_key(other)


def test_exact_match_key_keeps_the_family_name_cohen() -> None:
    assert exact_match_key("כהן") != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("יוסי", "יוסף"),
        ("מענדל", "מנחם מענדל"),
        ("חי׳", "חיה"),
        ("אייזיק", "איזיק"),
        ("Chana", "Hannah"),
        ("Yitzchok", "Yitschak"),
        ("Mendel", "Menachem Mendel"),
    ],
)
def test_loose_match_key_is_equal_for_spellings_of_one_name(one: str, other: str) -> None:
    assert loose_match_key(one) == loose_match_key(other)


@pytest.mark.parametrize(("one", "other"), [("שרה", "רבקה"), ("Yosef", "Yaakov"), ("דוד", "דן")])
def test_loose_match_key_differs_for_different_names(one: str, other: str) -> None:
    assert loose_match_key(one) != loose_match_key(other)


def test_person_match_keys_contain_given_parent_and_family() -> None:
    exact, loose = person_match_keys(TypedName("יוסף", "ben", "חנה", "", "לוי"))
    assert exact == "יוספ|חנה|לוי"
    assert loose.count("|") == 1


@pytest.mark.parametrize(
    "name",
    ["", "  ", "יוסף", "חי׳", "O'Brien", "Anne-Marie", "רחל לאה", "שָׂרָה", "יוסף\u200f", "Йосеф"],
)
def test_validate_name_accepts(name: str) -> None:
    validate_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "12345",
        "???",
        "😀",
        "Yosef😀",
        "http://x.io",
        "a@b.c",
        "<b>Yosef</b>",
        "א" * 61,
        "Yo\x07sef",
    ],
)
def test_validate_name_rejects(name: str) -> None:
    with pytest.raises(ValidationError):
        validate_name(name)
