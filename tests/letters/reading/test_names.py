"""From the cells of a row to a person: what is read, and what is asked about."""

from collections.abc import Sequence
from datetime import date
from types import ModuleType

import pytest

from letters.reading import Field, Issue, ParsedName, Question, list_facts, parse_name
from letters.reading.names.known_names import known
from tests.letters.reading.reading_set import name_columns, whole_names
from tests.letters.reading.reading_set.score import score

G, M, F, L = Field.GIVEN, Field.MOTHER, Field.FATHER, Field.FAMILY
W, R, K, D, H, C = (
    *(Field.WHOLE, Field.RELATION, Field.KIND, Field.DEPARTED, Field.HONORIFIC, Field.CIVIL),
)
B = Field.BIRTH_DATE


def read(columns: Sequence[Field], *cells: str) -> ParsedName:
    """The name of one row."""
    return parse_name(columns, cells)


def parts(name: ParsedName) -> str:
    """The parts of a name in one line."""
    return " | ".join(
        [name.given_name, name.relation, name.mother_name, name.father_name, name.family_name]
    ).rstrip(" |")


def codes(name: ParsedName) -> set[str]:
    """All that is asked about."""
    return {*name.issues, *name.questions}


@pytest.mark.parametrize("kind", [whole_names, name_columns])
def test_names_are_never_silently_wrong(kind: ModuleType) -> None:
    total = score(kind.CASES)
    assert total.silent == 0, total.failures


@pytest.mark.parametrize("kind", [whole_names, name_columns])
def test_clean_names_are_mostly_read_right(kind: ModuleType) -> None:
    total = score(kind.CLEAN_CASES)
    assert (total.silent, total.share(total.right) >= 85) == (0, True), total.failures


# What is asked -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("Chaya Mushka bas Rivka Leah Goldberg", Question.FAMILY_SPLIT),
        ("Yosef ben Avraham Levi", Question.FAMILY_SPLIT),
        ("Doniel ben Chaya Sara Liba", Question.PARENT_SPLIT),
        ("Yosef Goldberg ben Chana", Question.GIVEN_SPLIT),
        ("LEVY Yosef ben Hanna", Question.GIVEN_SPLIT),
        ("Cohen ben Miriam", Question.GIVEN_MAY_BE_FAMILY),
        ("Ben David Yosef ben Chana", Question.GIVEN_MAY_BE_FAMILY),
        ("Moshe ben Zoltan", Question.PARENTS_GENDER),
        ("Yosef ben Simcha", Question.PARENTS_GENDER),
        ("Иосиф сын Ханы", Question.GENITIVE),
        ("הרב יוסף בן חנה", Question.TITLE),
        ('Velvel ben Avraham z"l', Question.SUFFIX),
        ("יוסף נ״ע בן חנה", Question.SUFFIX),
        ("Sarah (nee Katz) bas Leah", Question.UNUSED_WORDS),
        ("Sarah née Katz bas Leah", Question.UNUSED_WORDS),
        ("Yosef ben Chana, MD", Question.UNUSED_WORDS),
        ("Y. ben Chana", Question.ABBREVIATION),
        ("יוסף בן ח.", Question.ABBREVIATION),
        ("Chaya Mushka Sarah Rivka Leah bas Chana", Question.MANY_WORDS),
        ("yosef ben Chana", Question.SMALL_INITIAL),
        ("иосиф бен Хана", Question.SMALL_INITIAL),
        ("YOSEF BEN CHANA", Question.ALL_CAPITALS),
        ("Yosef bas Chana", Question.RELATION_UNUSUAL),
        ("Yosef b' Chana", Question.RELATION_SUGGESTED),
        ("Yosef ben Avraham ben Yitzchak", Issue.TWO_RELATIONS),
        ("Yosef ben Chana and Moshe ben Sarah", Issue.SEVERAL_PEOPLE),
        ("יוסף ורבקה בן חנה", Issue.SEVERAL_PEOPLE),
        ("Yosef ben unknown", Issue.PARENT_UNKNOWN),
        ("יוסף בן לא ידוע", Issue.PARENT_UNKNOWN),
        ("יוסף בן חנה ואשתו שרה", Issue.NO_NAME_WORD),
        ("Yosef ben Chana?", Issue.NOT_A_NAME),
        ("Yosef ben Chana 052", Issue.NOT_A_NAME),
        ("Yоsef ben Chana", Issue.MIXED_LETTERS),
        ("Baby Yosef ben Chana", Issue.KIND),
    ],
)
def test_parse_name_asks_about_a_whole_name(cell: str, code: str) -> None:
    assert code in codes(read([W], cell))


