"""Lists that can't be read with certainty: each row is read as a clerk would, or asked about.

They are apart from the reading set, whose shares are those of ordinary lists.
"""

import pytest

from letters.reading import list_facts, parse_name, read_text, recognise_columns
from letters.reading.fields import Field
from tests.letters.reading.reading_set.case import Case
from tests.letters.reading.reading_set.files import text_file, xlsx
from tests.letters.reading.reading_set.score import score


def counts(case: Case) -> str:
    """How many of the people are read right, and how many are asked about; none may be silent."""
    total = score([case])
    assert total.silent == 0, total.failures
    return f"{total.right} right, {total.asked} asked"


@pytest.mark.parametrize(
    ("of_departed", "departed", "title", "living"),
    [
        ("Neshamos:", "Avraham ben Sarah", "Hostages", "David ben Leah"),
        ("Neshamos:", "Avraham ben Sarah", "Our soldiers", "David ben Leah"),
        ("In memory of", "Avraham ben Sarah", "With thanks from all of us.", "David ben Leah"),
        ("לעילוי נשמת", "אברהם בן שרה", "חטופים", "יצחק בן מרים"),
        ("לעילוי נשמת", "אברהם בן שרה", "שבויים ונעדרים", "יצחק בן מרים"),
        ("נפטרים", "אברהם בן שרה", "זעלנער", "יצחק בן מרים"),
        ("Памяти", "Авраам бен Сара", "Солдаты", "Давид бен Лея"),
        ("Défunts", "Avraham ben Sarah", "Otages", "David ben Leah"),
        ("Fallecidos", "Avraham ben Sarah", "Rehenes", "David ben Leah"),
    ],
)
def test_living_below_a_title_of_unknown_words_are_asked_about(
    of_departed: str, departed: str, title: str, living: str
) -> None:
    text = "\n".join((of_departed, departed, title, living))
    people = f"{_fields(departed)} ||| departed\n{_fields(living)}"
    assert counts(Case(title, people, text)) == "1 right, 1 asked"


def _fields(name: str) -> str:
    given, _ben, parent = name.split()
    return f"{given} | ben | {parent}"


def test_living_below_a_row_of_unknown_words_in_a_table_are_asked_about() -> None:
    people = "Avraham | ben | Sarah ||| departed\nDavid | ben | Leah"
    text = "Name\tMother\tGender\nNeshamos\nAvraham\tSarah\tM\nHostages\nDavid\tLeah\tM\n"
    assert counts(Case("table", people, text)) == "1 right, 1 asked"


def test_line_behind_one_with_a_title_of_its_own_is_asked_about() -> None:
    people = "Avraham | ben | Sarah ||| departed\nDavid | ben | Leah\nGad | ben | Leah"
    text = "Neshamos:\nAvraham ben Sarah\nHostages: David ben Leah\nGad ben Leah"
    assert counts(Case("labels", people, text)) == "1 right, 2 asked"
    people = "Avraham | ben | Sarah ||| departed\nGad | ben | Leah"
    text = "Niftarim: Avraham ben Sarah\nGad ben Leah"
    assert counts(Case("labels", people, text)) == "1 right, 1 asked"


def test_names_without_a_parent_among_the_departed_are_no_titles() -> None:
    people = "Avraham | ben | Sarah ||| departed\nYosef | ben | Chana ||| departed"
    text = "Neshamos:\nAvraham ben Sarah\nChaya Mushka Levi\nYosef ben Chana"
    assert counts(Case("names", people, text)) == "2 right, 0 asked"


def test_titles_of_the_departed_with_other_words_are_read_or_asked_about() -> None:
    people = "Avraham | ben | Sarah ||| departed"
    table = "Name\tMother\tGender\nAvraham\tSarah\tM"
    assert counts(Case("above", people, f"Neshamos of the year\n{table}")) == "0 right, 1 asked"
    between = "Name\tMother\tGender\nNiftarim of 5787\nAvraham\tSarah\tM"
    assert counts(Case("between", people, between)) == "1 right, 0 asked"


