"""The printed register: rows in three orders, totals, checksum and table."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from letters.models import RegisterExport, Scroll
from letters.register import rows
from letters.register.checksum import Checksum
from letters.register.rows import Row, read_rows
from tests.letters.register.register_data import (
    HOSTILE,
    NOACH,
    assign,
    community,
    content,
    exported,
)

Table = list[list[str]]


def read(scroll: Scroll, order: str, language: str = "en") -> list[Row]:
    with translation.override(language):
        return list(read_rows(scroll, order))


def given_names(found: Sequence[Row]) -> list[str]:
    return [row.line.split()[0] for row in found]


def table(export: RegisterExport) -> tuple[Table, Table]:
    """The rows of names, and the rows after the empty line."""
    text = content(export).decode()
    assert text.startswith("\ufeff")
    lines = list(csv.reader(io.StringIO(text[1:])))
    empty = lines.index([])
    return lines[1:empty], lines[empty + 1 :]


def test_text_order_sorts_adults_by_ordinal(scroll: Scroll) -> None:
    assign(scroll, NOACH, "אברהם")
    assign(scroll, 7, "יוסף")
    assign(scroll, 3, "Levi")
    found = read(scroll, "text")
    assert given_names(found) == ["Levi", "יוסף", "אברהם"]
    assert [(row.number, row.parsha) for row in found] == [
        (3, "Bereshit"),
        (7, "Bereshit"),
        (NOACH, "Noach"),
    ]


def test_text_order_puts_children_after_adults_of_their_parsha_without_number(
    scroll: Scroll,
) -> None:
    assign(scroll, NOACH, "אהרן")
    assign(scroll, 2, "שמואל", kind="child")
    assign(scroll, 3, "בנימין", kind="baby")
    assign(scroll, 4, "תמר")
    found = read(scroll, "text")
    assert given_names(found) == ["תמר", "בנימין", "שמואל", "אהרן"]
    assert [row.number for row in found] == [4, None, None, NOACH]


@pytest.mark.parametrize("disclosure", ["parsha", "hidden"])
def test_numbers_only_with_exact_disclosure(scroll: Scroll, disclosure: str) -> None:
    assign(scroll, 3, "יוסף")
    scroll.series.disclosure = disclosure
    (row,) = read(scroll, "text")
    assert row.number is None
    assert bool(row.parsha) == (disclosure == "parsha")


@pytest.mark.parametrize("order", ["alphabet", "places"])
def test_numbers_only_in_text_order(scroll: Scroll, order: str) -> None:
    assign(scroll, 3, "יוסף")
    assert [row.number for row in read(scroll, order)] == [None]


def test_alphabet_order_puts_hebrew_before_latin(scroll: Scroll) -> None:
    names = ["Zalman", "תמר", "משה", "Ázriel", "אָשֵׁר", "מנחם", "שרה", "ם", "כהן"]
    for ordinal, name in enumerate(names, 1):
        assign(scroll, ordinal, name)
    assign(scroll, 10, "", kind="baby", mother_name="Chana")
    found = read(scroll, "alphabet")
    assert given_names(found)[:-1] == [
        "אָשֵׁר",
        "כהן",
        "ם",
        "מנחם",
        "משה",
        "שרה",
        "תמר",
        "Ázriel",
        "Zalman",
    ]
    assert (found[1].initial, found[7].initial, found[-1].initial) == ("כ", "A", "")


def test_alphabet_order_puts_shorter_name_first(scroll: Scroll) -> None:
    assign(scroll, 1, "מנחם מענדל", mother_name="אסתר")
    assign(scroll, 2, "מנחם", mother_name="תמר")
    assert [row.line for row in read(scroll, "alphabet")] == ["מנחם בן תמר", "מנחם מענדל בן אסתר"]


def test_places_order_by_country_city_community_with_unknown_last(scroll: Scroll) -> None:
    leeds, york = community("leeds", "Leeds Street"), community("york", "Old York", "בית יורק")
    people = [
        ("nowhere", "", "", None),
        ("no-city", "FR", "", None),
        ("no-community", "GB", "London", None),
        ("york", "GB", "London", york),
        ("leeds", "GB", "London", leeds),
        ("bath", "GB", "bath", None),
        ("france", "FR", "Paris", None),
    ]
    for ordinal, (name, country, city, where) in enumerate(people, 1):
        assign(scroll, ordinal, name, country=country, city=city, community=where)
    found = read(scroll, "places")
    assert given_names(found) == [
        "france",
        "no-city",
        "bath",
        "leeds",
        "york",
        "no-community",
        "nowhere",
    ]


def test_places_order_uses_the_language_of_the_register(scroll: Scroll) -> None:
    york = community("york", "Old York", "בית יורק")
    assign(scroll, 1, "france", country="FR")
    assign(scroll, 2, "york", country="GB", community=york)
    found = read(scroll, "places", "he")
    assert given_names(found) == ["york", "france"]
    assert (found[0].country_name, found[0].community_name) == ("בריטניה", "בית יורק")


def test_read_rows_streams_one_snapshot(scroll: Scroll, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "FETCH_SIZE", 2)
    for ordinal in range(1, 8):
        assign(scroll, ordinal, f"n{ordinal}")
    reading = read_rows(scroll, "text")
    assert next(reading).line == "n1"
    assign(scroll, 8, "late")  # one snapshot: a later row is not in it
    assert len(list(reading)) == 6


def test_checksum_is_the_same_in_every_order_format_and_language(scroll: Scroll) -> None:
    assign(scroll, 3, "יוסף", country="GB", city="London", community=community("a", "A", "א"))
    assign(scroll, 4, "Levi", kind="child")
    assign(scroll, NOACH, "אברהם", departed=True, honorific="ע״ה", father_name="יעקב")
    sums = {
        exported(scroll, file_format, order=order, language=language).checksum
        for file_format, order, language in [
            ("csv", "text", "en"),
            ("csv", "alphabet", "he"),
            ("csv", "places", "en"),
            ("pdf", "alphabet", "he"),
        ]
    }
    assert len(sums) == 1


@pytest.mark.parametrize(
    "other",
    [
        ("b", "", 1, "GB", "x", "y"),
        ("a", "ע״ה", 1, "GB", "x", "y"),
        ("a", "", 2, "GB", "x", "y"),
        ("a", "", 1, "FR", "x", "y"),
        ("a", "", 1, "GB", "xy", ""),
    ],
)
def test_checksum_differs_for_another_row(other: tuple[str, str, int, str, str, str]) -> None:
    one, two = Checksum(), Checksum()
    one.add("a", "", 1, "GB", "x", "y")
    two.add(*other)
    assert one.hex() != two.hex()


def test_checksum_of_a_repeated_row_is_not_that_of_none() -> None:
    twice = Checksum()
    for _ in range(2):
        twice.add("a", "", 1, "GB", "x", "y")
    assert twice.hex() != Checksum().hex()


def test_table_ends_with_its_totals(scroll: Scroll) -> None:
    where = community("a", "House A")
    assign(scroll, 1, "One", country="GB", city="London", community=where)
    assign(scroll, 2, "Two", country="GB", city="Leeds", community=where)
    assign(scroll, 3, "Three", country="FR")
    assign(scroll, 4, "Four")
    export = exported(scroll)
    names, totals = table(export)
    assert len(names) == 4
    assert totals[:-1] == [
        ["Names", "4"],
        ["Country", "1", "FR", "France"],
        ["Country", "2", "GB", "United Kingdom"],
        ["City", "1", "GB", "Leeds"],
        ["City", "1", "GB", "London"],
        ["Country", "1", "", "Country not stated"],
        ["Community", "2", "a", "House A"],
        ["Community", "2", "", "In no community"],
        ["Checksum", export.checksum],
    ]


def test_table_escapes_formulas(scroll: Scroll) -> None:
    for ordinal, words in enumerate(HOSTILE, 1):
        assign(scroll, ordinal, words, city=words)
    export = exported(scroll)
    names, _ = table(export)
    cells = [cell for line in names for cell in line]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    assert [line[7] for line in names][:4] == [f"'{words}" for words in HOSTILE[:4]]
    assert names[4][7] == HOSTILE[4]


def verify(text: str, folder: Path) -> str:
    """The output of verify_register for a table."""
    (folder / "table.csv").write_text(text, encoding="utf-8", newline="")
    out = io.StringIO()
    call_command("verify_register", folder / "table.csv", stdout=out)
    return out.getvalue()


def test_verify_register_accepts_an_unchanged_table(scroll: Scroll, folder: Path) -> None:
    for ordinal, words in enumerate(HOSTILE, 1):
        assign(scroll, ordinal, words, city=words)
    export = exported(scroll)
    assert verify(content(export).decode(), folder) == f"5 names, checksum {export.checksum}\n"


def test_verify_register_rejects_a_changed_table(scroll: Scroll, folder: Path) -> None:
    assign(scroll, 1, "Sholom")
    text = content(exported(scroll)).decode()
    with pytest.raises(CommandError, match="it was changed"):
        verify(text.replace("Sholom", "Shalom"), folder)


def test_verify_register_rejects_a_truncated_table(scroll: Scroll, folder: Path) -> None:
    assign(scroll, 1, "Sholom")
    text = content(exported(scroll)).decode()
    with pytest.raises(CommandError, match="not a complete table"):
        verify(text[: text.index("\r\n\r\n")], folder)
