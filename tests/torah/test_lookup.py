"""From an ordinal to its letter and place, and back."""

import random

import pytest

from letters import torah

SAMPLE = [1, 2, 304_804, 304_805, *random.Random(613).sample(range(1, 304_806), 3_000)]


def test_letter_first(text: torah.Edition) -> None:
    letter = text.letter(1)
    assert letter == torah.Letter(
        ordinal=1,
        character="ב",
        word="בראשית",
        word_number=1,
        position_in_word=1,
        verse=torah.Verse(1, 1, 1),
        parsha=text.parsha(1),
        column=1,
        line=1,
    )


def test_letter_last(text: torah.Edition) -> None:
    letter = text.letter(304_805)
    assert letter == torah.Letter(
        ordinal=304_805,
        character="ל",
        word="ישראל",
        word_number=79_982,
        position_in_word=5,
        verse=torah.Verse(5, 34, 12),
        parsha=text.parsha(54),
        column=245,
        line=42,
    )


@pytest.mark.parametrize("ordinal", [0, -1, 304_806, True, "1", 1.0, None])
def test_letter_rejects_an_ordinal_out_of_range(text: torah.Edition, ordinal: int) -> None:
    with pytest.raises(torah.OrdinalOutOfRange):
        text.letter(ordinal)


def test_ordinal_out_of_range_is_an_index_error() -> None:
    assert issubclass(torah.OrdinalOutOfRange, IndexError)
    assert issubclass(torah.UnknownPlace, LookupError)


def test_letter_is_in_its_verse(text: torah.Edition) -> None:
    assert all(ordinal in text.verse(*text.letter(ordinal).verse) for ordinal in SAMPLE)


def test_letter_is_in_its_parsha(text: torah.Edition) -> None:
    assert all(ordinal in text.letter(ordinal).parsha.letters for ordinal in SAMPLE)


def test_letter_is_in_its_word(text: torah.Edition) -> None:
    for ordinal in SAMPLE:
        letter = text.letter(ordinal)
        assert text.word(letter.word_number)[letter.position_in_word - 1] == ordinal
        assert text.characters(text.word(letter.word_number)) == letter.word
        assert letter.word[letter.position_in_word - 1] == letter.character


def test_letter_is_in_its_column_and_line(text: torah.Edition) -> None:
    for ordinal in SAMPLE:
        letter = text.letter(ordinal)
        assert ordinal in text.column(letter.column)
        assert ordinal in text.line(letter.column, letter.line)


def test_letters_of_a_verse_have_that_verse(text: torah.Edition) -> None:
    verse = torah.Verse(2, 20, 13)
    assert {text.letter(ordinal).verse for ordinal in text.verse(*verse)} == {verse}


def test_words_of_a_verse(alter_rebbe: torah.Edition) -> None:
    verse = alter_rebbe.verse(5, 6, 4)
    assert alter_rebbe.words(verse) == ("שמע", "ישראל", "יהוה", "אלהינו", "יהוה", "אחד")
    assert alter_rebbe.characters(verse) == "שמעישראליהוהאלהינויהוהאחד"


def test_words_cuts_at_the_range(customary: torah.Edition) -> None:
    assert customary.words(range(3, 9)) == ("אשית", "בר")


def test_characters_of_an_empty_range(customary: torah.Edition) -> None:
    empty = customary.line(61, 2)
    assert customary.characters(empty) == ""
    assert customary.words(empty) == ()


@pytest.mark.parametrize("letters", [range(5), range(304_805, 304_807), range(-3, -1)])
def test_characters_rejects_out_of_range(customary: torah.Edition, letters: range) -> None:
    for ask in (customary.characters, customary.words):
        with pytest.raises(torah.OrdinalOutOfRange):
            ask(letters)


def test_characters_rejects_a_range_with_gaps(customary: torah.Edition) -> None:
    with pytest.raises(ValueError, match="step 1"):
        customary.characters(range(1, 10, 2))


@pytest.mark.parametrize("place", [(0, 1, 1), (6, 1, 1), (1, 51, 1), (1, 1, 32), (1, 1, 0)])
def test_verse_rejects_unknown(customary: torah.Edition, place: tuple[int, int, int]) -> None:
    with pytest.raises(torah.UnknownPlace):
        customary.verse(*place)


@pytest.mark.parametrize("number", [0, -1, 79_983])
def test_word_rejects_unknown(customary: torah.Edition, number: int) -> None:
    with pytest.raises(torah.UnknownPlace):
        customary.word(number)
