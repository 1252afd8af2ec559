"""The requests that change the rows of a list: cells, answers for many rows, undo."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from communities.models import NameList, Row
from letters.models import Scroll
from tests.communities.name_lists import order_list

SignIn = Callable[[User], Client]
ReadList = Callable[..., NameList]
LISTS = "/shluchim/montreal/lists/"


def row_at(name_list: NameList, position: int) -> Row:
    return name_list.rows.get(position=position)


def change(row: Row, **fields: str) -> dict[str, Any]:
    """A change of the version that the row has now."""
    return {"row": row.pk, "version": row.version, "fields": fields}


def send(page: Client, name_list: NameList, body: Any) -> Any:
    url = f"{LISTS}{name_list.pk}/edits/"
    return page.post(url, body, content_type="application/json")


def ask(page: Client, name_list: NameList) -> Any:
    """The questions of the page."""
    return {each.key: each for each in page.get(f"{LISTS}{name_list.pk}/").context["questions"]}


def answer(page: Client, name_list: NameList, key: str, value: str, **more: Any) -> Any:
    """Answer a question as the page asks it."""
    question = ask(page, name_list)[key]
    rows = [row.pk for row in question.rows]
    form = {"question": key, "answer": value, "count": question.count, "shown_row": rows}
    url = f"{LISTS}{name_list.pk}/answers/"
    return page.post(url, {**form, "row": rows, **more}, follow=True)


def test_edit_cells_answers_with_the_row_and_the_counts(make: ReadList, page: Client) -> None:
    name_list = make("Given\tMother\tSon or daughter\nYosef\t\tson\n")
    row = row_at(name_list, 1)
    answered = send(page, name_list, {"changes": [change(row, mother_name="חנה")]}).json()
    assert list(answered["rows"]) == [str(row.pk)]
    assert "Yosef ben חנה" in answered["rows"][str(row.pk)]
    assert 'data-version="2"' in answered["rows"][str(row.pk)]
    assert "Ready (1)" in answered["summary"]
    assert answered["message"] == "1 row was changed."


def test_edit_cells_keeps_a_departed_person_with_the_honorific(
    make: ReadList, page: Client
) -> None:
    name_list = make("Yosef ben Chana")
    send(page, name_list, {"changes": [change(row_at(name_list, 1), state="ע״ה")]})
    row = row_at(name_list, 1)
    assert (row.departed, row.honorific) == (True, "ע״ה")
    send(page, name_list, {"changes": [change(row, state="departed")]})
    row = row_at(name_list, 1)
    assert (row.departed, row.honorific) == (True, "")
    send(page, name_list, {"changes": [change(row, state="living")]})
    row = row_at(name_list, 1)
    assert (row.departed, row.honorific) == (False, "")


def test_edit_cells_shows_what_was_refused_beside_the_field(make: ReadList, page: Client) -> None:
    name_list = make("Yosef ben Chana")
    row = row_at(name_list, 1)
    answered = send(page, name_list, {"changes": [change(row, given_name="770")]}).json()
    assert answered["refused"] == [row.pk]
    assert answered["edit"] is None
    assert "Write the name without digits." in answered["rows"][str(row.pk)]


def test_edit_cells_shows_a_conflict_with_the_row_as_it_is_now(
    make: ReadList, page: Client, helper: User, sign_in: SignIn
) -> None:
    name_list = make("Yosef ben Chana")
    shown = change(row_at(name_list, 1), given_name="Moshe")
    theirs = change(row_at(name_list, 1), given_name="Dovid")
    send(sign_in(helper), name_list, {"changes": [theirs]})
    answered = send(page, name_list, {"changes": [shown]}).json()
    row = row_at(name_list, 1)
    assert answered["conflicts"] == [row.pk]
    assert 'value="Dovid"' in answered["rows"][str(row.pk)]
    assert "changed by someone else" in answered["message"]


def test_edit_cells_sends_other_rows_about_which_something_else_is_asked(
    make: ReadList, page: Client
) -> None:
    name_list = make("Yosef ben Chana\nYosef ben Chana")
    first, second = name_list.rows.order_by("position")
    answered = send(page, name_list, {"changes": [change(first, given_name="Moshe")]}).json()
    assert set(answered["rows"]) == {str(first.pk), str(second.pk)}
    assert "already on the list" not in answered["rows"][str(second.pk)]


def test_edit_cells_undoes_and_repeats(make: ReadList, page: Client) -> None:
    name_list = make("Yosef ben Chana")
    sent = {"changes": [change(row_at(name_list, 1), given_name="Moshe")]}
    edit = send(page, name_list, sent).json()["edit"]
    undone = send(page, name_list, {"undo": edit}).json()
    assert row_at(name_list, 1).given_name == "Yosef"
    assert send(page, name_list, {"undo": edit}).status_code == 409
    send(page, name_list, {"undo": undone["edit"]})
    assert row_at(name_list, 1).given_name == "Moshe"


@pytest.mark.parametrize(
    "body",
    [
        "no JSON",
        [],
        {"changes": "x"},
        {"changes": [1]},
        {"changes": [{"row": "1"}]},
        {"changes": [{"row": True}]},
        {"changes": [{"row": 1, "version": "1"}]},
        {"changes": [{"row": 1, "fields": []}]},
        {"changes": [{"row": 1, "fields": {"inscription": "1"}}]},
        {"changes": [{"row": 1, "fields": {"given_name": 1}}]},
        {"changes": [{"row": 1, "fields": {"given_name": "x" * 1_001}}]},
        {"changes": [{"row": 1, "fields": {"relation": "x"}}]},
        {"changes": [{"row": 1, "accepted": "x"}]},
        {"changes": [{"row": 1}] * 1_001},
    ],
)
def test_edit_cells_refuses_a_malformed_request(make: ReadList, page: Client, body: Any) -> None:
    assert send(page, make("Yosef ben Chana"), body).status_code == 400


def test_edit_cells_ignores_rows_of_other_lists(make: ReadList, page: Client) -> None:
    mine, other = make("Yosef ben Chana"), make("Moshe ben Sarah")
    row = row_at(other, 1)
    answered = send(page, mine, {"changes": [change(row, given_name="Dovid")]}).json()
    assert (answered["rows"], row_at(other, 1).given_name) == ({}, "Moshe")


def test_edit_cells_is_for_members_only(make: ReadList, stranger: User, sign_in: SignIn) -> None:
    name_list = make("Yosef ben Chana")
    sent = {"changes": [change(row_at(name_list, 1), given_name="Dovid")]}
    assert send(sign_in(stranger), name_list, sent).status_code == 404
    assert send(Client(), name_list, sent).status_code == 302
    assert row_at(name_list, 1).given_name == "Yosef"


def test_answer_changes_all_rows_but_the_unticked(make: ReadList, page: Client) -> None:
    name_list = make("Given\tMother\nYosef\tChana\nMoshe\tSarah\nQqq\tLeah\n")
    name_list.rows.update(relation="", questions=[], issues=["no_relation"])
    rows = [row.pk for row in name_list.rows.order_by("position")]
    shown = answer(page, name_list, "no_relation", "ben", row=rows[:2])
    assert "2 rows were changed" in shown.content.decode()
    relations = name_list.rows.order_by("position").values_list("relation", "issues")
    assert list(relations) == [("ben", []), ("ben", []), ("", ["no_relation"])]


def test_answer_can_be_undone_by_the_button(make: ReadList, page: Client) -> None:
    name_list = make("Given\tMother\nYosef\tChana\nMoshe\tSarah\n")
    name_list.rows.update(relation="", questions=[], issues=["no_relation"])
    shown = answer(page, name_list, "no_relation", "bas")
    edit = shown.context["last_edit"]
    shown = page.post(f"{LISTS}{name_list.pk}/undo/", {"edit": edit.pk}, follow=True)
    assert "2 rows were changed" in shown.content.decode()
    assert list(name_list.rows.values_list("relation", flat=True)) == ["", ""]
    shown = page.post(f"{LISTS}{name_list.pk}/undo/", {"edit": edit.pk}, follow=True)
    assert "undone already" in shown.content.decode()


def test_answer_about_other_rows_than_shown_changes_nothing(make: ReadList, page: Client) -> None:
    name_list = make("Given\tMother\nYosef\tChana\nMoshe\tSarah\n")
    name_list.rows.update(relation="", questions=[], issues=["no_relation"])
    shown = answer(page, name_list, "no_relation", "ben", count="3")
    assert "The list has changed" in shown.content.decode()
    shown = answer(page, name_list, "no_relation", "nonsense")
    assert "The list has changed" in shown.content.decode()
    assert list(name_list.rows.values_list("relation", flat=True)) == ["", ""]


@pytest.mark.parametrize(
    ("value", "left_out", "ready"), [("leave_out", [2, 3], 1), ("accept", [], 3)]
)
def test_answer_about_names_that_are_there_twice(
    make: ReadList, page: Client, value: str, left_out: list[int], ready: int
) -> None:
    name_list = make("Yosef ben Chana\nYosef ben Chana\nיוסף בן חנה\nיוסף בן חנה\nYosef ben Chana")
    name_list.rows.filter(position__gt=3).delete()
    name_list.rows.filter(position=3).update(duplicate_of=row_at(name_list, 1))
    answer(page, name_list, "duplicate", value)
    assert [row.position for row in name_list.rows.filter(left_out=True)] == left_out
    assert name_list.rows.ready().count() == ready


@pytest.mark.parametrize(
    ("value", "here", "there"),
    [
        ("keep_here", ["Yosef", "Moshe", "Asher"], ["Gershon"]),
        ("leave_out", ["Asher"], ["Yosef", "Moshe", "Gershon"]),
        ("accept", ["Yosef", "Moshe", "Asher"], ["Yosef", "Moshe", "Gershon"]),
    ],
)
def test_names_of_an_earlier_unpaid_list_are_left_out_where_it_is_said(
    make: ReadList, page: Client, value: str, here: list[str], there: list[str]
) -> None:
    earlier = make("Yosef ben Chana\nMoshe ben Sarah\nGershon ben Leah")
    later = make("Yosef ben Chana\nMoshe ben Sarah\nAsher ben Rivka")
    shown = page.get(f"{LISTS}{later.pk}/")
    (question,) = shown.context["questions"]
    assert (
        question.title == f"2 names are also on your list “{earlier}”, where they are not paid for."
    )
    assert f'href="{LISTS}{earlier.pk}/"' in shown.content.decode()
    shown = answer(page, later, f"duplicate:{earlier.pk}", value)
    ready = [
        [row.given_name for row in each.rows.ready().order_by("position")]
        for each in (later, earlier)
    ]
    assert ready == [here, there]
    left_out = "2 names were left out of the other list" in shown.content.decode()
    assert left_out == (value == "keep_here")


def test_name_of_an_earlier_list_that_is_ordered_meanwhile_is_not_left_out(
    make: ReadList, page: Client, shliach: User, scroll: Scroll
) -> None:
    earlier, later = make("Yosef ben Chana\nMoshe ben Sarah"), make("Yosef ben Chana")
    order_list(earlier, shliach)
    shown = answer(page, later, f"duplicate:{earlier.pk}", "keep_here")
    assert "already in an order" in shown.content.decode()
    assert not earlier.rows.filter(left_out=True).exists()


def test_answer_goes_back_to_the_page_it_came_from_and_no_other(
    make: ReadList, page: Client
) -> None:
    name_list = make("Given\tMother\nYosef\tChana\n")
    name_list.rows.update(relation="", questions=[], issues=["no_relation"])
    shown = answer(page, name_list, "no_relation", "ben", next=f"{LISTS}{name_list.pk}/?show=all")
    assert shown.redirect_chain[0][0] == f"{LISTS}{name_list.pk}/?show=all"
    name_list.rows.update(relation="", issues=["no_relation"])
    shown = answer(page, name_list, "no_relation", "ben", next="https://example.org/")
    assert shown.redirect_chain[0][0] == f"{LISTS}{name_list.pk}/"


def test_answer_asks_as_many_queries_for_many_rows_as_for_few(make: ReadList, page: Client) -> None:
    def queries(count: int) -> int:
        lines = "".join(f"G{'א' * number}\t{'Chana' * count}\n" for number in range(count))
        name_list = make(f"Given\tMother\n{lines}")
        name_list.rows.update(relation="", questions=[], issues=["no_relation"])
        ask(page, name_list)
        with CaptureQueriesContext(connection) as found:
            answer(page, name_list, "no_relation", "ben")
        return len(found)

    queries(2)  # from then on there is an earlier list
    assert queries(3) == queries(12)


def plain_form(*rows: Row, **changes: str) -> dict[str, str]:
    """The form of these rows with changes in the first."""
    form = {"action": "save"}
    for row in rows:
        form |= {
            f"{row.pk}-version": str(row.version),
            f"{row.pk}-given_name": row.given_name,
            f"{row.pk}-mother_name": row.mother_name,
            f"{row.pk}-relation": row.relation,
            f"{row.pk}-state": "living",
            f"{row.pk}-kind": row.kind,
        }
    return {**form, **{f"{rows[0].pk}-{name}": value for name, value in changes.items()}}


def test_save_button_saves_what_was_typed_in_any_row(make: ReadList, page: Client) -> None:
    name_list = make("Yosef ben Chana\nMoshe ben Sarah")
    first, second = name_list.rows.order_by("position")
    shown = page.post(f"{LISTS}{name_list.pk}/", plain_form(first, second, given_name="Dovid"))
    assert shown.status_code == 302
    lines = [(row.line, row.version) for row in name_list.rows.order_by("position")]
    assert lines == [("Dovid ben Chana", 2), ("Moshe ben Sarah", 1)]


def test_save_button_shows_again_what_was_refused(make: ReadList, page: Client) -> None:
    name_list = make("Yosef ben Chana")
    form = plain_form(row_at(name_list, 1), given_name="Dovid 7")
    shown = page.post(f"{LISTS}{name_list.pk}/?show=all", form)
    content = shown.content.decode()
    assert shown.status_code == 422
    assert 'value="Dovid 7"' in content
    assert "Write the name without digits." in content
    assert row_at(name_list, 1).given_name == "Yosef"


def test_accept_button_answers_a_question_of_one_row(make: ReadList, page: Client) -> None:
    name_list = make("Yosef ben Chana\nYosef ben Chana")
    row = row_at(name_list, 2)
    assert name_list.rows.ready().count() == 1
    page.post(f"{LISTS}{name_list.pk}/", {"accept": f"{row.pk}:same_name"})
    assert name_list.rows.ready().count() == 2
    page.post(f"{LISTS}{name_list.pk}/", {"accept": "x"})


def test_undo_is_not_offered_once_the_rows_are_ordered(
    make: ReadList, page: Client, shliach: User, scroll: Scroll
) -> None:
    name_list = make("Given\tMother\tSon or daughter\nYosef\t\tson\n")
    send(page, name_list, {"changes": [change(row_at(name_list, 1), mother_name="חנה")]})
    url = f"{LISTS}{name_list.pk}/"
    assert "Undo the change" in page.get(url).content.decode()
    order_list(name_list, shliach)
    content = page.get(url).content.decode()
    assert "bulk-undo" not in content
    assert "One answer for many rows" not in content
