"""Names: validation and the key of typed text."""

import pytest
from django.core.exceptions import ValidationError

from letters.models import Person
from letters.names import (
    TypedName,
    exact_match_key,
    person_exact_key,
    validate_given_name,
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
        ("Ben-Tzion", "ben tzion"),
        ("אברהם הכהן", "אברהם"),
    ],
)
def test_exact_match_key_ignores_marks_titles_and_dashes(one: str, other: str) -> None:
    assert exact_match_key(one) == exact_match_key(other)


def test_exact_match_key_keeps_the_family_name_cohen() -> None:
    assert exact_match_key("כהן") != ""


@pytest.mark.parametrize("name", ["Bar", "Ben", "בן", "בר", "הרב"])
def test_exact_match_key_is_never_empty_for_a_name(name: str) -> None:
    assert exact_match_key(name) != ""


@pytest.mark.parametrize(
    ("mother", "family"),
    [("Chaya", "Mushka Levi"), ("Chaya Mushka", "Levi"), ("Chaya Mushka Levi", "")],
)
def test_person_exact_key_do_not_depend_on_where_the_family_name_begins(
    mother: str, family: str
) -> None:
    expected = person_exact_key(TypedName("Yosef", "ben", "Chaya Mushka", "", "Levi"))
    assert person_exact_key(TypedName("Yosef", "ben", mother, "", family)) == expected


def test_person_exact_key_contain_given_parent_and_family() -> None:
    assert person_exact_key(TypedName("יוסף", "ben", "חנה", "", "לוי")) == "יוספ|חנה לוי"


@pytest.mark.parametrize("family", ["HaLevi", "Bar", "Ben David", "הלוי", "הכהן"])
def test_person_exact_key_keeps_the_family_name(family: str) -> None:
    named, without = (TypedName("Bar", "ben", "Chana", "", each) for each in (family, ""))
    assert person_exact_key(named) != person_exact_key(without)


@pytest.mark.parametrize(
    "name",
    ["", "  ", "יוסף", "חי׳", "O'Brien", "Anne-Marie", "רחל לאה", "שָׂרָה", "Йосеф"],
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
        "יוסף\u200f",
    ],
)
def test_validate_name_rejects(name: str) -> None:
    with pytest.raises(ValidationError):
        validate_name(name)


@pytest.mark.parametrize("letter", ["ﬃ", "ĳ", "ΐ", "ẞ", "א"])
def test_exact_key_of_the_longest_names_fits_its_column(letter: str) -> None:
    longest = letter * 60
    limit = Person._meta.get_field("exact_match_key").max_length or 0
    key = person_exact_key(TypedName(longest, "ben", longest, longest, longest))
    assert len(key) <= limit


@pytest.mark.parametrize(
    "given", ["יוסף בן חנה", "Yosef ben Chana", "Velvel Ben Avraham z”l", "Leah bas R' Moshe"]
)
def test_given_name_with_a_parent_is_refused(given: str) -> None:
    with pytest.raises(ValidationError, match="given name only"):
        validate_given_name(given)


@pytest.mark.parametrize(
    "given",
    ["בן ציון", "יוסף בן ציון", "Chaya Bas Sheva", "Ben", "Reuben Benjamin", "בת שבע", "בנימין"],
)
def test_given_name_that_has_ben_or_bas_in_it_is_accepted(given: str) -> None:
    validate_given_name(given)
