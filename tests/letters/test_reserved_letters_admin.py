"""Letters for the siyum in the admin: which they are, who is honoured, what returns."""

from collections.abc import Callable

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from letters import torah
from letters.models import Certificate, Inscription, Letter, LetterEvent, Scroll
from letters.siyum.letter_selection import (
    InvalidSelection,
    format_ordinals,
    last_letters,
    parse_ordinals,
    parse_verses,
)
from letters.siyum.reserved_letters import reserve_letters
from tests.letters.staff_client import (
    HONOURED,
    SitDown,
    full_but_for_kept,
    honoured,
    kept,
    press,
    read,
    sit_down,
)

__all__ = ["sit_down"]
Make = Callable[..., Scroll]
TEXT = torah.edition("alter_rebbe")


@pytest.fixture
def desk(sit_down: SitDown) -> Client:
    """Somebody who may keep letters."""
    return sit_down("reserve_letters")


@pytest.mark.parametrize(
    ("written", "means"),
    [
        ("304,700-304,702", {304_700, 304_701, 304_702}),
        ("1; 3–4", {1, 3, 4}),
        ("1, 12", {1, 12}),
        ("1,200", {1200}),
        ("7,9", {7, 9}),
        ("", set()),
    ],
)
def test_letters_by_number(written: str, means: set[int]) -> None:
    assert parse_ordinals(TEXT, written) == means


@pytest.mark.parametrize("written", ["0", "304,806", "9-3", "the last", "1-2-3"])
def test_what_is_no_number_of_a_letter(written: str) -> None:
    with pytest.raises(InvalidSelection, match="names no letters"):
        parse_ordinals(TEXT, written)


def test_letters_by_verse_in_either_language() -> None:
    last = parse_verses(TEXT, "Devarim 34:12")
    assert last == parse_verses(TEXT, "דברים 34:12")
    assert max(last) == torah.TOTAL_LETTERS
    assert parse_verses(TEXT, "devarim 34:11-12") > last
    assert last_letters(TEXT, len(last)) == last


@pytest.mark.parametrize("written", ["Devarim 34:13", "Joshua 1:1", "34:12", "Devarim"])
def test_what_is_no_verse(written: str) -> None:
    with pytest.raises(InvalidSelection):
        parse_verses(TEXT, written)


@pytest.mark.parametrize("written", ["1", "1; 3-4", "304,700-304,805"])
def test_letters_are_written_as_they_are_read(written: str) -> None:
    assert format_ordinals(parse_ordinals(TEXT, written)) == written


def test_letters_are_shown_before_they_are_kept(desk: Client, make_scroll: Make) -> None:
    scroll = make_scroll(letters=20, opened=False)
    page = press(desk, scroll, "keep", numbers="1-3")
    assert "Keep 3 letters" in page
    assert "Bereshit 1:1" in page
    assert "\u2068בראשית\u2069" in page
    assert kept(scroll) == []
    press(desk, scroll, "keep", numbers="1-3", sure="1-3")
    assert kept(scroll) == [1, 2, 3]
    assert "1-3" in LogEntry.objects.get().change_message


def test_other_letters_than_those_seen_are_not_kept(desk: Client, make_scroll: Make) -> None:
    scroll = make_scroll(letters=20, opened=False)
    press(desk, scroll, "keep", numbers="1-9", sure="1-3")
    assert kept(scroll) == []


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"numbers": "1-305"}, "at most 304"),
        ({"last": "305"}, "errors"),
        ({"verses": "Devarim 34:99"}, "There is no"),
        ({}, "Say which letters"),
    ],
)
def test_what_can_not_be_kept_is_told(
    desk: Client, make_scroll: Make, form: dict[str, str], says: str
) -> None:
    scroll = make_scroll(letters=400, opened=False)
    # an empty form still has its token
    assert says in press(desk, scroll, "keep", **{"csrfmiddlewaretoken": "x", **form})
    assert kept(scroll) == []


