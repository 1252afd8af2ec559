"""Values of a cell: departed, son or daughter, kind and birth date, in six languages."""

from datetime import date

import pytest

from letters.reading import list_facts, parse_name
from tests.letters.reading.parsed_rows import B, D, G, K, M, R, codes, read

_YES = (
    'yes|Y|TRUE|1|x|✓|כן|נפטר|נפטרה|oui|décédé|да|покойный|sí|fallecida|יא|OBM|z"l|'
    "deceased 2010|1998|Yes - 2010|décédée en 2010|no longer with us"
)


_NO = 'no|N/A|–|-|alive b"h|לא נפטר|FALSCH|False|ложь|non|לא|חי|חיה|vivant|0|нет|жив|ב״ה חי'


@pytest.mark.parametrize("cell", _YES.split("|"))
def test_departed_knows_yes(cell: str) -> None:
    name = read([G, R, M, D], "Yosef", "ben", "Chana", cell)
    assert (name.departed, name.issues) == (True, [])


@pytest.mark.parametrize("cell", _NO.split("|"))
def test_departed_knows_no(cell: str) -> None:
    name = read([G, R, M, D], "Yosef", "ben", "Chana", cell)
    assert (name.departed, codes(name)) == (False, set())


@pytest.mark.parametrize(
    "cell", ["5.5.2001", "2010-05-01", "9 Kislev 5778", "ט׳ כסלו תשע״ח", "May 5, 2001", "1998"]
)
def test_departed_takes_a_date_of_passing_for_yes(cell: str) -> None:
    assert read([G, R, M, D], "Yosef", "ben", "Chana", cell).departed


@pytest.mark.parametrize(
    "cell", ["maybe", "?", "yes?", "no, yes", "2199-01-01", "ask", "Chana", "לא עלינו", "2"]
)
def test_departed_asks_about_anything_else(cell: str) -> None:
    name = read([G, R, M, D], "Yosef", "ben", "Chana", cell)
    assert (name.departed, name.issues) == (False, ["departed_unclear"])


_RELATIVES = (
    "father|his mother|Husband|mother-in-law|grandmother|אבא|האב|אמו|בעלה|סבא|טאטע|מאמע|זיידע|"
    "père|mère|mari|grand-mère|отец|мать|муж|бабушка|padre|madre|esposo|abuela"
)


@pytest.mark.parametrize("relative", _RELATIVES.split("|"))
@pytest.mark.parametrize(
    "cell", ["5 Av ({})", "{} z״l", "ז״ל {}", "{}, 2019", "yes - {}", "{} 1.5.2010", "נפטר {}"]
)
def test_departed_of_a_relative_is_asked_about(cell: str, relative: str) -> None:
    name = read([G, R, M, D], "Yosef", "ben", "Chana", cell.format(relative))
    assert (name.departed, name.issues) == (False, ["departed_unclear"])


@pytest.mark.parametrize(
    "cell", ["5 Av Chana", "5 August 2010 Chana", "כ״ה חנה", "Moshe 2010", "5 Av see notes"]
)
def test_departed_of_a_date_with_other_words_is_asked_about(cell: str) -> None:
    assert read([G, R, M, D], "Yosef", "ben", "Chana", cell).issues == ["departed_unclear"]


@pytest.mark.parametrize(
    "cell",
    ["5 Av", "ה׳ מנחם אב", "יום שני ה׳ אב תשס״ח", "Monday, 5 May 2010", "5 de mayo de 2010"],
)
def test_departed_knows_the_words_of_dates(cell: str) -> None:
    name = read([G, R, M, D], "Yosef", "ben", "Chana", cell)
    assert (name.departed, name.issues) == (True, [])


_SONS = "m|male|boy|son|ben|זכר|בן|ז|fils|homme|garçon|сын|муж|м|hijo|varón|niño|זון|אינגל"


_DAUGHTERS = (
    "f|female|girl|daughter|bas|bat|נקבה|בת|נ|fille|femme|дочь|жен|ж|hija|mujer|טאכטער|מיידל"
)


@pytest.mark.parametrize(
    ("cell", "relation"),
    [
        *((cell, "ben") for cell in _SONS.split("|")),
        *((cell, "bas") for cell in _DAUGHTERS.split("|")),
    ],
)
def test_relation_knows_the_values_of_six_languages(cell: str, relation: str) -> None:
    name = read([G, R, M], "Simcha", cell, "Chana")
    assert (name.relation, codes(name)) == (relation, set())


@pytest.mark.parametrize("cell", ["other", "?", "בן/בת", "ben/bas", "adult", "1"])
def test_relation_asks_about_an_unknown_value(cell: str) -> None:
    name = read([G, R, M], "Yosef", cell, "Chana")
    assert (name.relation, name.issues) == ("", ["relation_unclear"])


