"""What stands on a line beside a name, and forms and tables that are written down the page."""

import pytest

from letters.reading import Question, Table, read_text, recognise_columns
from letters.reading.names.two_alphabets import is_same_in_two_alphabets
from letters.reading.text.beside_names import relative_before, without_what_is_beside


@pytest.mark.parametrize(
    ("line", "name", "beside"),
    [
        ("Please add Yosef ben Chana", "Yosef ben Chana", ["Please add"]),
        ("נא להוסיף את יוסף בן חנה", "יוסף בן חנה", ["נא להוסיף את"]),
        ("My name is Yosef ben Chana", "Yosef ben Chana", ["My name is"]),
        ("Yosef ben Chana - $18", "Yosef ben Chana", ["$18"]),
        ("Yosef ben Chana 054-555-0142 paid", "Yosef ben Chana", ["paid", "054-555-0142"]),
        ("Yosef ben Chana, Melbourne", "Yosef ben Chana", ["Melbourne"]),
        ("יוסף בן חנה - Yosef ben Chana", "יוסף בן חנה", ["Yosef ben Chana"]),
        ("Yosef ben Chana / יוסף בן חנה", "יוסף בן חנה", ["Yosef ben Chana"]),
        ('"Yosef ben Chana"', "Yosef ben Chana", []),
    ],
)
def test_what_is_beside_a_name_is_taken_off(line: str, name: str, beside: list[str]) -> None:
    assert without_what_is_beside(line) == (name, beside)


@pytest.mark.parametrize(
    "line",
    [
        "Please add Yosef",
        "Yosef ben Chana 18",  # an age, a number of letters, or money
        "Yosef ben Chana x2",
        "Yosef ben Chana, Levi",
        "Yosef ben Chana, Berlin",
        "יוסף בן חנה - Mushka bas Sarah",
        "יוסף בן חנה - Yosef ben Leah",
        '"Yosef" ben "Chana"',
        "My son Yosef ben Chana",
        "My mother's name is Chana bas Leah",
        "Please do not add Yosef ben Chana",
        "Yosef ben Chana 12.03.2018",  # no telephone number
        "Yosef ben Chana 2018-03-04",
        'יוסף בן חנה - Yosef ben Chana a"h',
    ],
)
def test_what_may_be_part_of_a_name_stays(line: str) -> None:
    assert without_what_is_beside(line) == (line, [])


def test_relative_is_taken_off_only_where_it_agrees() -> None:
    assert relative_before("My father Dovid ben Leah") == ("My father", "Dovid ben Leah")
    for line in ("My father Leah bas Sarah", "Father Dovid ben Leah", "My son Dovid ben Leah"):
        assert relative_before(line) == ("", line)


def test_texts_beside_names_are_shown_as_unused() -> None:
    table = read_text("Please add Yosef ben Chana - $18\nMushka bas Sarah")
    assert [each.text for each in table.unused] == ["Please add", "$18"]
    assert rows(table) == [["Yosef ben Chana"], ["Mushka bas Sarah"]]


def test_two_alphabets_are_compared_by_each_part() -> None:
    assert is_same_in_two_alphabets("מענדל בן חנה", "Mendel ben Chana")
    assert not is_same_in_two_alphabets("מענדל בן חנה", "Mendel bas Chana")
    assert not is_same_in_two_alphabets("מענדל", "Mendel ben Chana")
    assert not is_same_in_two_alphabets("Mendel ben Chana", "Mendel ben Chana")
    assert not is_same_in_two_alphabets("מענדל בן חנה בן לאה", "Mendel ben Chana")


def rows(table: Table) -> list[list[str]]:
    return [list(line.cells) for line in table.lines]


def questions(table: Table) -> list[tuple[str, ...]]:
    return [line.questions for line in table.lines]


FORM = "Name: Yosef\nMother: Chana\nGender: M\n\nName: Mushka\nMother: Sarah\nGender: F"


def test_fields_on_lines_are_a_row_for_each_person() -> None:
    table = read_text(f"Shalom!\n{FORM}\nThank you")
    assert table.headings == ("Name", "Mother", "Gender")
    assert rows(table) == [["Yosef", "Chana", "M"], ["Mushka", "Sarah", "F"]]
    assert [each.text for each in table.unused] == ["Shalom!", "Thank you"]
    assert [line.number for line in table.lines] == [2, 6]


