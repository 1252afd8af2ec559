"""A register of an earlier scroll: looked through, imported once, removed as one."""

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.utils.translation import override

from letters.earlier import registers
from letters.lookup.candidates import find_candidates
from letters.matching.compare import NameFacts
from letters.models import EarlierEntry, EarlierRegister, Scroll
from tests.letters.earlier.registers import HEADINGS, ROWS, MakeRegister, csv_of, found, run


def test_looking_through_stores_no_name(seen: MakeRegister) -> None:
    register = seen()
    assert register.failure == ""
    assert (register.phase, register.state) == ("trial", "done")
    assert register.columns == [
        *("number", "given", "relation", "mother", "father", "family", "city")
    ]
    counts = {key: register.summary[key] for key in ("rows", "clear", "unclear", "doubled")}
    assert counts == {"rows": 3, "clear": 3, "unclear": 0, "doubled": 0}
    assert not EarlierEntry.objects.exists()


def test_import_stores_each_row_as_written(imported: MakeRegister) -> None:
    register = imported()
    assert (register.phase, register.state, register.units_done) == ("import", "done", 3)
    assert register.imported_at is not None
    entry = EarlierEntry.objects.get(number="1")
    assert entry.cells == ROWS[0]
    assert (entry.given_name, entry.mother_name, entry.city) == ("Zevulun", "Basya", "Vienna")
    assert entry.clear
    assert found() == ["earlier"]


def test_file_is_deleted_once_imported(imported: MakeRegister, folder: Path) -> None:
    register = imported()
    assert register.upload == ""
    assert not list((folder / "earlier").iterdir())


def test_place_is_unknown_unless_given(imported: MakeRegister) -> None:
    imported()
    entry = EarlierEntry.objects.get(number="1")
    assert entry.where == "in the 9th scroll, place unknown"
    with override("he"):
        assert "המקום אינו ידוע" in entry.where
    imported(csv_of([["5", "Zevulun", "Basya", "Noach"]], ["No", "Name", "Mother", "Parsha"]))
    assert EarlierEntry.objects.get(number="5").where == "in the 9th scroll, Noach"


def test_departed_since_is_found(imported: MakeRegister) -> None:
    imported()
    facts = NameFacts("Zevulun", "ben", "Basya", "Hirsh", "Lipskar", departed=True)
    assert [each.answer for each in find_candidates(facts)] == ["strict"]


# Bad input ------------------------------------------------------------------------


def test_doubled_numbers_are_counted_and_kept(imported: MakeRegister) -> None:
    rows = [*ROWS, ["03", *ROWS[1][1:]], ["", "Yosef", "son", "Chana", "", "Levi", ""]]
    register = imported(csv_of(rows))
    assert register.summary["doubled"] == 2
    assert register.summary["unnumbered"] == 1
    doubled = EarlierEntry.objects.filter(number_doubled=True)
    assert {entry.number for entry in doubled} == {"3", "03"}
    assert all(entry.match_keys == [] and not entry.clear for entry in doubled)
    assert EarlierEntry.objects.count() == 5


def test_two_people_in_one_letter_are_kept_as_written(imported: MakeRegister) -> None:
    both = ["7", "Levi and Yosef", "son", "Chana", "", "Katz", ""]
    register = imported(csv_of([*ROWS, both]))
    assert register.summary["unclear"] == 1
    entry = EarlierEntry.objects.get(number="7")
    assert entry.cells == both[:-1]
    assert entry.questions
    assert entry.match_keys == []


