"""The letters themselves: how many, and which."""

from collections import Counter
from hashlib import sha256

import pytest

from letters import torah
from tests.torah.tables import rows

WHOLE = range(1, 304_806)


def test_edition_has_all_letters(text: torah.Edition) -> None:
    assert len(text) == len(text.characters(WHOLE)) == torah.TOTAL_LETTERS == 304_805


def test_edition_has_only_hebrew_letters(text: torah.Edition) -> None:
    assert set(text.characters(WHOLE)) == set("אבגדהוזחטיכךלמםנןסעפףצץקרשת")


def test_letters_in_each_book(customary: torah.Edition) -> None:
    letters = Counter(customary.letter(ordinal).verse.book for ordinal in WHOLE)
    assert letters == {1: 78_064, 2: 63_529, 3: 44_790, 4: 63_530, 5: 54_892}


@pytest.mark.parametrize(
    ("name", "digest"),
    [
        ("ashkenaz", "9692eb34eca2f7a10f6e828d04b3dac50d5b0b688bf1d74d6936a6bd2fb92be4"),
        ("alter_rebbe", "3ca0f0add65cd640d2c969b9201eb97348f5f5b9c5d0a1c44acc0af5d1cf38ac"),
    ],
)
def test_sha256_is_the_published_one(name: str, digest: str) -> None:
    text = torah.edition(name)
    folded = text.characters(WHOLE).translate(str.maketrans("ךםןףץ", "כמנפצ"))
    assert sha256(folded.encode()).hexdigest() == text.sha256 == torah.SHA256[name] == digest


def test_edition_keeps_final_forms(customary: torah.Edition) -> None:
    digest = sha256(customary.characters(WHOLE).encode()).hexdigest()
    assert digest == "b65394d28c85ce76dca0d15af08810deebb2e85032d6575a9ae764643a193226"


def test_editions_differ_in_one_letter(
    customary: torah.Edition, alter_rebbe: torah.Edition
) -> None:
    pairs = zip(customary.characters(WHOLE), alter_rebbe.characters(WHOLE), strict=True)
    [ordinal] = [ordinal for ordinal, (one, other) in enumerate(pairs, 1) if one != other]
    assert customary.letter(ordinal).verse == torah.Verse(5, 23, 2)
    assert (customary.letter(ordinal).character, customary.letter(ordinal).word) == ("ה", "דכה")
    assert (alter_rebbe.letter(ordinal).character, alter_rebbe.letter(ordinal).word) == (
        "א",
        "דכא",
    )


def test_79_982_words(text: torah.Edition) -> None:
    assert text.letter(304_805).word_number == len(text.words(WHOLE)) == 79_982


def test_5_846_verses(text: torah.Edition) -> None:
    assert len({text.letter(ordinal).verse for ordinal in WHOLE}) == 5_846


def test_scroll_differs_from_the_codex_in_132_words(customary: torah.Edition) -> None:
    spellings = rows("spelling")
    assert len(spellings) == 132
    for row in spellings:
        verse = customary.verse(int(row["book"]), int(row["chapter"]), int(row["verse"]))
        assert customary.words(verse)[int(row["word"]) - 1] == row["scroll"] != row["leningrad"]


def test_codex_has_304_850_letters(customary: torah.Edition) -> None:
    surplus = sum(len(row["leningrad"]) - len(row["scroll"]) for row in rows("spelling"))
    assert len(customary) + surplus == 304_850


def test_edition_rejects_unknown() -> None:
    with pytest.raises(ValueError, match="no edition 'sefard'"):
        torah.edition("sefard")


def test_edition_is_read_once() -> None:
    assert torah.edition("ashkenaz") is torah.edition("ashkenaz")