@pytest.mark.parametrize("text", [FORM.replace("Chana", "Chana\nLeah"), f"{FORM}\nDov, Leah, m"])
def test_line_among_the_fields_of_a_person_is_asked_about(text: str) -> None:
    table = read_text(text)
    asked = [line.questions for line in table.lines]
    assert sorted(asked) == [(), (Question.COMMENT.value,)]
    assert {"Leah", "Dov, Leah, m"} & {line.cells[-1] for line in table.lines}


def test_empty_line_between_fields_of_one_person_divides_nobody() -> None:
    table = read_text("Name: Yosef\n\nMother: Chana\n\nName: Mushka\n\nMother: Sarah")
    assert rows(table) == [["Yosef", "Chana"], ["Mushka", "Sarah"]]


@pytest.mark.parametrize(
    "text",
    [
        "Father: Yosef ben Chana\nMother: Mushka bas Sarah\nName: Dov ben Mushka",
        "Name: Yosef\nMother: Chana\nMushka bas Sarah",
        "Mother: Chana\nGender: M\n\nName: Mushka\nMother: Sarah\nGender: F",
    ],
)
def test_lines_that_may_be_people_are_no_fields(text: str) -> None:
    assert "Name" not in read_text(text).headings


def test_fields_in_two_columns_are_a_row_for_each_person() -> None:
    table = read_text(FORM.replace(": ", "\t"))
    assert rows(table) == [["Yosef", "Chana", "M"], ["Mushka", "Sarah", "F"]]


def test_headings_in_the_first_column_are_turned() -> None:
    table = read_text("Name\tYosef\t\tMushka\nMother\tChana\t\tSarah")
    assert table.headings == ("Name", "Mother")
    assert rows(table) == [["Yosef", "Chana"], ["Mushka", "Sarah"]]


@pytest.mark.parametrize(
    "text",
    [
        "Name\tMother\nYosef\tChana\nMushka\tSarah",
        "Name\tYosef\nNotes\tChana\nMother\tSarah\nPlace\tPrague\nWhat\tever",
    ],
)
def test_other_tables_are_not_turned(text: str) -> None:
    assert len(read_text(text).lines) > 1


def test_answers_beside_headings_of_the_first_column_are_no_headings() -> None:
    table = read_text("Name\tYosef\tDov\nMother\tChana\tLeah\nDeceased\tyes\tno")
    assert rows(table) == [["Yosef", "Chana", "yes"], ["Dov", "Leah", "no"]]


@pytest.mark.parametrize("word", ["помер", "verstorben", "falecido", "deceduto"])
def test_remark_in_a_further_language_is_asked_about(word: str) -> None:
    table = read_text(f"Name\tMother\tStatus of it\tGender\nYosef\tChana\t{word}\tM")
    assert questions(table) == [(Question.REMARK.value,)]


def test_columns_of_spaces_need_as_many_cells_in_each_row() -> None:
    text = "Name       Mother     Family\nYosef      Chana      Levi\nMushka     {}Cohen\n\nTotal"
    assert len(recognise_columns(read_text(text.format("Sarah      ")))) == 3
    assert recognise_columns(read_text(text.format("           "))) != ["whole", "mother", "family"]


def test_whole_names_on_lines_of_one_cell_are_people_of_their_own() -> None:
    table = read_text('City,Name\nParis,"Yosef ben Chana\nMushka bas Sarah"\n')
    assert rows(table) == [["Paris", "Yosef ben Chana"], ["Paris", "Mushka bas Sarah"]]
    assert questions(table) == [(), ()]


def test_people_of_a_cell_are_asked_about_what_they_share() -> None:
    table = read_text('Family,Name\nLevi,"Yosef ben Chana\nMushka bas Sarah"\n')
    assert questions(table) == [(Question.SEVERAL_IN_CELL.value,)] * 2


def test_payer_is_not_the_one_inscribed() -> None:
    table = read_text("Billing Name\tHebrew name for the letter\nDina Rosen\tYosef ben Chana")
    assert recognise_columns(table) == ["", "given"]


def test_family_name_written_once_is_asked_about() -> None:
    table = read_text("Family\tName\nLevi\tYosef ben Chana\n\tMushka bas Sarah\nKatz\tDov ben Leah")
    assert questions(table) == [(), (Question.FAMILY_TITLE.value,), ()]


def test_title_of_a_column_is_of_its_names() -> None:
    table = read_text("Men\tWomen\nYosef ben Chana\tMushka bas Sarah\nDov ben Leah\tRivka bas Dina")
    assert questions(table) == [()] * 4
    assert [line.cells[1] for line in table.lines] == ["Men", "Women", "Men", "Women"]