@pytest.mark.parametrize(
    "row",
    [
        ["8", "Zevulun", "son", "Basya", "", "Lipskar", "Vienna", "one cell more"],
        ["8", "Zevulun " * 20, "son", "Basya", "", "Lipskar"],
        ["8", "", "", "", "", "", "Vienna"],
        ["8", "1234", "son", "Basya", "", "Lipskar"],
        ["8", "???", "son", "???", "", "Lipskar"],
        ["8" * 50, "Z", "son", "B.", "", ""],
    ],
)
def test_broken_row_is_kept_with_its_question(seen: MakeRegister, row: list[str]) -> None:
    register = seen(csv_of([*ROWS, row]))
    assert register.summary["unclear"] == 1
    shown = [cells for kind in register.samples.values() for _s, _l, cells in kind]
    assert any(cells[0][:20] == row[0][:20] for cells in shown)
    registers.begin_import(register)
    assert run(register).samples == {}, "no longer needed"
    assert EarlierEntry.objects.count() == 4
    (entry,) = EarlierEntry.objects.filter(clear=False)
    assert entry.cells == [" ".join(cell.split()) for cell in row][: len(entry.cells)]
    assert entry.questions


def test_empty_rows_and_titles_are_counted(seen: MakeRegister) -> None:
    content = b"The ninth scroll\n\n" + csv_of(ROWS) + b"\n\n,,,,,,\nTotal: 3\n"
    register = seen(content)
    assert register.summary["rows"] == 3
    assert register.summary["empty_rows"] >= 3
    assert register.summary["around"] == 2


def test_more_rows_than_a_scroll_has_letters_are_read(
    seen: MakeRegister, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("letters.torah.TOTAL_LETTERS", 4)
    from letters.admin.earlier_summary import warnings_of

    assert warnings_of(seen(csv_of(ROWS * 2)))[0] == "There are 6 rows, and a scroll has 4 letters."


def test_list_limit_does_not_count(seen: MakeRegister) -> None:
    rows = [[str(number), *ROWS[0][1:]] for number in range(1, 6_001)]
    register = seen(csv_of(rows))
    assert (register.summary["rows"], register.summary["clear"]) == (6_000, 6_000)


def test_workbook_is_read(seen: MakeRegister) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADINGS)
    for number in range(1, 6_001):
        sheet.append([number, *ROWS[number % 2][1:]])
    file = io.BytesIO()
    book.save(file)
    assert seen(file.getvalue()).summary["clear"] == 6_000


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"%PDF-1.7", "PDF"), (b"\xff\xd8\xff", "picture"), (b"Name\n", "no names")],
)
def test_file_that_cannot_be_read_fails_with_a_sentence(
    seen: MakeRegister, content: bytes, reason: str
) -> None:
    register = seen(content)
    assert register.state == "failed"
    assert reason in register.failure_text


def test_other_error_names_nobody(
    sent: MakeRegister, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_arguments: object) -> None:
        raise ValueError("Zevulun")

    monkeypatch.setattr(registers, "EntryReader", fail)
    register = run(sent())
    assert register.failure_text == "It broke off; the cause is in the log of the worker."
    assert "Zevulun" not in caplog.text


def test_file_larger_than_allowed_is_refused(
    sent: MakeRegister, monkeypatch: pytest.MonkeyPatch
) -> None:
    from letters.reading import source
    from letters.reading.table import Limits

    register = sent()
    monkeypatch.setattr(source, "OF_A_REGISTER", Limits(10, 5))
    assert "larger than" in run(register).failure_text


# Sending ----------------------------------------------------------------------------


def test_same_file_twice_is_refused(sent: MakeRegister, folder: Path) -> None:
    register = sent()
    with pytest.raises(registers.Refused, match="sent already"):
        sent()
    assert len(list((folder / "earlier").iterdir())) == 1
    sent(scroll=10)
    run(register)
    registers.remove_register(register)
    sent()


def test_same_file_at_the_same_moment_is_refused(
    sent: MakeRegister, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other one came between the look and the insert: the constraint decides."""
    from django.core.files.storage import storages

    save = storages["private"].save

    def save_after_another(name: str, file: Any) -> str:
        monkeypatch.undo()
        sent()
        return save(name, file)

    monkeypatch.setattr(type(storages["private"]), "save", lambda _s, *a: save_after_another(*a))
    with pytest.raises(registers.Refused, match="sent already"):
        sent()
    assert EarlierRegister.objects.count() == 1


def test_scroll_that_is_registered_here_is_refused(sent: MakeRegister, scroll: Scroll) -> None:
    with pytest.raises(registers.Refused, match="registered here"):
        sent(scroll=scroll.number)