@pytest.mark.parametrize(
    "word",
    [
        *("N/A", "n/a", "unknown", "same", "don't know", "#N/A", "#REF!", "ditto", "»", "-", "–"),
        *("see above", "לא ידוע", "כנ״ל", "אין", "???", "inconnu", "idem", "неизвестно", "не знаю"),
        *("то же", "desconocido", "no sé", "נישט באקאנט", "tbd", "null", "none", "...", "x", "xxx"),
    ],
)
@pytest.mark.parametrize("column", [G, M])
def test_words_that_are_no_names_never_become_one(word: str, column: Field) -> None:
    cells = {G: "Yosef", M: "Chana", column: word}
    name = read([R, G, M], "ben", cells[G], cells[M])
    assert name.issues
    assert word not in {name.given_name, name.mother_name}


@pytest.mark.parametrize(
    "words",
    ["Yosef paid", "refuah sheleimah", "שולם", "Yosef merci", "оплачено", "Yosef whatsapp", "סה״כ"],
)
def test_words_beside_a_name_are_asked_about(words: str) -> None:
    assert "no_name_word" in read([R, G, M], "ben", words, "Chana").issues


# Columns read together -------------------------------------------------------


@pytest.mark.parametrize(
    ("columns", "cells", "expected"),
    [
        ((G, M), ("יוסף בן חנה", "חנה"), "יוסף | ben | חנה"),
        ((G, M), ("Yosef ben Chana Levi", "Chana"), "Yosef | ben | Chana |  | Levi"),
        ((G, F), ("Yosef ben Avraham", "R' Avraham"), "Yosef | ben |  | R' Avraham"),
        ((W, L), ("Yosef ben Chana Leah", "Levi"), "Yosef | ben | Chana Leah |  | Levi"),
        ((W, L), ("Yosef ben Chana Levi", "Levi"), "Yosef | ben | Chana |  | Levi"),
        ((W, L), ("Yosef Levi ben Chana", "Levi"), "Yosef | ben | Chana |  | Levi"),
        ((W, L, M, R), ("Yosef Levi", "Levi", "Chana", "m"), "Yosef | ben | Chana |  | Levi"),
        ((W, M, R), ("Chana Goldberg", "Leah", "f"), "Chana | bas | Leah |  | Goldberg"),
        ((W, M, R), ("Goldberg, Chana", "Leah", "f"), "Chana | bas | Leah |  | Goldberg"),
        ((W,), ("Levi, Yosef ben Chana",), "Yosef | ben | Chana |  | Levi"),
        ((G, R, F), ("Yosef", "ben", "R' Avraham HaKohen"), "Yosef | ben |  | R' Avraham HaKohen"),
        ((G, M), ("Yosef", "ben Chana"), "Yosef | ben | Chana"),
        ((G, R, M), ("Yosef", "m", "Avraham and Sarah"), "Yosef | ben | Sarah | Avraham"),
        ((C, G, R, M), ("Jeffrey", "יוסף", "m", "חנה"), "יוסף | ben | חנה"),
        ((G, R, M, F), ("Yosef", "m", "-", "Avraham"), "Yosef | ben |  | Avraham"),
    ],
)
def test_parse_name_joins_columns_that_agree(
    columns: Sequence[Field], cells: Sequence[str], expected: str
) -> None:
    name = read(columns, *cells)
    assert (parts(name), codes(name)) == (expected, set())