@pytest.mark.parametrize(
    "sheet",
    [
        *("Old - do not use", "Archive", "ישן", "לא לשימוש", "Старый список", "архив"),
        *("Ancienne liste", "ne pas utiliser", "Lista vieja", "no usar", "אלטע ליסטע"),
    ],
)
def test_sheets_that_are_not_to_be_used_are_asked_about(sheet: str) -> None:
    headings = "Hebrew Name|Gender|Mother|Last Name"
    people = "Yosef | ben | Chana || Levi\nDov | ben | Leah || Katz"
    tables = f"{headings}\nYosef|M|Chana|Levi", f"{headings}\nDov|M|Leah|Katz"
    content = xlsx(*tables, names=["Members", sheet])
    assert counts(Case(sheet, people, content=content)) == "1 right, 1 asked"


@pytest.mark.parametrize(
    ("name", "mother", "people"),
    [
        ("Yosef Ben Shimon", "Chana", "Yosef | ben | Chana || Ben Shimon"),
        ("Roni Bar On", "Sarah", "Roni | bas | Sarah || Bar On"),
        ("Yosef Bar Lev", "Leah", "Yosef | ben | Leah || Bar Lev"),
        ("Ruth Bat Shalom", "Leah", "Ruth | bas | Leah || Bat Shalom"),
        ("דוד בן חיים", "לאה", "דוד | ben | לאה || בן חיים"),
        ("רון בר אור", "מיכל", "רון | bas | מיכל || בר אור"),
        ("Йосеф Бен Шимон", "Хана", "Йосеф | ben | Хана || Бен Шимон"),
    ],
)
def test_ben_in_a_civil_name_beside_a_mother_is_asked_about(
    name: str, mother: str, people: str
) -> None:
    other = "David | ben | Rivka || Levi"
    for rows in (f"{name}\t{mother}", f"David Levi\tRivka\n{name}\t{mother}"):
        text = f"Name\tMother\n{rows}"
        expected = people if rows.startswith(name) else f"{other}\n{people}"
        assert counts(Case(name, expected, text)) == f"0 right, {expected.count('|| ')} asked"


def test_ben_in_every_name_beside_a_mother_is_of_the_father() -> None:
    text = "שם\tשם האם\nדוד בן חיים\tלאה\nיוסף בן שמעון\tחנה\nמשה בן אברהם\tמיכל"
    people = "דוד | ben | לאה | חיים\nיוסף | ben | חנה | שמעון\nמשה | ben | מיכל | אברהם"
    assert counts(Case("fathers", people, text)) == "3 right, 0 asked"


_TABLE = "Given name\tMother\tFather\tFamily name\tGender\n{}"


@pytest.mark.parametrize(
    "mother",
    [
        "Leah and Rivka",
        "Leah & Rivka",
        "לאה ורבקה",
        "Лея и Рахель",
        "Leah et Rivka",
        "Leah y Rivka",
    ],
)
def test_two_women_in_the_cell_of_the_mother_are_asked_about(mother: str) -> None:
    table = _TABLE.format(f"Yosef\t{mother}\t\tLevi\tM")
    assert counts(Case(mother, f"Yosef | ben | {mother} || Levi", table)) == "0 right, 1 asked"


def test_both_parents_in_the_cell_of_the_mother_are_read_or_asked_about() -> None:
    table = _TABLE.format("Dov\tLeah and Yosef\t\tLevi\tM\nDov\tLeah and Simcha\t\tKatz\tM")
    people = "Dov | ben | Leah | Yosef | Levi\nDov | ben | Leah | Simcha | Katz"
    assert counts(Case("both", people, table)) == "1 right, 1 asked"


@pytest.mark.parametrize(
    "cells",
    [
        *("Yosef\tMrs Chana\t\tLevi\tM", "Yosef\tChana\tDr Moshe\tLevi\tM"),
        *("יוסף\tגב' חנה\t\tלוי\tז", 'יוסף\tד"ר חנה\t\tלוי\tז', "יוסף\tהילדה חנה\t\tלוי\tז"),
        *("Yosef\tFrau Chana\t\tLevi\tM", "Yosef\tSra. Chana\t\tLevi\tM"),
        *("יוסף\tחנה\t\tמשפ' כץ\tז", "Йосеф\tХана\t\tСемья Леви\tм", "Oma Chana\tLeah\t\tLevi\tF"),
    ],
)
def test_titles_of_parents_and_families_are_asked_about(cells: str) -> None:
    given, mother, *_rest = cells.split("\t")
    case = Case(cells, f"{given} | ben | {mother}", _TABLE.format(cells))
    assert counts(case) == "0 right, 1 asked"


