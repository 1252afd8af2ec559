"""The page on which it is chosen what each column of a list contains."""

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client

from communities.lists.rows import update_row
from communities.models import NameList
from payments.models import Order

SignIn = Callable[[User], Client]
HOME = "/shluchim/montreal/"
TABLE = "Ploni,Almoni,x\nיוסף,חנה,בן\nMushka,Sarah,bas\n"


def path(name_list: NameList) -> str:
    return f"{HOME}lists/{name_list.pk}/columns/"


def columns(*fields: str, **more: str) -> dict[str, str]:
    """The form that sets the columns."""
    said = {f"column{number}": field for number, field in enumerate(fields)}
    return {**said, **more}


def test_columns_form_sets_the_columns(make: Callable[..., NameList], page: Client) -> None:
    name_list = make(TABLE)
    page.post(path(name_list), columns("given", "mother", "family"))
    assert name_list.rows.ready().count() == 0
    answer = page.get(path(name_list))
    samples = [column.samples for column in answer.context["columns"]]
    assert samples[0] == ["Ploni", "יוסף", "Mushka"]
    assert "0 of 3 rows are ready" in answer.content.decode()
    answer = page.post(path(name_list), columns("given", "mother", "relation"), follow=True)
    assert "3 rows were read again" in answer.content.decode()
    names = [row.line for row in name_list.rows.ready()]
    assert names == ["יוסף בן חנה", "Mushka bas Sarah"]
    name_list.refresh_from_db()
    assert name_list.columns == ["given", "mother", "relation"]


def test_columns_form_keeps_manual_rows_unless_included(
    make: Callable[..., NameList], page: Client
) -> None:
    name_list = make(TABLE)
    row = name_list.rows.get(position=2)
    update_row(row=row, name={"given_name": "Yossi", "relation": "ben", "mother_name": "Chana"})
    page.post(path(name_list), columns("given", "mother", "relation"))
    row.refresh_from_db()
    assert row.line == "Yossi ben Chana"
    page.post(path(name_list), columns("given", "mother", "relation", include_manual="on"))
    row.refresh_from_db()
    assert row.line == "יוסף בן חנה"


def test_columns_form_keeps_ordered_rows(
    make: Callable[..., NameList], page: Client, make_order: Callable[..., Order]
) -> None:
    name_list = make(TABLE)
    name_list.rows.filter(position=2).update(
        inscription=make_order().lines.first().inscription,  # type: ignore[union-attr]
        given_name="Ordered",
        issues=[],
    )
    page.post(path(name_list), columns("given", "mother", "relation", include_manual="on"))
    assert name_list.rows.get(position=2).given_name == "Ordered"


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (("mother", "family", ""), "one column must be the given name"),
        (("given", "given", ""), "two columns can’t be the same"),
        (("given", "nothing", ""), "please choose from the lists"),
        ((), "one column must be the given name"),
    ],
)
def test_columns_form_refuses_invalid_columns(
    make: Callable[..., NameList], page: Client, said: tuple[str, ...], sentence: str
) -> None:
    name_list = make(TABLE)
    before = list(name_list.rows.values())
    answer = page.post(path(name_list), columns(*said), follow=True)
    assert sentence in answer.content.decode()
    assert list(name_list.rows.values()) == before


def test_set_columns_marks_a_guessed_family_name_again(
    make: Callable[..., NameList], page: Client
) -> None:
    name_list = make("Ploni,Almoni,x\nYosef ben Chana Malka,London,y\n")
    page.post(path(name_list), columns("whole", "city", ""))
    row = name_list.rows.get(position=2)
    assert (row.family_name, row.questions) == ("Malka", ["family_split"])


def test_name_list_page_shows_a_telephone_column_as_not_used(
    make: Callable[..., NameList], page: Client
) -> None:
    name_list = make("Name,Phone\nYosef ben Chana,+44 20 7946 0000")
    (row,) = name_list.rows.all()
    assert (row.given_name, row.mother_name) == ("Yosef", "Chana")
    shown = page.get(path(name_list)).content.decode()
    assert re.search(r'name="column1">\s*<option value="" selected>', shown)