@pytest.mark.parametrize(
    ("columns", "cells", "code"),
    [
        ((G, M), ("יוסף בן חנה", "שרה"), Issue.FIELDS_DISAGREE),
        ((W, R), ("Yosef ben Chana", "f"), Issue.FIELDS_DISAGREE),
        ((G, R, M), ("Yosef", "m", "bas Chana"), Issue.FIELDS_DISAGREE),
        ((W, D), ('Yosef z"l ben Avraham', "no"), Issue.FIELDS_DISAGREE),
        ((G, G, R, M), ("Yosef", "Moshe", "m", "Chana"), Issue.FIELDS_DISAGREE),
        ((G, W), ("Moshe", "Yosef ben Chana"), Issue.FIELDS_DISAGREE),
        ((G, R, M), ("Yosef", "m", "Chana bas Rivka"), Issue.TWO_RELATIONS),
        ((G, R, M), ("Yosef", "m", "Avraham"), Question.PARENTS_GENDER),
        ((G, R, F), ("Yosef", "m", "Chana"), Question.PARENTS_GENDER),
        ((G, R, M), ("Yosef", "m", 'Chana a"h'), Question.SUFFIX),
        ((G, R, M), ("Yosef", "m", "Chana Levi"), Question.PARENT_SPLIT),
        ((G, R, M), ("Yosef", "f", "Chana"), Question.RELATION_UNUSUAL),
        ((G, L, R, M), ("Cohen", "Yosef", "m", "Chana"), Question.GIVEN_MAY_BE_FAMILY),
        ((G, L, R, M), ("Levi", "Yehudah", "m", "Chana"), Question.GIVEN_MAY_BE_FAMILY),
        ((G, L, R, M), ("Yosef Goldberg", "Levi", "m", "Chana"), Question.GIVEN_MAY_BE_FAMILY),
        ((C, G, R, M), ("Jeffrey", "", "m", "חנה"), Question.CIVIL_NAME),
        ((C, G, R, M), ("Jeffrey", "N/A", "m", "חנה"), Question.CIVIL_NAME),
        ((G, R, M, F), ("Yosef", "m", "unknown", "Avraham"), Question.OTHER_PARENT),
        ((G, R, M), ("Yosef / Jeff", "m", "Chana"), Issue.SEVERAL_PEOPLE),
        ((G, R, M, B, K), ("Yosef", "m", "Chana", "1990-03-04", "7"), Issue.FIELDS_DISAGREE),
    ],
)
def test_parse_name_asks_where_columns_disagree(
    columns: Sequence[Field], cells: Sequence[str], code: str
) -> None:
    assert code in codes(read(columns, *cells))


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        (("Xqwz", "Chana", "Levi"), Question.UNKNOWN_NAME),
        (("יוסף Joseph", "Chana", "Levi"), Question.TWO_ALPHABETS),
        (("Joseph Yosef", "Chana", "Levi"), Question.MANY_WORDS),
        (("Yosef", "Chana", "Chana"), Question.FAMILY_SPLIT),
        (("Yosef", "Chana", "Yosef Levi"), Question.FAMILY_SPLIT),
        (("Yosef", "Chana", "Mr. Levi"), Question.TITLE),
        (("Yosef", "Chana", "NY"), Question.ABBREVIATION),
        (("Yosef", "Avraham Sarah", "Levi"), Question.PARENTS_GENDER),
        (("Yosef Rivka", "Chana", "Levi"), Question.RELATION_UNUSUAL),
        (('Yosef "Joe"', "Chana", "Levi"), Issue.NOT_A_NAME),
        (("Yosef", "Chana", "Levi, Moshe"), Issue.NOT_A_NAME),
    ],
)
def test_parse_name_asks_about_unusual_parts(cells: tuple[str, str, str], code: str) -> None:
    given, mother, family = cells
    assert code in codes(read([G, R, M, L], given, "ben", mother, family))


