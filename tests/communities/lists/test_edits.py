"""Edits of rows: validation, versions, undo, and what stays unclear."""

import random
from collections.abc import Callable
from functools import partial

import pytest
from django.contrib.auth.models import User

from communities.lists import edits, name_lists
from communities.lists.duplicate_checks import recheck
from communities.lists.edits import EDITS_KEPT, EditGone, Outcome, RowChange, edit_rows, undo_edit
from communities.models import NameList, Row
from letters.models import Community, Scroll, Series
from payments.orders.consent import SENT_LIST, version_of
from tests import races
from tests.communities.name_lists import order_list

ReadList = Callable[[str], NameList]


@pytest.fixture
def read(community: Community, series: Series, shliach: User) -> ReadList:
    """Create and read a list."""

    def made(text: str) -> NameList:
        name_list, _ = name_lists.create_list(
            consent=version_of(SENT_LIST),
            community=community,
            series=series,
            by=shliach,
            title="Purim",
            language="en",
            text=text,
        )
        name_lists.read_list(name_list.pk)
        name_list.refresh_from_db()
        return name_list

    return made


def row_at(name_list: NameList, position: int) -> Row:
    return name_list.rows.get(position=position)


def edit(name_list: NameList, by: User, position: int, **values: object) -> Outcome:
    """Edit the row as it is now."""
    row = row_at(name_list, position)
    change = RowChange(row=row.pk, values=values, version=row.version)
    return edit_rows(name_list=name_list, by=by, changes=[change])


def test_edit_of_one_cell_keeps_what_is_unclear_elsewhere(read: ReadList, shliach: User) -> None:
    name_list = read("Given\tMother\nYosef\tChana\nSimcha\t\n")
    edit(name_list, shliach, 2, mother_name="Sarah")
    row = row_at(name_list, 2)
    assert (row.mother_name, row.issues, row.entered_manually) == ("Sarah", ["no_relation"], True)
    edit(name_list, shliach, 2, relation="ben")
    assert row_at(name_list, 2).line == "Simcha ben Sarah"
    assert name_list.rows.ready().count() == 1
    edit(name_list, shliach, 2, mother_name="")
    assert row_at(name_list, 2).issues == ["no_parent"]


def test_edit_refuses_what_the_form_refuses_and_changes_nothing(
    read: ReadList, shliach: User
) -> None:
    name_list = read("Yosef ben Chana")
    outcome = edit(name_list, shliach, 1, given_name="Yosef 2", mother_name="Sarah")
    row = row_at(name_list, 1)
    assert outcome.refused == {row.pk: {"given_name": ["Write the name without digits."]}}
    assert (row.given_name, row.mother_name, row.version) == ("Yosef", "Chana", 1)


def test_edit_to_a_baby_with_a_name_is_refused_at_the_kind(read: ReadList, shliach: User) -> None:
    name_list = read("Yosef ben Chana")
    (errors,) = edit(name_list, shliach, 1, kind="baby").refused.values()
    assert list(errors) == ["kind"]
    assert "has no given name" in errors["kind"][0]


def test_edit_of_an_older_version_is_a_conflict(read: ReadList, shliach: User) -> None:
    name_list = read("Yosef ben Chana")
    row = row_at(name_list, 1)
    edit(name_list, shliach, 1, mother_name="Sarah")
    change = RowChange(row=row.pk, values={"given_name": "Yossi"}, version=row.version)
    outcome = edit_rows(name_list=name_list, by=shliach, changes=[change])
    assert (outcome.conflicts, outcome.changed, outcome.edit) == ([row.pk], [], None)
    assert row_at(name_list, 1).line == "Yosef ben Sarah"


def test_version_stays_when_only_the_questions_change(read: ReadList, shliach: User) -> None:
    name_list = read("Yosef ben Chana\nMoshe ben Chana")
    outcome = edit(name_list, shliach, 2, given_name="Yosef")
    first, second = name_list.rows.order_by("position")
    assert (first.version, second.version, second.duplicate_of_id) == (1, 2, first.pk)
    outcome = edit(name_list, shliach, 1, given_name="Dovid")
    assert (outcome.changed, outcome.affected) == ([first.pk], [second.pk])
    assert row_at(name_list, 2).version == 2


def test_undo_restores_rows_and_undo_of_an_undo_repeats_the_edit(
    read: ReadList, shliach: User
) -> None:
    name_list = read("Given\tMother\nMoshe\t\nDovid\tLeah\n")
    fields = ("given_name", "relation", "mother_name", "issues", "entered_manually", "left_out")
    before = list(name_list.rows.order_by("position").values(*fields))
    changes = [
        RowChange(row=row.pk, values={"relation": "ben", "mother_name": "Rus"})
        for row in name_list.rows.all()
    ]
    outcome = edit_rows(name_list=name_list, by=shliach, changes=changes)
    assert outcome.edit is not None
    after = list(name_list.rows.order_by("position").values(*fields))
    undone = undo_edit(name_list=name_list, by=shliach, edit=outcome.edit.pk)
    assert list(name_list.rows.order_by("position").values(*fields)) == before
    with pytest.raises(EditGone):
        undo_edit(name_list=name_list, by=shliach, edit=outcome.edit.pk)
    assert undone.edit is not None
    undo_edit(name_list=name_list, by=shliach, edit=undone.edit.pk)
    assert list(name_list.rows.order_by("position").values(*fields)) == after


