"""The table of Divine Names against the text, and the rule that draws none of their letters."""

import re
from collections import Counter

import pytest

from letters import torah
from tests.torah.tables import rows

COUNTS = {
    "tetragrammaton": 1820,
    "elohim": 812,
    "el": 47,
    "adonai": 18,
    "shaddai": 9,
    "ehyeh": 3,
    "eloah": 2,
    "yah": 2,
}
ELOHIM = re.compile("ו?[הבכלמ]?אלהי(ם|ך|כם|נו|ו|הם|הן|מו)?")


@pytest.fixture(scope="module")
def names() -> dict[int, str]:
    """The numbers of the table's words, and how each is spelled."""
    text = torah.edition("ashkenaz")
    found = {}
    for row in rows("divine_names"):
        verse = text.verse(int(row["book"]), int(row["chapter"]), int(row["verse"]))
        first = text.letter(verse.start).word_number
        found[first + int(row["word"]) - 1] = row["spelling"]
    return found


def words(text: torah.Edition) -> dict[int, str]:
    whole = text.words(range(1, len(text) + 1))
    return dict(enumerate(whole, 1))


def test_how_often_each_name_occurs() -> None:
    assert Counter(row["name"] for row in rows("divine_names")) == COUNTS


def test_each_word_of_the_table_stands_in_the_text(
    text: torah.Edition, names: dict[int, str]
) -> None:
    spelled = words(text)
    assert {number: spelled[number] for number in names} == names
    assert len(names) == sum(COUNTS.values())


@pytest.mark.parametrize("form", [re.compile(".*יהוה.*"), ELOHIM, re.compile("יה")])
def test_no_such_word_of_the_text_is_missing(
    text: torah.Edition, names: dict[int, str], form: "re.Pattern[str]"
) -> None:
    found = {number for number, word in words(text).items() if form.fullmatch(word)}
    assert found
    assert found <= set(names)


def test_no_letter_of_a_name_is_drawn(text: torah.Edition, names: dict[int, str]) -> None:
    letters = (ordinal for number in names for ordinal in text.word(number))
    assert {torah.drawn_word(text.letter(ordinal)) for ordinal in letters} == {None}


def test_every_other_word_is_drawn_whole(text: torah.Edition, names: dict[int, str]) -> None:
    for number, word in words(text).items():
        if number in names:
            continue
        drawn = torah.drawn_word(text.letter(text.word(number)[-1]))
        assert drawn == (word[:-1], word[-1], "")


@pytest.mark.parametrize(
    ("place", "drawn"),
    [
        ((1, 1, 1), ("ב", "ר", "אשית")),
        ((1, 26, 3), ("ג", "ו", "ר")),
        ((2, 3, 12), ("ו", "י", "אמר")),
    ],
)
def test_a_word_is_parted_at_its_letter(
    place: tuple[int, int, int], drawn: tuple[str, str, str]
) -> None:
    text = torah.edition("alter_rebbe")
    assert torah.drawn_word(text.letter(text.verse(*place)[1])) == drawn


def test_no_name_of_a_parsha_is_a_divine_name(text: torah.Edition, names: dict[int, str]) -> None:
    written = {word for parsha in text.parshiyot for word in parsha.hebrew_name.split()}
    assert not written & set(names.values())