# Values ----------------------------------------------------------------------

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


_WISHES = (
    "פרנסה|ישועה|רפואה שלמה|רפואה שלימה|לזיווג הגון|בריאות|for health|please daven|"
    "health and success|geula|pour la santé|на здоровье|para salud|cancelled|מבוטל|отменено"
)


@pytest.mark.parametrize("words", _WISHES.split("|"))
def test_wishes_behind_a_name_are_asked_about(words: str) -> None:
    whole = read([W], f"יוסף בן חנה {words}" if words > "א" else f"Yosef ben Chana {words}")
    column = read([G, R, M, L], "Yosef", "ben", "Chana", words)
    assert codes(whole)
    assert codes(column) & {Issue.NO_NAME_WORD, Question.UNKNOWN_NAME}


@pytest.mark.parametrize(
    ("given", "mother"),
    [
        ("Yosef Xqwz", "Chana"),
        ("Xqwz Yosef", "Chana"),
        ("Yosef", "Chana Xqwz"),
        ("יוסף קרוקס", "חנה"),
        ("יוסף", "חנה קרוקס"),
        ("Йосеф Ъыщ", "Хана"),
    ],
)
def test_every_word_of_a_name_must_be_known(given: str, mother: str) -> None:
    assert Question.UNKNOWN_NAME in codes(read([G, R, M], given, "ben", mother))


@pytest.mark.parametrize(
    ("after", "printed"),
    [
        *[(each, "ע״ה") for each in ('a"h', "a’’h", 'ע"ה', "ע״ה", "ע’’ה", "ע.ה.", "עליה השלום")],
        *[(each, "ז״ל") for each in ('z"l', "z.l.", "ז״ל", 'ז"ל', "ז''ל", "OBM", 'ob"m', "(z”l)")],
        *[(each, "זצ״ל") for each in ('zt"l', "זצ״ל", "זצ''ל", "zatzal")],
        *[(each, "הי״ד") for each in ('HY"D', "הי״ד", "hy’’d")],
        *[(each, "") for each in ("(deceased)", "niftar", "покойный", "pokoyny", "נפטר")],
        *[(each, "") for each in ('נ"ע', "זצוק״ל", "זי״ע", 'הכ"מ')],
    ],
)
def test_honorifics_before_ben_are_of_the_person(after: str, printed: str) -> None:
    name = read([W], f"Yosef {after} ben Chana")
    assert (name.given_name, name.departed, name.honorific) == ("Yosef", True, printed)
    assert name.issues == []


def test_honorific_at_the_end_is_not_taken_from_the_father() -> None:
    name = read([W], 'Velvel ben Avraham z"l')
    assert (name.departed, name.honorific, name.questions) == (False, "", ["suffix"])


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
            for cell in ("7", "0", "12", "3 months", "5 лет", "7 ans", "child", "ילדה")
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


# Tables ----------------------------------------------------------------------


def test_known_distinguishes_given_and_family_names() -> None:
    assert known("Goldberg").is_family_only
    assert known("כהן").is_family_only
    assert known("Chana").is_given_only
    assert not known("Levi").is_family_only
    assert (known("Yosef").gender, known("רבקה").gender, known("Simcha").gender) == ("m", "f", "")
    assert known("Van-Leer").is_family_only


def test_cantillation_marks_are_taken_off_and_asked_about() -> None:
    name = read([G, R, M], "אַבְרָהָ֖ם", "בן", "שָׂרָ֑ה")
    assert parts(name) == "אַבְרָהָם | ben | שָׂרָה"
    assert Question.CANTILLATION in codes(name)
    assert Issue.NOT_A_NAME not in codes(name)


def test_address_that_is_longer_than_its_column_is_asked_about() -> None:
    address = f"{'a' * 64}@{'b' * 63}.{'c' * 63}.{'d' * 58}.org"
    name = read([G, R, M, Field.EMAIL], "Yosef", "ben", "Chana", address)
    assert Issue.EMAIL in codes(name)
