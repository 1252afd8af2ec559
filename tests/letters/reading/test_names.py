"""From the cells of a row to a person: what is read, and what is asked about."""

from collections.abc import Sequence
from types import ModuleType

import pytest

from letters.reading import Field, Issue, Question
from letters.reading.names.known_names import known
from tests.letters.reading.parsed_rows import B, C, D, F, G, K, L, M, R, W, codes, parts, read
from tests.letters.reading.reading_set import name_columns, whole_names
from tests.letters.reading.reading_set.score import score


@pytest.mark.parametrize("kind", [whole_names, name_columns])
def test_names_are_never_silently_wrong(kind: ModuleType) -> None:
    total = score(kind.CASES)
    assert total.silent == 0, total.failures


@pytest.mark.parametrize("kind", [whole_names, name_columns])
def test_clean_names_are_mostly_read_right(kind: ModuleType) -> None:
    total = score(kind.CLEAN_CASES)
    assert (total.silent, total.share(total.right) >= 85) == (0, True), total.failures


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
