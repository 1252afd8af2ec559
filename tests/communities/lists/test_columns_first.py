"""Whether the columns are shown before the names, and what stays asked when they are chosen."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils.translation import override

from communities.lists import name_lists
from communities.lists.column_choice import asks_for_columns, confirm_columns
from communities.lists.template import template_headings
from communities.models import NameList
from letters.reading import Field

Make = Callable[[str], NameList]


@pytest.mark.parametrize(
    ("headings", "cells", "asked"),
    [
        ("Hebrew name,Mother,Gender", "Yosef,Chana,M", True),
        ("Hebrew name,Mother,Minor?", "Yosef,Chana,no", True),
        ("Hebrew name,Mother,Yahrzeit", "Yosef,Chana,no", True),
        ("Hebrew name,Mother,Born", "Yosef,Chana,2015-01-02", True),
        ("Hebrew name,Mother,Son or daughter", "Yosef,Chana,son", False),
        ("שם פרטי עברי,שם האם,בן או בת", "יוסף,חנה,בן", False),
        ("Hebrew name,Mother,Family name", "Yosef,Chana,Levi", False),
    ],
)
def test_columns_are_shown_first_if_a_heading_of_another_table_changes_every_row(
    make: Make, headings: str, cells: str, asked: bool
) -> None:
    name_list = make(f"{headings}\n{cells}")
    assert asks_for_columns(name_list) == asked
    confirm_columns(name_list)
    name_list.refresh_from_db()
    assert not asks_for_columns(name_list)


@pytest.mark.parametrize("language", ["en", "he"])
def test_own_template_leads_straight_to_the_names(make: Make, language: str) -> None:
    with override(language):
        headings = template_headings(with_birth_date=True)
    cells = ["Yosef", "son", "Chana", "Dovid", "Levi", "2015-01-02", "no", "a@b.org"]
    assert not asks_for_columns(make("\t".join(headings) + "\n" + "\t".join(cells)))


def test_columns_chosen_anew_ask_again_about_names_that_are_not_read(make: Make) -> None:
    name_list = make("Hebrew name\tMother\tSpouse\nYosef\tChana\tRivka\n")
    columns = [Field(value) for value in name_list.columns]
    assert "more_names" in name_list.rows.get().questions
    name_lists.set_columns(name_list, columns, include_manual=True)
    assert "more_names" in name_list.rows.get().questions
    columns[2] = Field.FAMILY
    name_lists.set_columns(name_list, columns, include_manual=True)
    assert "more_names" not in name_list.rows.get().questions


def test_questions_after_the_first_two_are_folded(make: Make, page: Client) -> None:
    names = ["Yosef ben Chana", "mushka bas Sarah", "DOV BEN LEAH", "❌ Rivka bas Sarah"]
    name_list = make("\n".join([*names, "Mendel b. Chaya", "Qqqq bas Chana Gold"]))
    shown = page.get(f"/shluchim/montreal/lists/{name_list.pk}/")
    count = len(shown.context["questions"]) - 2
    assert count > 0
    html = shown.content.decode()
    before, folded = html.split('<details class="bulk-more">')
    assert before.count('class="bulk-question"') == 2
    assert folded.count('class="bulk-question"') == count
    assert f"<summary>{count} more question" in folded


def test_printed_name_of_a_departed_person_says_so(make: Make, page: Client) -> None:
    name_list = make("Name\tPassed away\nYosef ben Chana\tyes\nDov ben Leah\tno\n")
    shown = page.get(f"/shluchim/montreal/lists/{name_list.pk}/?show=all").content.decode()
    departed, living = shown.split("Dov", 1)  # each row begins with its printed line
    assert "(passed away)" in departed
    assert "(passed away)" not in living


def test_family_name_behind_the_parents_name_is_not_printed_twice(make: Make) -> None:
    row = make("Hebrew name\tMother\tFamily name\nYosef\tChana Gold\tGold\n").rows.get()
    assert row.line == "Yosef ben Chana Gold"
    assert (row.mother_name, row.family_name) == ("Chana", "Gold")
