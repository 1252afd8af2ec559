"""Searching the names and cells of a list."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client

from communities.models import NameList

SignIn = Callable[[User], Client]


ReadList = Callable[..., NameList]


LISTS = "/shluchim/montreal/lists/"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("yos", [1]),
        ("יוסף", [2]),
        ("יוסֵף", [2]),
        ("gure", [1]),
        ("Main Street", [3]),
        ("chana", [1]),
        ("%", []),
        ("nobody", []),
    ],
)
def test_search_finds_names_and_cells(
    make: ReadList, page: Client, query: str, found: list[int]
) -> None:
    name_list = make(
        "Given\tMother\tFamily\tRemarks\nYosef\tChana\tGurevitch\t\n"
        "יוסף\tדבורה\tכהן\t\nMoshe\tSarah\t\t12 Main Street\n"
    )
    NameList.objects.update(columns_confirmed=True)
    rows = page.get(f"{LISTS}{name_list.pk}/", {"q": query}).context["rows"]
    assert [each.row.position for each in rows] == found
