"""Selecting rows of a list by ticks or numbers."""

import pytest
from django.contrib.auth.models import User

from communities.lists.row_selection import InvalidRowNumbers, selected_rows
from communities.models import NameList
from letters.models import Community, Scroll
from tests.communities.name_lists import make_list


@pytest.fixture
def name_list(community: Community, scroll: Scroll, shliach: User) -> NameList:
    """Two hundred names; the fifth is left out, the sixth unclear."""
    name_list = make_list(community, scroll.series, shliach, names=200)
    name_list.rows.filter(position=5).update(left_out=True)
    name_list.rows.filter(position=6).update(issues=["no_parent"])
    return name_list


def positions(name_list: NameList, ticked: list[str], numbers: str) -> list[int]:
    """The positions of the selected rows."""
    rows = name_list.rows.filter(pk__in=selected_rows(name_list, ticked, numbers))
    return sorted(rows.values_list("position", flat=True))


@pytest.mark.parametrize(
    ("numbers", "meant"),
    [
        ("", []),
        ("7", [7]),
        ("1-4, 150", [1, 2, 3, 4, 150]),
        (" 1 - 3;150 151 ", [1, 2, 3, 150, 151]),
        ("7–9", [7, 8, 9]),
        ("7-9, 8-10", [7, 8, 9, 10]),
        ("3-1", []),
    ],
)
def test_selected_rows_accepts_numbers_and_ranges(
    name_list: NameList, numbers: str, meant: list[int]
) -> None:
    assert positions(name_list, [], numbers) == meant


def test_selected_rows_includes_ticked_rows(name_list: NameList) -> None:
    ticked = name_list.rows.get(position=2).pk
    assert positions(name_list, [str(ticked), "x"], "1, 2, 150") == [1, 2, 150]


@pytest.mark.parametrize(
    ("numbers", "result"),
    [
        ("4-7", "5, 6"),
        ("0, 201", "0, 201"),
        ("300-400", "300, 301, 302, 303, 304, 305, 306, 307, 308, 309…"),
        ("1, two", "can’t be read: two"),
        ("1--3", "can’t be read: --3"),
        ("999999", "can’t be read: 999999"),
    ],
)
def test_selected_rows_refuses_invalid_numbers(
    name_list: NameList, numbers: str, result: str
) -> None:
    with pytest.raises(InvalidRowNumbers, match=result.replace(".", r"\.")):
        selected_rows(name_list, [], numbers)


def test_repeated_range_costs_no_more_than_once(name_list: NameList) -> None:
    once = positions(name_list, [], "7-200")
    assert positions(name_list, [], "7-200," * 20_000) == once
    with pytest.raises(InvalidRowNumbers, match=r"201, 202, .*…"):
        selected_rows(name_list, [], "7-99999," * 20_000)
