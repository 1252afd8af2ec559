"""Reading names: encodings, delimiters, lists, workbooks and hostile files."""

import io
import random
import zipfile
from collections.abc import Callable
from contextlib import suppress

import pytest
from openpyxl import Workbook

from letters.reading import (
    CannotRead,
    Field,
    Table,
    parse_name,
    read_file,
    read_text,
    recognise_columns,
)
from letters.reading.table import MAX_ROWS

ROWS = [("יוסף", "בן", "חנה", "לוי"), ("מושקא", "בת", "שרה", "כהן")]
HEADINGS = ("שם פרטי", "בן/בת", "שם האם", "משפחה")


def table_of(content: bytes) -> Table:
    """Read a file."""
    return read_file(io.BytesIO(content), len(content))


def lines_of(table: Table) -> list[str]:
    """The names of a table, with recognised columns."""
    columns = recognise_columns(table)
    found = [parse_name(columns, line.cells) for line in table.lines]
    return [
        f"{n.given_name} {n.relation} {n.mother_name}{n.father_name} {n.family_name}" for n in found
    ]


EXPECTED = ["יוסף ben חנה לוי", "מושקא bas שרה כהן"]


def csv_of(delimiter: str = ",", newline: str = "\r\n") -> str:
    return newline.join(delimiter.join(row) for row in [HEADINGS, *ROWS]) + newline


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1255", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_read_file_detects_encoding_and_delimiter(
    encoding: str, delimiter: str, newline: str
) -> None:
    assert lines_of(table_of(csv_of(delimiter, newline).encode(encoding))) == EXPECTED


def workbook(*rows: tuple[object, ...], hidden: bool = False) -> bytes:
    """An Excel file with these rows, after an empty sheet and perhaps a hidden one."""
    book, file = Workbook(), io.BytesIO()
    if hidden:
        book.create_sheet("hidden").append(["secret"])
        book["hidden"].sheet_state = "hidden"
    sheet = book.create_sheet("names")
    for row in rows:
        sheet.append(row)
    book.save(file)
    return file.getvalue()


def test_read_file_puts_a_hidden_sheet_without_names_aside() -> None:
    table = table_of(workbook(HEADINGS, *ROWS, hidden=True))
    assert lines_of(table) == EXPECTED
    assert [(unused.sheet, unused.text) for unused in table.unused] == [("hidden", "secret")]


def test_read_file_skips_titles_and_keeps_line_numbers() -> None:
    table = table_of(workbook(("Purim 5787",), (), HEADINGS, *ROWS))
    assert table.lines[0].number > 2
    assert lines_of(table) == EXPECTED


@pytest.mark.parametrize(
    ("headings", "fields"),
    [
        ("First name,Mother's Hebrew Name,Surname,E-mail", "given mother family email"),
        ("Given,Mother,Father,Family,Phone", "given mother father family "),
        ('שם,שם האם,דוא"ל,נייד', "whole mother email "),
        ("Name;City", "whole city"),
        ("שם מלא\tנפטר\tעיר", "whole departed city"),
        ("Given,Given,Mother", "given  mother"),
        ("Given,Colour,Mother", "given  mother"),
    ],
)
def test_recognise_columns_by_headings_in_both_languages(headings: str, fields: str) -> None:
    table = read_text(f"{headings}\nא")
    assert recognise_columns(table) == [Field(field) for field in fields.split(" ")]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("מנחם בן שרה", "מנחם ben שרה "),
        ("Yosef ben Chana Levi", "Yosef ben Chana Levi"),
        ("1. Yosef ben Chana", "Yosef ben Chana "),
        ("- רבקה בת לאה", "רבקה bas לאה "),
        ("• Mushka bat Sarah", "Mushka bas Sarah "),
        ("\u202bמנחם בן שרה\u202c", "מנחם ben שרה "),
        ("מְנַחֵם בן שָׂרָה", "מְנַחֵם ben שָׂרָה "),
        ("Avraham ben Avraham Avinu", "Avraham ben Avraham Avinu "),
        ("Baby of Chana", "  Chana "),
        ("תינוק בן שרה", " ben שרה "),
    ],
)
def test_read_text_reads_pasted_lines(line: str, expected: str) -> None:
    assert lines_of(read_text(f"{line}\n{line}"))[0] == expected


@pytest.mark.parametrize("after", ["ע״ה", 'ע"ה', 'a"h', "ז״ל"])
def test_parse_name_recognises_honorifics(after: str) -> None:
    row = parse_name([Field.WHOLE], [f"יוסף {after} בן חנה"])
    assert (row.departed, row.mother_name, row.issues) == (True, "חנה", [])
    assert row.honorific in {"ע״ה", "ז״ל"}


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        (("", "ben", "Chana", ""), "no_given"),
        (("Yosef", "ben", "", ""), "no_parent"),
        (("Simcha", "", "Chana", ""), "no_relation"),
        (("Yosef 7", "ben", "Chana", ""), "not_a_name"),
        (("Y" * 61, "ben", "Chana", ""), "too_long"),
        (("Yosef", "ben", "Chana", "nobody"), "email"),
    ],
)
def test_parse_name_reports_issues(cells: tuple[str, ...], problem: str) -> None:
    columns = [Field.GIVEN, Field.RELATION, Field.MOTHER, Field.EMAIL]
    assert parse_name(columns, cells).issues == [problem]


