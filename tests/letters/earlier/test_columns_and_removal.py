"""The columns of a register that are chosen, its removal, and what the database refuses."""

import pytest
from django.db import IntegrityError, transaction

from letters.earlier import registers
from letters.earlier.columns import InvalidColumns
from letters.models import EarlierEntry, EarlierRegister
from tests.letters.earlier.registers import ROWS, MakeRegister, csv_of, found, run

# Columns ----------------------------------------------------------------------------


def test_columns_can_be_chosen(seen: MakeRegister) -> None:
    register = seen(csv_of([["1", "Katz", "Levi", "Chana"]], ["a", "b", "c", "d"]))
    registers.choose_columns(register, ["number", "family", "given", "mother"])
    run(register)
    assert register.summary["clear"] == 1
    registers.begin_import(register)
    run(register)
    entry = EarlierEntry.objects.get(number="1")
    assert (entry.given_name, entry.family_name) == ("Levi", "Katz")


@pytest.mark.parametrize(
    "values",
    [
        ["given"],
        ["given", "given", "", "", "", "", ""],
        ["number", "", "", "", "", "", ""],
        ["email", "given", "", "", "", "", ""],
        ["x", "given", "", "", "", "", ""],
    ],
)
def test_columns_that_cannot_be_are_refused(seen: MakeRegister, values: list[str]) -> None:
    with pytest.raises(InvalidColumns):
        registers.choose_columns(seen(), values)


def test_columns_of_an_imported_register_stay(imported: MakeRegister) -> None:
    register = imported()
    with pytest.raises(registers.Refused):
        registers.choose_columns(register, register.columns)


# Removal ----------------------------------------------------------------------------


def test_removal_takes_everything_at_once(imported: MakeRegister) -> None:
    register = imported()
    other = imported(csv_of(ROWS[1:]), scroll=8)
    registers.remove_register(register)
    assert found() == [], "before the worker has begun"
    run(register)
    assert (register.phase, register.state, register.units_done) == ("removal", "done", 3)
    assert set(EarlierEntry.objects.values_list("register", flat=True)) == {other.pk}
    assert register.samples == {}
    with pytest.raises(registers.Refused):
        registers.remove_register(register)


def test_step_that_ended_is_not_taken_again(imported: MakeRegister) -> None:
    register = imported()
    for step in (registers.begin_import, registers.stop_register, registers.resume_register):
        with pytest.raises(registers.Refused):
            step(register)


# What the database refuses ------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"number": "2"}, "earlier_number_once"),
        ({"row": 2}, "earlier_row_once"),
        ({"clear": False}, "unclear_entry_is_not_found"),
        ({"questions": ["title"]}, "clear_entry_has_no_question"),
        ({"number_doubled": True}, "clear_entry_has_no_question"),
    ],
)
def test_database_refuses_entries(
    imported: MakeRegister, changes: dict[str, object], constraint: str
) -> None:
    imported()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        EarlierEntry.objects.filter(row=1).update(**changes)


def test_database_refuses_a_half_register_as_imported(imported: MakeRegister) -> None:
    register = imported()
    with pytest.raises(IntegrityError, match="imported_register_is_whole"), transaction.atomic():
        EarlierRegister.objects.filter(pk=register.pk).update(state="stopped")