def test_letters_are_kept_only_before_it_opens(desk: Client, scroll: Scroll) -> None:
    assert "/keep" not in read(desk, scroll)
    assert "while it is: prepared" in press(desk, scroll, "keep", numbers="1", sure="1")
    assert kept(scroll) == []


def test_letters_that_are_not_there_are_told(desk: Client, make_scroll: Make) -> None:
    scroll = make_scroll(letters=20, opened=False)
    assert "not in the scroll" in press(desk, scroll, "keep", last="1", sure="304,805")


def test_unused_letters_return_and_the_scroll_opens_again(desk: Client, make_scroll: Make) -> None:
    scroll = full_but_for_kept(make_scroll)
    assert "opens again" in read(desk, scroll, "return")
    assert "1 letter can be drawn again" in press(desk, scroll, "return", lines=["20"])
    scroll.refresh_from_db()
    assert (scroll.state, kept(scroll)) == ("open", [19])
    press(desk, scroll, "return", lines=["20"])
    assert kept(scroll) == [19]


def test_all_return_with_one_tick(desk: Client, make_scroll: Make) -> None:
    scroll = full_but_for_kept(make_scroll)
    assert "All 2 letters" in read(desk, scroll, "return")
    assert "2 letters can be drawn again" in press(desk, scroll, "return", lines=["0"])
    assert kept(scroll) == []


def test_nothing_ticked_returns_nothing(desk: Client, make_scroll: Make) -> None:
    scroll = full_but_for_kept(make_scroll)
    assert "Tick at least one" in press(desk, scroll, "return", lines=[])
    assert kept(scroll) == [19, 20]


def test_somebody_is_honoured_by_name(desk: Client, make_scroll: Make) -> None:
    scroll = full_but_for_kept(make_scroll)
    form = {"letter": "19", **HONOURED}
    assert "מנחם בן חנה לוי" in press(desk, scroll, "honour", **form)
    assert not Certificate.objects.exists()
    press(desk, scroll, "honour", **form, sure="מנחם בן חנה לוי")
    person = honoured()
    assert person.purchaser.language == "he"
    letter = Letter.objects.get(scroll=scroll, ordinal=19)
    assert letter.inscription == person.inscriptions.get()
    sheet = Certificate.objects.get(inscription=letter.inscription)
    assert f"/certificates/{sheet.token}.pdf" in read(desk, scroll)
    assert LetterEvent.objects.filter(ordinal=19, new_inscription=letter.inscription_id).exists()
    assert "19" in LogEntry.objects.get().change_message


def test_a_letter_is_given_once(desk: Client, make_scroll: Make) -> None:
    scroll = full_but_for_kept(make_scroll)
    form = {"letter": "19", **HONOURED, "sure": "מנחם בן חנה לוי"}
    before = Inscription.objects.count()
    press(desk, scroll, "honour", **form)
    press(desk, scroll, "honour", **form)
    assert Inscription.objects.count() == before + 1


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"mother_name": ""}, "If neither is known"),
        ({"honorific": "ע״ה"}, "someone who has passed away"),
        ({"given_name": "12"}, "without digits"),
        ({"letter": "5"}, "errors"),
    ],
)
def test_a_name_that_can_not_be_is_told(
    desk: Client, make_scroll: Make, changed: dict[str, str], says: str
) -> None:
    scroll = full_but_for_kept(make_scroll)
    form = {"letter": "19", **HONOURED, **changed, "sure": "מנחם בן חנה לוי"}
    assert says in press(desk, scroll, "honour", **form)
    assert Letter.objects.reserved_free().filter(scroll=scroll).count() == 2


def test_the_list_shows_who_has_none_yet(desk: Client, make_scroll: Make) -> None:
    scroll = make_scroll(letters=20, opened=False)
    reserve_letters(scroll=scroll, ordinals=[20])
    assert "not given yet" in read(desk, scroll)
