"""Rows and cells of several people: when they become several rows, and when they stay."""

import pytest

from letters.reading import Field, Question, Table, parse_name, read_text, recognise_columns


def read(text: str) -> Table:
    """A table with “|” between the cells."""
    return read_text(text.replace("|", "\t"))


def names(table: Table) -> list[str]:
    """Given names and parents as they are read."""
    columns = recognise_columns(table)
    found = [parse_name(columns, line.cells) for line in table.lines]
    return [f"{n.given_name} {n.relation} {n.mother_name or n.father_name}".strip() for n in found]


@pytest.mark.parametrize(
    "headings",
    [
        "Hebrew name|Mother|Spouse",  # only named, perhaps with a civil name
        "Husband|Wife|Mother",  # whose mother?
        "Your name|Child 1|Child 2|Child 2",
        "Child 1|Mother|Gender",
        "Name 1|Name 2|Passed away",  # which of them?
        "First name|Last name|Mother",
        "Mr/Mrs|Name|Mother",
    ],
)
def test_rows_stay_whole_where_it_is_not_plain_whose_a_column_is(headings: str) -> None:
    cells = "|".join(["Yosef", "Rivka", "Chana", "Leah"][: headings.count("|") + 1])
    assert len(read(f"{headings}\n{cells}").lines) == 1


def test_row_in_which_nobody_is_named_stays_one_row() -> None:
    table = read("Family|Mother|Child 1|Child 2\nLevi|Chana||\nKatz|Leah|Yosef|Mushka")
    assert names(table) == ["Chana", "Yosef ben Leah", "Mushka bas Leah"]


def test_email_and_family_are_of_everybody_of_the_row() -> None:
    table = read(
        "Email|Husband|Husband's mother|Wife|Wife's mother|City\n"
        "a@b.org|Yosef|Chana|Mushka|Sarah|Springfield"
    )
    columns = recognise_columns(table)
    assert {Field.EMAIL, Field.CITY} <= set(columns)
    email = columns.index(Field.EMAIL)
    assert [line.cells[email] for line in table.lines] == ["a@b.org"] * 2


def test_children_without_an_age_are_asked_about() -> None:
    table = read("Family|Mother|Child 1|Child 2\nLevi|Chana|Yosef|Mushka")
    assert all(Question.CHILDREN in line.questions for line in table.lines)
    table = read("Family|Mother|Child 1|Child 1 age|Child 2|Child 2 age\nLevi|Chana|Yosef|3|Dov|4")
    assert not any(line.questions for line in table.lines)


@pytest.mark.parametrize(
    "cell",
    [
        "Yosef and Rivka ben Chana",
        "Levi, Yosef ben Chana",
        "Mendel and Qqqqq ben Chana",
        "Simcha and Yona children of Chana",
        "Yosef ben Chana and Dovid",
        "Chana, Rivka",
        "Yosef and Dovid",
        "x" * 400,
    ],
)
def test_cell_that_may_be_one_person_stays_one_row(cell: str) -> None:
    assert len(read_text(cell).lines) == 1


@pytest.mark.parametrize(
    ("cell", "people"),
    [
        ("Chana, Rivka and Leah bas Sarah", ["Chana", "Rivka", "Leah"]),
        ("Chaya Mushka & Rivka bas Sarah", ["Chaya Mushka", "Rivka"]),
        ("Yosef/Dovid ben Sarah", ["Yosef", "Dovid"]),
        ("יוסף ודוד בני שרה", ["יוסף", "דוד"]),
    ],
)
def test_cell_of_several_people_is_a_row_for_each_and_asked_about(
    cell: str, people: list[str]
) -> None:
    table = read_text(f"{cell}\n{cell}")
    assert [name.split(" b")[0] for name in names(table) if " b" in name] == 2 * people
    assert all(Question.SEVERAL_IN_CELL in line.questions for line in table.lines)


def test_given_name_as_above_is_not_filled_in() -> None:
    table = read("Name|Mother|Family\nYosef|Chana|Levi\n〃|ditto|〃")
    assert table.lines[1].cells == ("〃", "Chana", "Levi")


def test_as_above_reaches_over_several_rows_and_no_other_sheet() -> None:
    table = read("Name|Mother\nYosef|ditto\nDov|Chana\nMushka|ditto\nRivka|ditto")
    assert [line.cells[1] for line in table.lines] == ["ditto", "Chana", "Chana", "Chana"]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Parents", "parents"),
        ("Parents' Hebrew names", "parents"),
        ("Mother and father", "parents"),
        ("Father's and mother's name", "parents"),
        ("שמות ההורים", "parents"),
        ("Parents' last name", ""),
        ("Parents (English)", ""),
        ("Grandparents", ""),
        ("Parents living?", ""),
        ("Parents' email", "email"),
        ("Middle name", "middle"),
        ("Mother's middle name", ""),
        ("Middle school", ""),
    ],
)
def test_headings_of_parents_and_second_names(heading: str, field: str) -> None:
    table = read(f"First name|{heading}|Family\nYosef|Chana & Dovid|Levi")
    assert recognise_columns(table)[1].value == field


@pytest.mark.parametrize(
    ("headings", "fields"),
    [
        ("Your name|Name of person to be inscribed", ["", "whole"]),
        ("Your name|Honoree", ["", "whole"]),
        ("Your Hebrew name|Your mother's Hebrew name", ["given", "mother"]),
        ("שם השולח|שם לרישום", ["", "whole"]),
    ],
)
def test_name_of_the_sender_is_not_that_of_the_inscribed(headings: str, fields: list[str]) -> None:
    table = read(f"{headings}\nDavid Smith|Yosef ben Chana")
    assert [field.value for field in recognise_columns(table)] == fields
