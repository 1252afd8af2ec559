"""Lists that can't be read with certainty: each row is read as a clerk would, or asked about.

They are apart from the reading set, whose shares are those of ordinary lists.
"""

import pytest

from tests.letters.reading.reading_set.case import Case
from tests.letters.reading.reading_set.files import xlsx
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
