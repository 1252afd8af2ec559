"""Whether two names are one person's, over plain values."""

import pytest

from letters.matching.compare import NameFacts, compare


def facts(text: str) -> NameFacts:
    """Given | relation | mother | father | family."""
    given, relation, mother, father, family = (part.strip() for part in text.split("|"))
    return NameFacts(given, relation, mother, father, family)


PAIRS = [
    ("one name in two scripts", "strict", "Yosef|ben|Chana||Levi", "יוסף|ben|חנה||לוי"),
    ("a short form", "loose", "Mendel|ben|Chana||Levi", "Menachem Mendel|ben|Chana||Levi"),
    ("share one of two names", "no", "Chaya Mushka|bas|Leah||Katz", "Chaya Sara|bas|Leah||Katz"),
    ("spellings", "strict", "Chaya|bas|Rivka||Cohen", "Haya|bas|Rivkah||Kohen"),
    ("a short form in Hebrew", "loose", "יוסי|ben|חנה||כהן", "יוסף|ben|חנה||כהן"),
    ("Cyrillic", "strict", "Йосеф|ben|Хана||Левин", "Yosef|ben|Chana||Levin"),
    ("endings", "strict", "Shmuel|ben|Miriam||Rabinowitz", "שמואל|ben|מרים||רבינוביץ"),
    ("sounds of a family", "strict", "Shmuel|ben|Leah||Bronstein", "שמואל|ben|לאה||ברונשטיין"),
    ("run together", "strict", "Shmuel|ben|Miriam Levi||", "Shmuel|ben|Miriam||Levi"),
    ("no family name in one", "loose", "Shmuel|ben|Miriam||", "Shmuel|ben|Miriam||Levi"),
    ("parents exchanged", "loose", "Shmuel|ben|Miriam||Levi", "Shmuel|ben||Miriam|Levi"),
    ("names exchanged", "loose", "Levi|ben|Miriam||Shmuel", "Shmuel|ben|Miriam||Levi"),
    ("given and mother", "loose", "Chana|ben|Yosef||Levi", "Yosef|ben|Chana||Levi"),
    ("given and mother of a daughter", "no", "Chana|bas|Leah||Levi", "Leah|bas|Chana||Levi"),
    ("the same, one father", "loose", "Chana|bas|Leah|Dov|Levi", "Leah|bas|Chana|Dov|Levi"),
    ("all in one field", "loose", "Yosef ben Chana Levi|ben|||", "Yosef|ben|Chana||Levi"),
    ("all in one field, a father", "loose", "יוסף בן דוד לוי|ben|||", "Yosef|ben||David|Levi"),
    (
        "a parent in the field too",
        "loose",
        "Yosef ben Chana|ben|Chana||Levi",
        "Yosef|ben|Chana||Levi",
    ),
    ("half of a double family", "loose", "Zev|ben|Leah||Levi Katz", "Zev|ben|Leah||Katz"),
    ("half of one in two scripts", "loose", "Zev|ben|Leah||Levi-Katz", "זאב|ben|לאה||לוי"),
    ("another father", "no", "Dov|ben|Leah|Moshe|Zaltzman", "דב|ben|לאה|יצחק|זלצמן"),
    ("both parents", "strict", "Dov|ben|Leah|Yitzchok|", "דב|ben|לאה|יצחק|"),
    ("two words or one", "strict", "Bat Sheva|bas|Leah||Cohen", "Basheva|bas|Leah||Cohen"),
    ("a pair of names", "loose", "Tzvi Hirsh|ben|Leah||Cohen", "Hershel|ben|Leah||Cohen"),
    ("two known names", "no", "Chana|bas|Leah||Cohen", "Chaya|bas|Leah||Cohen"),
    ("titles", "strict", "Zev|ben||R' Avraham HaKohen|Katz", "Zev|ben||Avraham|Katz"),
    ("a convert's father", "loose", "Zev|ben||Avraham Avinu|Katz", "Zev|ben||Avraham Avinu|Katz"),
    ("son and daughter", "no", "Simcha|ben|Leah||Katz", "Simcha|bas|Leah||Katz"),
    ("close families", "no", "Zev|ben|Leah||Kagan", "Zev|ben|Leah||Katz"),
]


@pytest.mark.parametrize(("reason", "expected", "a", "b"), PAIRS, ids=[pair[0] for pair in PAIRS])
def test_compare_answers_alike_in_both_orders(reason: str, expected: str, a: str, b: str) -> None:
    assert compare(facts(a), facts(b)) == expected
    assert compare(facts(b), facts(a)) == expected


def test_departed_and_living_are_not_one() -> None:
    living = NameFacts("Zev", "ben", "Leah", "", "Katz", departed=False)
    departed = NameFacts("Zev", "ben", "Leah", "", "Katz", departed=True)
    unknown = NameFacts("Zev", "ben", "Leah", "", "Katz")
    assert compare(living, departed) == "no"
    assert compare(living, unknown) == "strict"


def test_baby_is_never_strict_and_never_a_named_child() -> None:
    baby = NameFacts("", "ben", "Leah", "", "Katz", baby=True)
    assert compare(baby, baby) == "loose"
    assert compare(baby, NameFacts("Zev", "ben", "Leah", "", "Katz")) == "no"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Chana", "Chaya"),
        ("חנה", "חיה"),
        ("Henya", "Hinda"),
        ("Ayala", "Ayelet"),
        ("Naomi", "Naama"),
        ("Shira", "Sarah"),
        ("Miriam", "Merav"),
        ("Tamar", "Temma"),
        ("Yael", "Yehudis"),
        ("Рахель", "Ривка"),
    ],
)
def test_two_known_names_are_two(one: str, other: str) -> None:
    first, second = (NameFacts(name, "bas", "Leah", "Moshe", "Katz") for name in (one, other))
    assert compare(first, second) == "no"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Leah", "Lea"),
        ("Dina", "Dinah"),
        ("Rashka", "Rashke"),
        ("Yehudis", "Йеудит"),
        ("פעסל", "Pessel"),
        ("Séphora", "Tzipporah"),
        ("Jaia", "Chaya"),
        ("שטערנא", "שטרנה"),
    ],
)
def test_spellings_of_one_name_are_one(one: str, other: str) -> None:
    first, second = (NameFacts(name, "bas", "Leah", "Moshe", "Katz") for name in (one, other))
    assert compare(first, second) == "strict"


def test_initials_and_names_left_out_ask() -> None:
    whole = NameFacts("Menachem Mendel", "ben", "Rivka", "Sholom", "Katz")
    for given in ("M. M.", ""):
        assert compare(whole, NameFacts(given, "ben", "Rivka", "Sholom", "Katz")) == "loose"
    assert compare(whole, NameFacts("", "ben", "Rivka", "", "Katz")) == "no"
