"""What is unclear about a name whose parts are typed into fields of their own."""

import pytest

from letters.reading import check_fields


def codes(given: str, mother: str, father: str, family: str, relation: str) -> dict[str, set[str]]:
    name = {"given_name": given, "mother_name": mother, "father_name": father}
    found = check_fields({**name, "family_name": family, "relation": relation})
    return {code: set(fields) for code, fields in found.items()}


@pytest.mark.parametrize(
    "name",
    [
        ("Yosef", "Chana", "", "Levi", "ben"),
        ("יוסף", "חנה", "אברהם", "כהן", "ben"),
        ("Rivka", "Bas Sheva", "", "Cohen", "bas"),
        ("Menachem Mendel", "Chaya Mushka", "Sholom Dovber", "Schneerson", "ben"),
        ("R' Yosef", "Sarah Imeinu", "", "", "ben"),
        ("Ben Zion", "Rus", "", "Ben David", "ben"),
        ("Shneur Zalman HaKohen", "Rivka", "", "Katz", "ben"),
        ("", "Chana", "", "", ""),
    ],
)
def test_check_fields_asks_nothing_about_usual_names(name: tuple[str, ...]) -> None:
    assert codes(*name) == {}


@pytest.mark.parametrize(
    ("name", "found"),
    [
        (("Yosef", "-", "", "", "ben"), {"parent_unknown": {"mother_name"}}),
        (("N/A", "Chana", "", "", "bas"), {"no_name_word": {"given_name"}}),
        (("Yosef", "Chana", "Rivka", "", "ben"), {"parents_gender": {"father_name"}}),
        (('ז"ל', "חנה", "", "", "ben"), {"suffix": {"given_name"}, "no_name_word": {"given_name"}}),
        (("Yosef", "Chana bas Rivka", "", "", "ben"), {"two_relations": {"mother_name"}}),
        (("יוסף", "לאה ורבקה", "", "", "ben"), {"several_people": {"mother_name"}}),
        (
            ("Levi", "Chana", "", "Yosef", "ben"),
            {"given_may_be_family": {"given_name", "family_name"}},
        ),
        (("Rivka", "Chana", "", "Levi", "ben"), {"relation_unusual": {"given_name", "relation"}}),
    ],
)
def test_check_fields_says_which_field_a_code_is_about(
    name: tuple[str, ...], found: dict[str, set[str]]
) -> None:
    assert codes(*name) == found