def test_relation_m_is_a_woman_beside_h() -> None:
    rows = [("José", "H", "Ana"), ("Raquel", "M", "Sara")]
    facts = list_facts([G, R, M], rows)
    assert [parse_name([G, R, M], row, facts).relation for row in rows] == ["ben", "bas"]


@pytest.mark.parametrize(
    ("given", "relation", "code"),
    [
        ("Yosef", "ben", "relation_suggested"),
        ("Chaya Mushka", "bas", "relation_suggested"),
        ("יוסף", "ben", "relation_suggested"),
        ("Ривка", "bas", "relation_suggested"),
        ("פייגא", "bas", "relation_suggested"),
        ("Jeffrey", "ben", "relation_suggested"),
        ("Simcha", "", "no_relation"),
        ("Yona", "", "no_relation"),
        ("אריאל", "", "no_relation"),
        ("Xqwz", "", "no_relation"),
        ("Yosef Chana", "", "no_relation"),
    ],
)
def test_relation_is_suggested_from_known_given_names(given: str, relation: str, code: str) -> None:
    name = read([G, M], given, "Chana")
    assert name.relation == relation
    assert code in codes(name)


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        *(
            (cell, "child")
            for cell in ("7", "0", "12", "3 months", "5 лет", "7 ans", "child", "ילד")
        ),
        *(
            (cell, "child")
            for cell in ("Grade 3", "כיתה ג", "גן", "Pre-K", "CM2", "2 класс", "baby")
        ),
        *(
            (cell, "adult")
            for cell in ("13", "40", "adult", "מבוגרת", "взрослый", "10th grade", "כיתה י")
        ),
        *((cell, "") for cell in ("blue", "grade 7", "ו", "6ème", "150", "Chana")),
    ],
)
def test_kind_knows_ages_classes_and_words(cell: str, kind: str) -> None:
    name = read([G, R, M, K], "Yosef", "ben", "Chana", cell)
    assert (name.kind if not name.issues else "") == kind
    assert set(name.issues) <= {"kind"}


def test_kind_of_a_girl_of_twelve_is_adult() -> None:
    assert read([G, R, M, K], "Rivka", "bas", "Chana", "12").kind == "adult"
    assert read([G, M, K], "Simcha", "Chana", "12").issues == ["kind", "no_relation"]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2015-03-04", date(2015, 3, 4)),
        ("13/02/2015", date(2015, 2, 13)),
        ("02/13/2015", date(2015, 2, 13)),
        ("4.3.2015", date(2015, 3, 4)),
        ("March 4, 2015", date(2015, 3, 4)),
        ("4 марта 2015", date(2015, 3, 4)),
        ("4 mars 2015", date(2015, 3, 4)),
        ("4 de marzo de 2015", date(2015, 3, 4)),
        ("4 במרץ 2015", date(2015, 3, 4)),
        ("04/03/15", None),
        ("32/13/2015", None),
        ("2915-01-01", None),
        ("ט׳ כסלו תשע״ח", None),
    ],
)
def test_birth_date_is_read_or_asked_about(cell: str, expected: date | None) -> None:
    name = read([G, R, M, B], "Yosef", "ben", "Chana", cell)
    assert name.birth_date == expected
    assert ("birth_date" in name.issues) == (expected is None)


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("2023", "child"),
        ("1975", "adult"),
        ("5783", "child"),
        ("ט׳ כסלו תשפ״ג", "child"),
        ("ט׳ כסלו תש״נ", "adult"),
        ("9 Kislev 5750", "adult"),
        ("32/13/2023", "child"),
        ("9 Kislev", "adult"),
        ("ט׳ כסלו", "adult"),
        ("7", "child"),
        ("minor", "child"),
        ("child", "child"),
        ("04/03/23", ""),
        ("04/03/75", "adult"),
        ("2915-01-01", ""),
        ("1970 (mother)", ""),
        ("see file", ""),
    ],
)
def test_birth_date_that_is_not_clear_says_at_least_who_is_a_child(cell: str, kind: str) -> None:
    name = read([G, R, M, B], "Yosef", "ben", "Chana", cell)
    assert (name.kind if "kind" not in name.issues else "") == kind
    assert "birth_date" in name.issues


def test_birth_date_order_is_taken_from_the_whole_list_else_asked() -> None:
    columns = [G, R, M, B]
    rows = [("Yosef", "ben", "Chana", "03/04/2015"), ("Dov", "ben", "Leah", "02/13/2015")]
    facts = list_facts(columns, rows)
    first = parse_name(columns, rows[0], facts)
    assert (first.birth_date, first.questions) == (date(2015, 3, 4), [])
    alone = parse_name(columns, rows[0])
    assert (alone.birth_date, alone.questions) == (date(2015, 4, 3), ["birth_date_order"])
