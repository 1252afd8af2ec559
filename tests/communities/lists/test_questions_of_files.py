"""Questions about what a file shows beside its values: struck out rows, comments."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from communities.lists import name_lists
from communities.lists.bulk_questions import BulkQuestion, bulk_questions
from communities.lists.column_choice import confirm_columns
from communities.lists.questions import questions_of
from communities.models import NameList
from letters.models import Community, Series
from letters.reading import Field
from payments.orders.consent import SENT_LIST, version_of
from tests.letters.reading.reading_set.files import xlsx

MakeFile = Callable[[Sequence[str]], NameList]


@pytest.fixture
def commented(community: Community, series: Series, shliach: User) -> MakeFile:
    """Read a workbook with these comments, one beside each row."""

    def made(texts: Sequence[str]) -> NameList:
        table = "Hebrew name|Gender|Mother\n" + "Yosef|M|Chana\n" * len(texts)
        content = xlsx(table, comments={f"A{n}": text for n, text in enumerate(texts, 2)})()
        name_list, _new = name_lists.create_list(
            consent=version_of(SENT_LIST),
            community=community,
            series=series,
            by=shliach,
            title="a",
            language="en",
            content=content,
        )
        name_lists.read_list(name_list.pk)
        name_list.refresh_from_db()
        confirm_columns(name_list)
        return name_list

    return made


def answer(page: Client, question: BulkQuestion, value: str) -> Any:
    """Answer a question for all its rows."""
    rows = [row.pk for row in question.rows]
    form = {"question": question.key, "answer": value, "count": len(rows)}
    path = f"/shluchim/montreal/lists/{question.rows[0].name_list_id}/answers/"
    return page.post(path, {**form, "row": rows, "shown_row": rows})


def test_answer_leaves_out_what_is_struck_out_in_the_file(
    make: Callable[..., NameList], page: Client
) -> None:
    name_list = make("Yosef ben Chana\n❌ Mushka bas Sarah\n❌ Dov ben Leah")
    question = bulk_questions(name_list)[0]
    assert question.title == "2 rows are struck out in your file. Should they be registered?"
    assert [each.value for each in question.answers] == ["leave_out", "accept"]
    answer(page, question, "leave_out")
    left_out = name_list.rows.filter(left_out=True)
    assert [row.given_name for row in left_out] == ["Mushka", "Dov"]


def test_comment_of_the_file_is_in_the_question_and_with_the_row(
    commented: MakeFile, page: Client
) -> None:
    name_list = commented(["or Yosef Yitzchok?"])
    (question,) = bulk_questions(name_list)
    assert question.title == "Beside 1 row your file has the comment “or Yosef Yitzchok?”."
    row = name_list.rows.get()
    assert questions_of(row) == [
        "There is a comment in your file: “or Yosef Yitzchok?”. Is the row right?"
    ]
    shown = page.get(f"/shluchim/montreal/lists/{name_list.pk}/").content.decode()
    assert "Comments in the file" in shown
    answer(page, question, "accept")
    row.refresh_from_db()
    assert row.questions == []


def test_many_different_comments_are_one_question(commented: MakeFile) -> None:
    questions = bulk_questions(commented([f"comment {letter}" for letter in "abcdef"]))
    assert [each.count for each in questions if each.key == "comment"] == [6]


def test_columns_chosen_anew_keep_what_the_file_leaves_open(commented: MakeFile) -> None:
    name_list = commented(["her name"])
    columns = [Field(value) for value in name_list.columns]
    name_lists.set_columns(name_list, columns, include_manual=True)
    assert name_list.rows.get().questions == ["comment"]


@pytest.mark.parametrize(
    ("value", "departed"), [("living", [False, False]), ("accept", [True, True])]
)
def test_answer_says_of_people_below_a_title_whether_they_live(
    make: Callable[..., NameList], page: Client, value: str, departed: list[bool]
) -> None:
    name_list = make("Neshamos:\nAvraham ben Sarah\nHostages\nDavid ben Leah\nGad ben Leah")
    question = next(each for each in bulk_questions(name_list) if each.key == "section")
    assert [each.value for each in question.answers] == ["accept", "living", "departed"]
    answer(page, question, value)
    rows = name_list.rows.filter(pk__in=[row.pk for row in question.rows]).order_by("position")
    assert [row.departed for row in rows if row.mother_name] == departed
    assert not any("section" in row.questions for row in rows)


def test_heading_of_the_departed_beside_the_sender_is_asked_about(
    make: Callable[..., NameList], page: Client
) -> None:
    heading = "Name of deceased\tMother\tFamily\tGender\tYour name\n"
    name_list = make(heading + "Moshe\tChana\tLevi\tM\tYosef Levi\nDov\tRivka\tKatz\tM\tAri Katz")
    question = next(each for each in bulk_questions(name_list) if each.key == "departed_heading")
    assert "have passed away" in question.title
    assert [each.value for each in question.answers] == ["departed", "living", "accept"]
    answer(page, question, "living")
    assert [row.departed for row in name_list.rows.all()] == [False, False]
    assert list(name_list.rows.ready()) == list(name_list.rows.all())


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Neshamos for Purim:\n\nYosef ben Chana\nDov ben Rivka", "Neshamos for Purim"),
        (
            "*Kehillas Montreal:*\nNeshamos:\nYosef ben Chana\nGirls:\nDina bas Leah",
            "Kehillas Montreal",
        ),
        ("Boys:\nYosef ben Chana\nGirls:\nDina bas Leah", ""),
        ("Shalom! Here is my list:\nYosef ben Chana\nDov ben Rivka", ""),
        ("Yosef ben Chana\nDov ben Rivka", ""),
    ],
)
def test_pasted_list_is_called_by_the_title_above_it(
    community: Community, series: Series, shliach: User, text: str, title: str
) -> None:
    name_list, _new = name_lists.create_list(
        consent=version_of(SENT_LIST),
        community=community,
        series=series,
        by=shliach,
        title="",
        language="en",
        text=text,
    )
    name_lists.read_list(name_list.pk)
    name_list.refresh_from_db()
    assert name_list.title == title
