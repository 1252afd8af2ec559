"""The 54 parshiyot."""

from itertools import pairwise

import pytest

from letters import torah
from tests.torah.tables import rows


def test_54_parshiyot(text: torah.Edition) -> None:
    assert [parsha.number for parsha in text.parshiyot] == list(range(1, 55))


def test_parsha_name_first_letter_and_count(text: torah.Edition) -> None:
    known = [
        (int(row["number"]), row["name"], int(row["first_letter"]), int(row["letters"]))
        for row in rows("parshiyot")
    ]
    assert [
        (parsha.number, parsha.name, parsha.letters.start, len(parsha.letters))
        for parsha in text.parshiyot
    ] == known


def test_parsha_begins_with_its_verse(text: torah.Edition) -> None:
    for parsha, row in zip(text.parshiyot, rows("parshiyot"), strict=True):
        verse = text.verse(int(row["book"]), int(row["chapter"]), int(row["verse"]))
        assert parsha.letters.start == verse.start


def test_parshiyot_are_consecutive(text: torah.Edition) -> None:
    assert text.parshiyot[0].letters.start == 1
    assert all(one.letters.stop == next_.letters.start for one, next_ in pairwise(text.parshiyot))
    assert text.parshiyot[-1].letters.stop == 304_806


@pytest.mark.parametrize(
    ("number", "name"),
    [
        (1, "בראשית"),
        (3, "לך לך"),
        (5, "חיי שרה"),
        (21, "כי תשא"),
        (29, "אחרי מות"),
        (54, "וזאת הברכה"),
    ],
)
def test_parsha_hebrew_name(number: int, name: str) -> None:
    assert torah.edition("ashkenaz").parsha(number).hebrew_name == name


def test_parsha_hebrew_names_are_unique(customary: torah.Edition) -> None:
    assert len({parsha.hebrew_name for parsha in customary.parshiyot}) == 54


@pytest.mark.parametrize("number", [0, -1, 55])
def test_parsha_rejects_unknown(customary: torah.Edition, number: int) -> None:
    with pytest.raises(torah.UnknownPlace):
        customary.parsha(number)
