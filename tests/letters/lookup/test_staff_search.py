"""The committee's search by a name in any script."""

import pytest

from letters.admin.people import people_named
from letters.models import Person, Purchaser

PEOPLE = [
    ("יוסף", "חנה", "לוי"),
    ("Yosef", "Rivka", "Friedman"),
    ("Хая Мушка", "Двора", "Левин"),
    ("Zundel", "Breindel", "Shvartzshtat"),
]


@pytest.fixture
def _people(db: None) -> None:
    payer = Purchaser.objects.create(email="payer@example.org")
    for given, mother, family in PEOPLE:
        Person.objects.create(
            purchaser=payer,
            kind="adult",
            given_name=given,
            relation="ben",
            mother_name=mother,
            family_name=family,
            declared="self",
        )


@pytest.mark.usefixtures("_people")
@pytest.mark.parametrize(
    ("term", "found"),
    [
        ("Yosef", {"יוסף", "Yosef"}),
        ("yosef levy", {"יוסף"}),
        ("Joseph ben Chana Levi", {"יוסף"}),
        ("יוסף פרידמן", {"Yosef"}),
        ("Chaya Mushka", {"Хая Мушка"}),
        ("חיה בת דבורה", {"Хая Мушка"}),
        ("זונדל", {"Zundel"}),
        ("Zundel Breindel", {"Zundel"}),
        ("Fried", {"Yosef"}),
        ("הרב יוסף לוי", {"יוסף"}),
        ("bar", set()),
        ("Avigdor", set()),
        ("'; DROP", set()),
    ],
)
def test_people_named(term: str, found: set[str]) -> None:
    assert {person.given_name for person in people_named(term)} == found