def test_parse_name_reports_two_relations_and_an_unknown_kind() -> None:
    assert parse_name([Field.WHOLE], ["Yosef ben Chana bas Sarah"]).issues == ["two_relations"]
    row = parse_name([Field.WHOLE, Field.KIND], ["Yosef ben Chana", "blue"])
    assert row.issues == ["kind"]


def test_read_text_puts_a_totals_row_aside() -> None:
    table = read_text(csv_of() + "Total,,,2\n")
    assert lines_of(table) == EXPECTED
    assert [unused.text for unused in table.unused] == ["Total"]


def bomb() -> bytes:
    """A workbook of 200 MB in 200 KB."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 200 * 1024 * 1024)
    return file.getvalue()


@pytest.mark.parametrize(
    ("make", "expected_text"),
    [
        (lambda: b"", "nothing in it"),
        (lambda: b"\n\n  \n", "nothing in it"),
        (csv_of().splitlines()[0].encode, "no names below"),
        (lambda: b"%PDF-1.7 names", "a PDF"),
        (lambda: b"\xff\xd8\xff\xe0 photograph", "a picture"),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "broken"),
        (lambda: b"PK\x03\x04 broken", "broken"),
        (lambda: workbook(HEADINGS, *ROWS)[:900], "broken"),
        (bomb, "far more"),
        (lambda: b"a\x00\x00b\x00\xff", "not a text file"),
        (lambda: b"x" * 3000, "no name"),
        (lambda: b"a," * 70, "columns"),
        (lambda: "\n".join(f"a{n} ben b" for n in range(MAX_ROWS + 20)).encode(), "5,000"),
        (lambda: workbook(("x" * 30_000,)), "no name"),
        (lambda: bytes(11 * 1024 * 1024), "10 MB"),
    ],
)
def test_read_file_refuses_unreadable_files_with_a_message(
    make: Callable[[], bytes], expected_text: str
) -> None:
    with pytest.raises(CannotRead, match=expected_text):
        table_of(make())


def test_read_file_refuses_a_zip_that_is_no_workbook() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("names.txt", "Yosef ben Chana")
    with pytest.raises(CannotRead, match="an archive"):
        table_of(file.getvalue())


def test_read_text_keeps_a_formula_as_text() -> None:
    table = read_text("Given,Mother\n=1+1,Chana")
    assert table.lines[0].cells == ("=1+1", "Chana")
    assert "not_a_name" in parse_name(recognise_columns(table), table.lines[0].cells).issues


@pytest.mark.parametrize("seed", range(150))
def test_read_file_never_crashes_on_random_bytes(seed: int) -> None:
    chance = random.Random(seed)
    good = workbook(HEADINGS, *ROWS) if seed % 3 == 0 else csv_of().encode("cp1255")
    content = bytearray(good)
    for _ in range(chance.randrange(1, 60)):
        content[chance.randrange(len(content))] = chance.randrange(256)
    with suppress(CannotRead):
        table = table_of(bytes(content))
        columns = recognise_columns(table)
        assert len([parse_name(columns, line.cells) for line in table.lines]) == len(table.lines)


def test_recognise_columns_ignores_a_telephone_column() -> None:
    table = read_text("Name,Phone\nYosef ben Chana,+44 20 7946 0000")
    assert table.headings == ("Name", "Phone")
    assert recognise_columns(table) == [Field.WHOLE, Field.IGNORE]


def test_read_text_takes_answers_with_words_of_headings_for_a_row() -> None:
    table = read_text(
        "Given name\tMother\tFamily name\tPassed away\tNotes\n"
        "Miriam\t\tDeitsch\tno\task about the family\nYosef\tChana\tLevi\tno\t\n"
    )
    assert table.headings == ("Given name", "Mother", "Family name", "Passed away", "Notes")
    assert [line.cells[0] for line in table.lines] == ["Miriam", "Yosef"]


@pytest.mark.parametrize(
    "line",
    [
        "*Dov ben Rivka*",
        "_Dov ben Rivka_",
        "*_Dov ben Rivka_*",
        "1. *Dov* ben Rivka",
        "- **Dov ben Rivka**",
    ],
)
def test_signs_of_bold_letters_are_no_part_of_a_name(line: str) -> None:
    (read,) = read_text(line).lines
    assert (read.cells, read.questions) == (("Dov ben Rivka",), ())