def test_undo_leaves_rows_that_were_changed_since(read: ReadList, shliach: User) -> None:
    name_list = read("Yosef ben Chana\nMoshe ben Sarah")
    rows = list(name_list.rows.order_by("position"))
    changes = [RowChange(row=row.pk, values={"family_name": "Levi"}) for row in rows]
    outcome = edit_rows(name_list=name_list, by=shliach, changes=changes)
    assert outcome.edit is not None
    edit(name_list, shliach, 1, family_name="Cohen")
    undone = undo_edit(name_list=name_list, by=shliach, edit=outcome.edit.pk)
    assert (undone.changed, undone.conflicts) == ([rows[1].pk], [rows[0].pk])
    assert [row.family_name for row in name_list.rows.order_by("position")] == ["Cohen", ""]


def test_edit_leaves_ordered_rows(read: ReadList, shliach: User, scroll: Scroll) -> None:
    name_list = read("Yosef ben Chana")
    order_list(name_list, shliach)
    outcome = edit(name_list, shliach, 1, given_name="Moshe")
    assert (outcome.gone, row_at(name_list, 1).given_name) == ([row_at(name_list, 1).pk], "Yosef")


def test_edits_are_forgotten_when_there_are_many(read: ReadList, shliach: User) -> None:
    name_list = read("Yosef ben Chana")
    for number in range(EDITS_KEPT + 2):
        edit(name_list, shliach, 1, mother_name="Sarah" if number % 2 else "Leah")
    assert name_list.edits.count() == EDITS_KEPT


def test_name_that_was_too_long_stays_unclear_until_it_is_written_anew(
    read: ReadList, shliach: User
) -> None:
    name_list = read(f"Given\tMother\tSon or daughter\n{'Yosef ' * 12}\tChana\tson\n")
    edit(name_list, shliach, 1, mother_name="Sarah")
    assert row_at(name_list, 1).issues == ["too_long"]
    edit(name_list, shliach, 1, given_name="Yosef")
    assert row_at(name_list, 1).issues == []


def edit_twice_at_once(name_list: NameList, by: User) -> list[Outcome]:
    """Two people change the version that both were shown."""
    row = row_at(name_list, 1)
    outcomes: list[Outcome] = []

    def change(given: str) -> None:
        change = RowChange(row=row.pk, values={"given_name": given}, version=row.version)
        outcomes.append(edit_rows(name_list=name_list, by=by, changes=[change]))

    errors = races.each(partial(change, "Moshe"), partial(change, "Dovid"))
    assert errors == []
    return outcomes


@pytest.mark.django_db(transaction=True)
def test_two_edits_of_one_version_at_once_change_the_row_once(
    read: ReadList, shliach: User
) -> None:
    outcomes = edit_twice_at_once(read("Yosef ben Chana"), shliach)
    assert sorted(len(outcome.changed) for outcome in outcomes) == [0, 1]
    assert sorted(len(outcome.conflicts) for outcome in outcomes) == [0, 1]


@pytest.mark.django_db(transaction=True)
def test_negative_control_without_the_lock_one_of_two_edits_is_lost(
    read: ReadList, shliach: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(edits, "lock_list", lambda _name_list: None)
    monkeypatch.setattr(edits, "_editable", races.meet_after(edits._editable))
    outcomes = edit_twice_at_once(read("Yosef ben Chana"), shliach)
    assert [len(outcome.changed) for outcome in outcomes] == [1, 1]


@pytest.mark.parametrize("seed", range(4))
def test_edits_find_the_same_duplicates_as_a_check_of_the_whole_list(
    read: ReadList, shliach: User, seed: int
) -> None:
    chance = random.Random(seed)
    read("Yosef ben Chana Levi\nMoshe ben Leah")  # an earlier list
    name_list = read("Yosef ben Chana Levi\n" * 9)
    rows = [row.pk for row in name_list.rows.order_by("position")]
    values: dict[str, list[object]] = {
        "given_name": ["Yosef", "Moshe", "יוסף", ""],
        "mother_name": ["Chana", "Leah"],
        "left_out": [True, False],
    }
    for _ in range(12):
        field = chance.choice(list(values))
        change = {field: chance.choice(values[field])}
        changes = [RowChange(row=row, values=change) for row in chance.sample(rows, 2)]
        edit_rows(name_list=name_list, by=shliach, changes=changes)
        assert recheck(name_list) == []