def test_columns_page_is_skipped_when_everything_was_understood(
    make: Callable[..., NameList], page: Client
) -> None:
    name_list = make("Given name,Mother,Son or daughter,Phone\nYosef,Chana,son,020 7946\n")
    assert page.get(f"{HOME}lists/{name_list.pk}/").status_code == 200
    assert page.get(path(name_list)).status_code == 200  # but always reachable


def test_columns_page_is_asked_for_once(make: Callable[..., NameList], page: Client) -> None:
    name_list = make("Given name,Mother,Son or daughter,Remarks\nYosef,Chana,son,our friend\n")
    the_list = f"{HOME}lists/{name_list.pk}/"
    assert page.get(the_list)["Location"] == path(name_list)
    page.post(path(name_list), columns("given", "mother", "relation", ""))
    answer = page.get(the_list)
    assert "1 cell with text was not used" in answer.content.decode()
    assert [row.row.position for row in page.get(f"{the_list}?show=unused").context["rows"]] == [1]


def test_columns_form_with_preview_changes_nothing(
    make: Callable[..., NameList], page: Client
) -> None:
    name_list = make(TABLE)
    before = list(name_list.rows.values())
    chosen = columns("given", "mother", "relation", preview="1")
    assert page.post(path(name_list), chosen).json() == {
        "message": "Read like this, 2 of 3 rows are ready."
    }
    chosen = columns("mother", "given", "given", preview="1")
    assert "can’t be the same" in page.post(path(name_list), chosen).json()["message"]
    assert list(name_list.rows.values()) == before


def test_columns_form_takes_the_civil_name_where_there_is_no_hebrew_name(
    make: Callable[..., NameList], page: Client
) -> None:
    text = "First,Ivrit,Mother,Son or daughter\nJeffrey,יוסף,חנה,son\nAndrew,,שרה,son\n"
    name_list = make(text)
    page.post(path(name_list), columns("civil", "given", "mother", "relation"))
    first, second = name_list.rows.order_by("position")
    assert (first.line, first.questions) == ("יוסף בן חנה", [])
    assert (second.line, second.questions) == ("Andrew ben שרה", ["civil_name"])


def test_columns_page_is_asked_for_when_columns_were_guessed_without_headings(
    make: Callable[..., NameList], page: Client
) -> None:
    name_list = make("יוסף,חנה,בן\nMushka,Sarah,bas\n")
    the_list = f"{HOME}lists/{name_list.pk}/"
    assert {code for row in name_list.rows.all() for code in row.questions} == {"columns_guessed"}
    assert page.get(the_list)["Location"] == path(name_list)
    page.post(path(name_list), columns(*name_list.columns))
    assert page.get(the_list).status_code == 200
    assert name_list.rows.ready().count() == 2


# Questions of the file --------------------------------------------------------


def questions(name_list: NameList) -> list[list[str]]:
    rows = name_list.rows.order_by("position")
    return [row.questions for row in rows]


def test_set_columns_loses_no_question_of_the_file(
    make: Callable[..., NameList], page: Client
) -> None:
    name_list = make(
        "Hebrew name,Gender,Mother,Family,Status\n"
        "Yosef,m,Chana,Levi,\n"
        "❌ Mushka,f,Sarah,Cohen,\n"
        "Dov,m,Leah,Katz,waiting list\n"
        "Girls\n"
        "Rivka,,Rachel,Blum,\n"
    )
    before = questions(name_list)
    assert ["struck_out" in row for row in before] == [False, True, False, False]
    assert [bool(row) for row in before] == [False, True, True, True]
    page.post(path(name_list), columns("given", "relation", "father", "family", "", ""))
    page.post(path(name_list), columns("given", "relation", "mother", "family", "", ""))
    after = questions(name_list)
    assert [sorted(set(old) - set(new)) for old, new in zip(before, after, strict=True)] == [[]] * 4


def test_set_columns_keeps_the_question_about_a_title_that_may_be_a_family_name(
    make: Callable[..., NameList], page: Client
) -> None:
    name_list = make("Hebrew name,Gender,Mother,Family\nDovid,m,Leah,Katz\nLevi:\nYosef,m,Chana,\n")
    assert ["family_title" in row for row in questions(name_list)] == [False, True]
    page.post(path(name_list), columns("given", "relation", "father", "family"))
    assert ["family_title" in row for row in questions(name_list)] == [False, True]
