"""A scroll's life from its preparation to its siyum, by itself and by the committee."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, InternalError, ProgrammingError, transaction

from letters import torah
from letters.models import Letter, Scroll, Series
from letters.scrolls.draw import draw, draw_from_series
from letters.scrolls.lottery import verify_draw
from letters.scrolls.scrolls import (
    WrongState,
    complete_scroll,
    mark_full,
    open_next_scroll,
    prepare_next_scroll,
)
from letters.scrolls.writing_progress import report_columns_written
from letters.siyum.reserved_letters import (
    CannotReserve,
    assign_reserved_letter,
    reserve_letters,
    return_letters,
)
from tests.letters.test_draw import waiting

State = Scroll.State
DAY = datetime.date(2026, 11, 22)


@pytest.fixture
def _small_scrolls(monkeypatch: pytest.MonkeyPatch) -> None:
    """A scroll that is prepared by itself has 60 letters."""
    from letters.scrolls import scrolls

    whole = scrolls.prepare_scroll
    monkeypatch.setattr(scrolls, "prepare_scroll", lambda **given: whole(**given, letters=60))


def states() -> dict[int, str]:
    return dict(Scroll.objects.order_by("number").values_list("number", "state"))


def exhaust(scroll: Scroll) -> None:
    free = Letter.objects.free().filter(scroll=scroll).count()
    draw(scroll.pk, waiting(scroll.series, free))


@pytest.mark.usefixtures("_small_scrolls")
def test_the_next_scroll_is_prepared_when_a_tenth_is_left(
    make_scroll: Callable[..., Scroll], series: Series, settings: Any
) -> None:
    settings.PREPARE_NEXT_AT_PERCENT = 1  # of 304,805: 3,048
    make_scroll(12, letters=3100)
    open_next_scroll(series)
    assert states() == {12: "open"}
    draw_from_series(series.pk, waiting(series, 60))
    open_next_scroll(series)
    assert states() == {12: "open", 13: "prepared"}
    open_next_scroll(series)
    assert states() == {12: "open", 13: "prepared"}


@pytest.mark.usefixtures("_small_scrolls")
def test_a_full_scroll_without_a_next_one_gets_one(
    make_scroll: Callable[..., Scroll], series: Series
) -> None:
    exhaust(make_scroll(12, letters=10))
    open_next_scroll(series)
    assert states() == {12: "full", 13: "open"}


@pytest.mark.usefixtures("_small_scrolls")
def test_what_a_process_that_died_left_is_taken_up(
    make_scroll: Callable[..., Scroll], series: Series
) -> None:
    exhaust(make_scroll(12, letters=10))
    make_scroll(13, letters=10, opened=False)
    open_next_scroll(series)  # nobody had noticed
    assert states()[12] == "full"
    assert states()[13] == "open"


def test_a_closed_series_has_no_next_scroll(
    make_scroll: Callable[..., Scroll], series: Series
) -> None:
    exhaust(make_scroll(12, letters=10))
    series.closed = True
    series.save()
    open_next_scroll(series)
    assert states() == {12: "full"}


@pytest.mark.usefixtures("_small_scrolls")
def test_a_scroll_is_prepared_once_by_hand_or_by_itself(scroll: Scroll, series: Series) -> None:
    assert prepare_next_scroll(series)
    assert prepare_next_scroll(series) is None


def test_kept_letters_are_not_in_the_lottery(
    make_scroll: Callable[..., Scroll], series: Series
) -> None:
    scroll = make_scroll(12, letters=20, opened=False)
    reserve_letters(scroll=scroll, ordinals=range(15, 21))
    assert Letter.objects.free().filter(scroll=scroll).count() == 14
    drawn = draw(scroll.pk, waiting(series, 20))
    assert {letter.ordinal for letter in drawn} == set(range(1, 15))


def test_a_scroll_is_full_when_only_kept_letters_are_left_and_the_next_opens(
    make_scroll: Callable[..., Scroll], series: Series
) -> None:
    scroll = _full_but_for_kept(make_scroll)
    assert states() == {12: "full", 13: "open"}
    assign_reserved_letter(scroll=scroll, ordinal=19, inscription=waiting(series, 1)[0])
    with pytest.raises(CannotReserve):
        assign_reserved_letter(scroll=scroll, ordinal=19, inscription=waiting(series, 1)[0])
    with pytest.raises(WrongState, match="1 letter reserved"):
        complete_scroll(scroll=scroll, on=DAY)


def test_unused_siyum_letters_return_to_the_lottery_and_go_first(
    make_scroll: Callable[..., Scroll], series: Series
) -> None:
    scroll = _full_but_for_kept(make_scroll)
    assert return_letters(scroll=scroll, ordinals=[19, 20]) == 2
    assert states() == {12: "open", 13: "prepared"}
    drawn = draw_from_series(series.pk, waiting(series, 3))
    assert [letter.scroll == scroll.pk for letter in drawn] == [True, True, False]
    mark_full(scroll.pk)
    assert states() == {12: "full", 13: "open"}
    complete_scroll(scroll=scroll, on=DAY)


def test_at_most_304_letters_are_kept_and_only_before_it_opens(
    make_scroll: Callable[..., Scroll], series: Series
) -> None:
    scroll = make_scroll(12, letters=400, opened=False)
    with pytest.raises(CannotReserve, match="304"):
        reserve_letters(scroll=scroll, ordinals=range(1, 306))
    with pytest.raises(CannotReserve, match="not in the scroll"):
        reserve_letters(scroll=scroll, ordinals=[401])
    reserve_letters(scroll=scroll, ordinals=range(1, 305))
    reserve_letters(scroll=scroll, ordinals=[304])
    with pytest.raises(CannotReserve):
        reserve_letters(scroll=scroll, ordinals=[305])
    opened = make_scroll(13, letters=5)
    with pytest.raises(WrongState):
        reserve_letters(scroll=opened, ordinals=[1])


def test_a_completed_scroll_never_changes(
    make_scroll: Callable[..., Scroll], series: Series
) -> None:
    scroll = make_scroll(12, letters=5)
    with pytest.raises(WrongState):
        complete_scroll(scroll=scroll, on=DAY)
    exhaust(scroll)
    mark_full(scroll.pk)
    scroll = complete_scroll(scroll=scroll, on=DAY)
    assert (scroll.state, scroll.completed_on, scroll.columns_written) == ("completed", DAY, 245)
    with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
        Scroll.objects.filter(pk=scroll.pk).update(state=State.FULL)
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.filter(scroll=scroll, ordinal=1).update(inscription=None)
    with pytest.raises(WrongState):
        report_columns_written(scroll=scroll, columns=3, written_on=DAY)


def test_nobodys_turn_in_the_lottery_changes(scroll: Scroll) -> None:
    with pytest.raises((InternalError, ProgrammingError)):
        Letter.objects.filter(scroll=scroll, ordinal=1).update(draw_rank=999)


def test_the_lottery_is_verified_from_its_seed(
    scroll: Scroll, capsys: pytest.CaptureFixture[str]
) -> None:
    assert list(verify_draw(scroll)) == []
    call_command("verify_draw", 12)
    said = capsys.readouterr().out
    assert scroll.commitment in said
    assert scroll.seed not in said  # it is secret until the scroll is completed


def test_a_lottery_of_another_seed_is_found_out(
    scroll: Scroll, capsys: pytest.CaptureFixture[str]
) -> None:
    Scroll.objects.filter(pk=scroll.pk).update(seed="1" * 64)
    with pytest.raises(CommandError, match="differences"):
        call_command("verify_draw", 12)
    assert "the seed is not the one" in capsys.readouterr().out


def test_the_scribes_last_report_counts(scroll: Scroll) -> None:
    for columns in (100, 98):
        report_columns_written(
            scroll=scroll, columns=columns, written_on=DAY, note="the scribe wrote"
        )
    scroll.refresh_from_db()
    assert scroll.columns_written == 98
    assert scroll.reports.count() == 2
    with pytest.raises(IntegrityError):
        report_columns_written(scroll=scroll, columns=torah.TOTAL_COLUMNS + 1, written_on=DAY)


def _full_but_for_kept(make_scroll: Callable[..., Scroll]) -> Scroll:
    """The 12th, full but for letters 19 and 20, which are kept; the 13th is open."""
    from letters.scrolls.scrolls import open_scroll

    scroll = make_scroll(12, letters=20, opened=False)
    make_scroll(13, letters=30, opened=False)
    reserve_letters(scroll=scroll, ordinals=[19, 20])
    open_scroll(scroll=scroll)
    exhaust(scroll)
    mark_full(scroll.pk)
    scroll.refresh_from_db()
    return scroll