def test_customary_titles_of_parents_are_read() -> None:
    table = _TABLE.format(
        "Dov\tRebbetzin Chana\tRabbi Yosef\tLevi\tM\nדוב\tמרת חנה\tר' יוסף\tלוי\tז"
    )
    people = "Dov | ben | Rebbetzin Chana | Rabbi Yosef | Levi\nדוב | ben | מרת חנה | ר' יוסף | לוי"
    assert counts(Case("titles", people, table)) == "2 right, 0 asked"


@pytest.mark.parametrize("word", ["אחי", "בני", "אבי", "דודי", "סבי", "מורי"])
def test_kinship_before_a_given_name_is_asked_about(word: str) -> None:
    case = Case(word, "יוסף | ben | חנה", f"{word} יוסף בן חנה")
    assert counts(case) == "0 right, 1 asked"


def test_kinship_that_is_a_given_name_is_read() -> None:
    people = "בני | ben | חנה\nאבי | ben | לאה"
    assert counts(Case("names", people, "בני בן חנה\nאבי בן לאה")) == "2 right, 0 asked"


@pytest.mark.parametrize(
    "correction",
    [
        *("*Yosef ben Rivka", "Yosef ben Rivka*", "*Rivka", "I meant\nYosef ben Rivka"),
        *("Correction: Yosef ben Rivka", "sorry, Yosef ben Rivka", "oops Yosef ben Rivka"),
        *('צ"ל יוסף בן רבקה', "סליחה, יוסף בן רבקה", "исправление: Йосеф бен Ривка"),
        *("pardon, Yosef ben Rivka", "perdón, Yosef ben Rivka", "א טעות: יוסף בן רבקה"),
    ],
)
def test_corrections_are_asked_about_with_the_line_before(correction: str) -> None:
    text = f"Dov ben Leah\nYosef ben Chana\n{correction}\nAsher ben Leah"
    people = "Dov | ben | Leah\nYosef | ben | Chana\nAsher | ben | Leah"
    assert counts(Case(correction, people, text)) == "2 right, 1 asked"


def test_corrections_in_chats_are_asked_about() -> None:
    stamp = "[12/03/2026, 10:00:0{}] Levi: {}"
    names = ["Dov ben Leah", "Yosef ben Chana", "*Yosef ben Rivka"]
    text = "\n".join(stamp.format(place, name) for place, name in enumerate(names))
    people = "Dov | ben | Leah\nYosef | ben | Rivka"
    assert counts(Case("chat", people, text)) == "1 right, 1 asked"


def test_stars_as_bullets_are_no_corrections() -> None:
    people = "Dov | ben | Leah\nYosef | ben | Chana\nAsher | ben | Leah"
    for text in (
        "* Dov ben Leah\n* Yosef ben Chana\n* Asher ben Leah",
        "Dov ben Leah\n* Yosef ben Chana\n* Asher ben Leah",
        "- Dov ben Leah\n* Yosef ben Chana\n- Asher ben Leah",
    ):
        assert counts(Case(text, people, text)) == "3 right, 0 asked"


@pytest.mark.parametrize(
    "headings",
    [
        ("Name of deceased", "Mother", "Gender", "Your name"),
        ("שם הנפטר", "שם האם", "מין", "שמך"),
        ("Имя покойного", "Мать", "Пол", "Ваше имя"),
        ("Nom du défunt", "Mère", "Sexe", "Votre nom"),
        ("Nombre del difunto", "Madre", "Sexo", "Su nombre"),
    ],
)
def test_the_departed_of_a_form_are_no_senders(headings: tuple[str, ...]) -> None:
    text = "\t".join(headings) + "\nYosef\tChana\tM\tMoshe Levi"
    people = "Yosef | ben | Chana ||| departed"
    assert counts(Case(headings[0], people, text)) == "0 right, 1 asked"
    columns = recognise_columns(read_text(text))
    assert [columns[1], columns[3]] == [Field.MOTHER, Field.IGNORE]


