"""Reserved letters in the admin: selecting, reserving, assigning and returning them."""

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
    StaffClient,
    full_except_reserved,
    get_page,
    honoured_person,
    post_step,
    reserved_ordinals,
    staff_client,
)

__all__ = ["staff_client"]
Make = Callable[..., Scroll]
TEXT = torah.edition("alter_rebbe")


@pytest.fixture
def staff(staff_client: StaffClient) -> Client:
    """A staff user who may reserve letters."""
    return staff_client("reserve_letters")


@pytest.mark.parametrize(
    ("text", "ordinals"),
    [
        ("304,700-304,702", {304_700, 304_701, 304_702}),
        ("1; 3–4", {1, 3, 4}),
        ("1, 12", {1, 12}),
        ("1,200", {1200}),
        ("7,9", {7, 9}),
        ("", set()),
    ],
)
def test_parse_ordinals(text: str, ordinals: set[int]) -> None:
    assert parse_ordinals(TEXT, text) == ordinals


@pytest.mark.parametrize("text", ["0", "304,806", "9-3", "the last", "1-2-3"])
def test_parse_ordinals_rejects(text: str) -> None:
    with pytest.raises(InvalidSelection, match="names no letters"):
        parse_ordinals(TEXT, text)


def test_parse_verses_in_both_languages() -> None:
    last = parse_verses(TEXT, "Devarim 34:12")
    assert last == parse_verses(TEXT, "דברים 34:12")
    assert max(last) == torah.TOTAL_LETTERS
    assert parse_verses(TEXT, "devarim 34:11-12") > last
    assert last_letters(TEXT, len(last)) == last


@pytest.mark.parametrize("text", ["Devarim 34:13", "Joshua 1:1", "34:12", "Devarim"])
def test_parse_verses_rejects(text: str) -> None:
    with pytest.raises(InvalidSelection):
        parse_verses(TEXT, text)


@pytest.mark.parametrize("text", ["1", "1; 3-4", "304,700-304,805"])
def test_format_ordinals_is_the_inverse_of_parse_ordinals(text: str) -> None:
    assert format_ordinals(parse_ordinals(TEXT, text)) == text


def test_reserve_shows_the_letters_before_it_reserves_them(
    staff: Client, make_scroll: Make
) -> None:
    scroll = make_scroll(letters=20, opened=False)
    page = post_step(staff, scroll, "reserve", numbers="1-3")
    assert "Keep 3 letters" in page
    assert "Bereshit 1:1" in page
    assert "\u2068בראשית\u2069" in page
    assert reserved_ordinals(scroll) == []
    post_step(staff, scroll, "reserve", numbers="1-3", sure="1-3")
    assert reserved_ordinals(scroll) == [1, 2, 3]
    assert "1-3" in LogEntry.objects.get().change_message


def test_reserve_rejects_other_letters_than_those_confirmed(
    staff: Client, make_scroll: Make
) -> None:
    scroll = make_scroll(letters=20, opened=False)
    post_step(staff, scroll, "reserve", numbers="1-9", sure="1-3")
    assert reserved_ordinals(scroll) == []


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"numbers": "1-305"}, "at most 304"),
        ({"last": "305"}, "errors"),
        ({"verses": "Devarim 34:99"}, "There is no"),
        ({}, "Say which letters"),
    ],
)
def test_reserve_shows_errors(
    staff: Client, make_scroll: Make, form: dict[str, str], says: str
) -> None:
    scroll = make_scroll(letters=400, opened=False)
    # an empty form still has its CSRF token
    assert says in post_step(staff, scroll, "reserve", **{"csrfmiddlewaretoken": "x", **form})
    assert reserved_ordinals(scroll) == []


def test_reserve_is_refused_after_opening(staff: Client, scroll: Scroll) -> None:
    assert "/keep" not in get_page(staff, scroll)
    assert "while it is: prepared" in post_step(staff, scroll, "reserve", numbers="1", sure="1")
    assert reserved_ordinals(scroll) == []


def test_reserve_of_missing_letters_shows_an_error(staff: Client, make_scroll: Make) -> None:
    scroll = make_scroll(letters=20, opened=False)
    assert "not in the scroll" in post_step(staff, scroll, "reserve", last="1", sure="304,805")


def test_return_reopens_the_scroll(staff: Client, make_scroll: Make) -> None:
    scroll = full_except_reserved(make_scroll)
    assert "opens again" in get_page(staff, scroll, "return")
    assert "1 letter can be drawn again" in post_step(staff, scroll, "return", lines=["20"])
    scroll.refresh_from_db()
    assert (scroll.state, reserved_ordinals(scroll)) == ("open", [19])
    post_step(staff, scroll, "return", lines=["20"])
    assert reserved_ordinals(scroll) == [19]


def test_return_of_all_letters(staff: Client, make_scroll: Make) -> None:
    scroll = full_except_reserved(make_scroll)
    assert "All 2 letters" in get_page(staff, scroll, "return")
    assert "2 letters can be drawn again" in post_step(staff, scroll, "return", lines=["0"])
    assert reserved_ordinals(scroll) == []


def test_return_without_a_selection(staff: Client, make_scroll: Make) -> None:
    scroll = full_except_reserved(make_scroll)
    assert "Tick at least one" in post_step(staff, scroll, "return", lines=[])
    assert reserved_ordinals(scroll) == [19, 20]


def test_assign_a_reserved_letter_to_a_person(staff: Client, make_scroll: Make) -> None:
    scroll = full_except_reserved(make_scroll)
    form = {"letter": "19", **HONOURED}
    assert "מנחם בן חנה לוי" in post_step(staff, scroll, "assign", **form)
    assert not Certificate.objects.exists()
    post_step(staff, scroll, "assign", **form, sure="מנחם בן חנה לוי")
    person = honoured_person()
    assert person.purchaser.language == "he"
    letter = Letter.objects.get(scroll=scroll, ordinal=19)
    assert letter.inscription == person.inscriptions.get()
    sheet = Certificate.objects.get(inscription=letter.inscription)
    assert f"/certificates/{sheet.token}.pdf" in get_page(staff, scroll)
    assert LetterEvent.objects.filter(ordinal=19, new_inscription=letter.inscription_id).exists()
    assert "19" in LogEntry.objects.get().change_message


def test_assign_assigns_a_letter_once(staff: Client, make_scroll: Make) -> None:
    scroll = full_except_reserved(make_scroll)
    form = {"letter": "19", **HONOURED, "sure": "מנחם בן חנה לוי"}
    before = Inscription.objects.count()
    post_step(staff, scroll, "assign", **form)
    post_step(staff, scroll, "assign", **form)
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
def test_assign_shows_errors_of_the_name(
    staff: Client, make_scroll: Make, changed: dict[str, str], says: str
) -> None:
    scroll = full_except_reserved(make_scroll)
    form = {"letter": "19", **HONOURED, **changed, "sure": "מנחם בן חנה לוי"}
    assert says in post_step(staff, scroll, "assign", **form)
    assert Letter.objects.reserved_free().filter(scroll=scroll).count() == 2


def test_scroll_page_lists_unassigned_reserved_letters(staff: Client, make_scroll: Make) -> None:
    scroll = make_scroll(letters=20, opened=False)
    reserve_letters(scroll=scroll, ordinals=[20])
    assert "not given yet" in get_page(staff, scroll)
