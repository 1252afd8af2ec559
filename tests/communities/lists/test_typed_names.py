"""What is asked about a name that is typed or corrected on the pages of a list."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client

from communities.lists.bulk_questions import answer_question, bulk_questions
from communities.lists.edits import RowChange, edit_rows
from communities.models import NameList, Row
from letters.models import Series

ReadList = Callable[..., NameList]
HEADINGS = "Given name\tMother\tFather\tFamily name\tSon or daughter"
CLEAR = f"{HEADINGS}\nYosef\tChana\t\tLevi\tson"


def read_row(make: ReadList, *cells: str) -> Row:
    return make(f"{HEADINGS}\n" + "\t".join(cells)).rows.get()


def change(row: Row, by: User, *accepted: str, **values: Any) -> Row:
    """Change cells of the row, or say that something is right as it is."""
    each = RowChange(row=row.pk, values=values, version=row.version, accepted=accepted)
    edit_rows(name_list=row.name_list, by=by, changes=[each])
    row.refresh_from_db()
    return row


def codes(row: Row) -> set[str]:
    return {*row.issues, *row.questions}


@pytest.mark.parametrize(
    ("cells", "corrected", "asked"),
    [
        (("yosef", "Mommy", "", "Levi", "son"), {"given_name": "Yosef"}, "no_name_word"),
        (("Moshee", "Chana", "", "The Levis", "son"), {"given_name": "Moshe"}, "no_name_word"),
        (("Meir", "Leah bas Sarah", "", "Levy", "son"), {"family_name": "Levi"}, "two_relations"),
        (("yosef", "Zlotkeraizy", "", "Levi", "son"), {"given_name": "Yosef"}, "unknown_name"),
    ],
)
def test_a_change_of_one_field_keeps_what_is_asked_about_another(
    make: ReadList, shliach: User, cells: tuple[str, ...], corrected: dict[str, str], asked: str
) -> None:
    row = read_row(make, *cells)
    assert asked in codes(row)
    assert asked in codes(change(row, shliach, **corrected))
    assert not row.name_list.rows.ready().exists()


def test_a_change_of_the_field_itself_answers_it(make: ReadList, shliach: User) -> None:
    row = read_row(make, "yosef", "Mommy", "", "The Levis", "son")
    change(row, shliach, given_name="Yosef")
    change(row, shliach, mother_name="Chana")
    assert codes(row) == {"no_name_word"}  # still of the family name
    change(row, shliach, family_name="Levi")
    assert row.name_list.rows.ready().get() == row


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ({"given_name": "יוסף וחנה"}, "several_people"),
        ({"given_name": "Rabbi Chaim and Moshe"}, "several_people"),
        ({"given_name": "Rabbi Chaim"}, "title"),
        ({"given_name": 'Gad z"l'}, "suffix"),
        ({"given_name": "David (Dave)"}, "not_a_name"),
        ({"given_name": "gad"}, "small_initial"),
        ({"given_name": "Rivka"}, "relation_unusual"),
        ({"mother_name": "N/A"}, "parent_unknown"),
        ({"mother_name": "ben Chana"}, "two_relations"),
        ({"mother_name": "Leah and Rivka"}, "several_people"),
        ({"mother_name": "Avraham"}, "parents_gender"),
        ({"mother_name": "Chana Goldberg"}, "parent_split"),
        ({"family_name": "unknown"}, "no_name_word"),
        ({"family_name": "Chana"}, "family_split"),
    ],
)
def test_a_typed_cell_is_read_like_one_of_a_file(
    make: ReadList, shliach: User, page: Client, typed: dict[str, str], asked: str
) -> None:
    row = make(CLEAR).rows.get()
    assert not codes(row)
    before = {name: getattr(row, name) for name in typed}
    sent = {"changes": [{"row": row.pk, "version": row.version, "fields": typed}]}
    url = f"/shluchim/montreal/lists/{row.name_list_id}/edits/"
    page.post(url, sent, content_type="application/json")
    row.refresh_from_db()
    assert asked in codes(row)
    assert not row.name_list.rows.ready().exists()
    change(row, shliach, **before)
    assert not codes(row)


def test_what_was_said_to_be_right_is_not_asked_again(make: ReadList, shliach: User) -> None:
    row = read_row(make, "yosef", "Zlotkeraizy", "", "The Levis", "son")
    assert codes(row) == {"small_initial", "unknown_name", "no_name_word"}
    for code in codes(row):
        change(row, shliach, code)
    assert not codes(row)
    change(row, shliach, father_name="Avraham", kind="child", relation="ben")
    change(row, shliach, mother_name="zlotkeraizy")  # only its capital, which is a new question
    assert codes(row) == {"small_initial"}
    change(row, shliach, "small_initial")
    change(row, shliach, given_name="Moshe", left_out=False)
    assert not codes(row)


def test_an_answer_for_many_rows_asks_nothing_new(make: ReadList, shliach: User) -> None:
    rows = "\n".join(f"Yosef ben Zlotke{end} Xyzzy" for end in ("raizy", "freidy", "mindy"))
    name_list = make(rows)
    question = next(each for each in bulk_questions(name_list) if each.key == "family_split")
    before = {code for row in name_list.rows.all() for code in codes(row)}
    answer_question(
        name_list=name_list,
        by=shliach,
        key="family_split",
        value="parent",
        count=question.count,
        excluded=(),
    )
    row = name_list.rows.first()
    assert row is not None
    assert row.mother_name.endswith("Xyzzy") or row.father_name.endswith("Xyzzy")
    after = {code for row in name_list.rows.all() for code in codes(row)}
    assert after == before - {"family_split"}


# The forms of one row --------------------------------------------------------


FORM = {"kind": "adult", "given_name": "Yosef", "relation": "ben", "mother_name": "Chana"}


def test_row_page_keeps_what_is_not_answered(make: ReadList, page: Client) -> None:
    row = read_row(make, "yosef", "Mommy", "", "Levi", "son")
    url = f"/shluchim/montreal/rows/{row.pk}/"
    form = {**FORM, "mother_name": "Mommy", "family_name": "Levi"}
    page.post(url, form)
    row.refresh_from_db()
    assert codes(row) == {"no_name_word", "unknown_name"}
    content = page.get(url).content.decode()
    assert 'name="accepted" value="no_name_word"' in content
    page.post(url, {**form, "accepted": ["no_name_word", "unknown_name"]})
    row.refresh_from_db()
    assert not codes(row)


def test_row_page_comes_back_with_what_is_asked_about_the_typed(
    make: ReadList, page: Client
) -> None:
    row = make(CLEAR).rows.get()
    url = f"/shluchim/montreal/rows/{row.pk}/"
    form = {**FORM, "given_name": "Rabbi Yosef", "family_name": "Levi"}
    answer = page.post(url, form, follow=True)
    assert answer.redirect_chain == [(url, 302)]
    assert "There is a title before the name" in answer.content.decode()
    answer = page.post(url, {**form, "accepted": ["title"]})
    assert answer["Location"] == f"/shluchim/montreal/lists/{row.name_list_id}/"
    assert row.name_list.rows.ready().exists()


def test_added_name_is_asked_about(make: ReadList, page: Client) -> None:
    name_list = make(CLEAR)
    form = {**FORM, "given_name": "Dovid", "family_name": "unknown", "mother_name": "N/A"}
    url = f"/shluchim/montreal/lists/{name_list.pk}/new/"
    page.post(url, {**form, "idempotency_key": str(uuid4())})
    row = name_list.rows.get(position=2)
    assert codes(row) == {"parent_unknown", "no_name_word"}


def test_note_stands_beside_the_field_it_is_about(make: ReadList, page: Client) -> None:
    row = read_row(make, "Yosef", "Mommy", "", "Levi", "son")
    content = page.get(f"/shluchim/montreal/lists/{row.name_list_id}/").content.decode()
    assert f'id="notes-{row.pk}-mother_name"' in content
    assert f'id="notes-{row.pk}-given_name"' not in content


def test_booth_asks_about_words_that_are_no_name(
    make: ReadList, shliach: User, page: Client, series: Series
) -> None:
    form = {**FORM, "given_name": "Rabbi Yosef", "mother_name": "N/A", "family_name": "unknown"}
    key = str(uuid4())
    form |= {"series": series.slug, "idempotency_key": key, "consent": "on"}
    page.post("/shluchim/montreal/booth/", form)
    row = Row.objects.get()
    assert codes(row) == {"title", "parent_unknown", "no_name_word"}
    change(row, shliach, mother_name="Chana")
    assert codes(row) == {"title", "no_name_word"}


def test_unusual_characters_may_be_right_if_they_can_be_printed(
    make: ReadList, shliach: User
) -> None:
    row = make(CLEAR).rows.get()
    change(row, shliach, given_name="David (Dave)")
    change(row, shliach, "not_a_name")
    assert codes(row) == {"many_words"}
    digits = read_row(make, "Yosef 7", "Chana", "", "Levi", "son")
    change(digits, shliach, "not_a_name")
    assert "not_a_name" in codes(digits)