@pytest.mark.parametrize(
    "headings",
    [
        ("Your name", "Name of child", "Mother's Hebrew name", "Boy or girl?"),
        ("Family", "Child", "Mother", "Gender"),
        ("שמך", "שם הילד/ה", "שם האם", "בן/בת"),
        ("אייער נאמען", "נאמען פון קינד", "מאמע", "זון אדער טאכטער"),
        ("Ваше имя", "Имя ребенка", "Мать", "Пол"),
        ("Votre nom", "Nom de l'enfant", "Mère", "Sexe"),
        ("Su nombre", "Nombre del niño", "Madre", "Sexo"),
    ],
)
def test_the_child_of_a_form_is_the_person(headings: tuple[str, ...]) -> None:
    text = "\t".join(headings) + "\nLevi\tYosef\tChana\tM"
    table = read_text(text)
    columns = recognise_columns(table)
    name = parse_name(columns, table.lines[0].cells)
    assert (name.given_name, name.mother_name, name.relation) == ("Yosef", "Chana", "ben")
    assert "children" in table.lines[0].questions


def test_the_mother_of_a_birth_is_no_person_of_the_list() -> None:
    text = "שם היולדת\tשם התינוק\tמשפחה\tבן/בת\nחנה\tיוסף\tלוי\tבן"
    assert counts(Case("birth", "יוסף | ben | חנה || לוי", text)) == "0 right, 1 asked"


def test_columns_of_boys_and_girls_have_people_side_by_side() -> None:
    people = "Yosef | ben | Chana\nSarah | bas | Leah"
    text = "Men\tWomen\nYosef ben Chana\tSarah bas Leah"
    assert counts(Case("both", people, text)) == "2 right, 0 asked"
    text = "Boys\tGirls\nYosef\tSarah"
    assert counts(Case("given names", "Yosef | ben\nSarah | bas", text)) == "0 right, 2 asked"


@pytest.mark.parametrize(
    "rows",
    [
        "Chana\tYosef\tCohen\tM\nLeah\tRivka\tKatz\tF\nDina\tMoshe\tLevin\tM",
        "חנה\tיוסף\tכהן\tז\nלאה\tרבקה\tכץ\tנ\nדינה\tמשה\tלוין\tז",
        "Хана\tЙосеф\tКоэн\tм\nЛея\tРивка\tКац\tж\nДина\tМоше\tЛевин\tм",
        "Cohen\tLeah\tYosef\tM\nDovid\tRivka\tYosef\tM\nGoldberg\tDina\tMoshe\tM",
    ],
)
def test_all_rows_of_exchanged_columns_are_asked_about(rows: str) -> None:
    table = read_text(f"First name\tMother\tLast name\tGender\n{rows}")
    columns = recognise_columns(table)
    facts = list_facts(columns, [line.cells for line in table.lines])
    codes = [parse_name(columns, line.cells, facts).questions for line in table.lines]
    assert all("exchanged" in each for each in codes)


def test_one_row_shows_no_exchanged_columns() -> None:
    people = "Yosef | ben | Chana || Cohen\nRivka | bas | Leah || Katz\nMoshe | ben | Dina || Levin"
    rows = "Yosef\tChana\tCohen\tM\nRivka\tLeah\tKatz\tF\nMoshe\tDina\tLevin\tM"
    text = f"First name\tMother\tLast name\tGender\n{rows}"
    assert counts(Case("right", people, text)) == "3 right, 0 asked"
    odd = f"{text}\nDina\tAsher\tLevin\tM"
    assert counts(Case("one", f"{people}\nAsher | ben | Dina || Levin", odd)) == "3 right, 1 asked"


@pytest.mark.parametrize("encoding", ["cp850", "cp437", "cp1252", "mac_roman"])
def test_files_of_dos_are_read(encoding: str) -> None:
    text = "Prénom;Mère;Nom;Sexe\nJérémie;Hélène;Lévy;M\nEsther;Léa;Béhar;F\n"
    people = "Jérémie | ben | Hélène || Lévy\nEsther | bas | Léa || Béhar"
    case = Case(encoding, people, content=text_file(text, encoding))
    assert counts(case) == "2 right, 0 asked"
