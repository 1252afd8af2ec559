"""The states of a scroll from preparation to completion, automatic and by the committee."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, ProgrammingError, transaction

from letters import torah
from letters.models import Letter, Scroll, Series
from letters.scrolls.draw import draw, draw_from_series
from letters.scrolls.draw_verification import verify_draw
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
from tests.letters.scrolls.test_draw import waiting

State = Scroll.State
DAY = datetime.date(2026, 11, 22)


@pytest.fixture
def _small_scrolls(monkeypatch: pytest.MonkeyPatch) -> None:
    """Scrolls prepared automatically have 60 letters."""
    from letters.scrolls import scrolls

    whole = scrolls.prepare_scroll
    monkeypatch.setattr(scrolls, "prepare_scroll", lambda **kwargs: whole(**kwargs, letters=60))


def states() -> dict[int, str]:
    return dict(Scroll.objects.order_by("number").values_list("number", "state"))


def draw_all(scroll: Scroll) -> None:
    free = Letter.objects.free().filter(scroll=scroll).count()
    draw(scroll.pk, waiting(scroll.series, free))


@pytest.mark.usefixtures("_small_scrolls")
def test_open_next_scroll_prepares_one_when_few_letters_are_left(
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
def test_open_next_scroll_prepares_and_opens_one_after_a_full_scroll(
    make_scroll: Callable[..., Scroll], series: Series
) -> None:
    draw_all(make_scroll(12, letters=10))
    open_next_scroll(series)
    assert states() == {12: "full", 13: "open"}


@pytest.mark.usefixtures("_small_scrolls")
def test_open_next_scroll_recovers_after_a_crash(
    make_scroll: Callable[..., Scroll], series: Series
) -> None:
    draw_all(make_scroll(12, letters=10))
    make_scroll(13, letters=10, opened=False)
    open_next_scroll(series)  # mark_full was not called
    assert states()[12] == "full"
    assert states()[13] == "open"


def test_open_next_scroll_leaves_a_closed_series(
    make_scroll: Callable[..., Scroll], series: Series
) -> None:
    draw_all(make_scroll(12, letters=10))
    series.closed = True
    series.save()
    open_next_scroll(series)
    assert states() == {12: "full"}


@pytest.mark.usefixtures("_small_scrolls")
def test_prepare_next_scroll_prepares_one_once(scroll: Scroll, series: Series) -> None:
    assert prepare_next_scroll(series)
    assert prepare_next_scroll(series) is None


def test_draw_skips_reserved_letters(make_scroll: Callable[..., Scroll], series: Series) -> None:
    scroll = make_scroll(12, letters=20, opened=False)
    reserve_letters(scroll=scroll, ordinals=range(15, 21))
    assert Letter.objects.free().filter(scroll=scroll).count() == 14
    drawn = draw(scroll.pk, waiting(series, 20))
    assert {letter.ordinal for letter in drawn} == set(range(1, 15))


def test_mark_full_ignores_reserved_letters_and_opens_the_next_scroll(
    make_scroll: Callable[..., Scroll], series: Series
) -> None:
    scroll = _full_except_reserved(make_scroll)
    assert states() == {12: "full", 13: "open"}
    assign_reserved_letter(scroll=scroll, ordinal=19, inscription=waiting(series, 1)[0])
    with pytest.raises(CannotReserve):
        assign_reserved_letter(scroll=scroll, ordinal=19, inscription=waiting(series, 1)[0])
    with pytest.raises(WrongState, match="1 letter reserved"):
        complete_scroll(scroll=scroll, on=DAY)


def test_return_letters_reopens_the_scroll_and_they_are_drawn_first(
    make_scroll: Callable[..., Scroll], series: Series
) -> None:
    scroll = _full_except_reserved(make_scroll)
    assert return_letters(scroll=scroll, ordinals=[19, 20]) == 2
    assert states() == {12: "open", 13: "prepared"}
    drawn = draw_from_series(series.pk, waiting(series, 3))
    assert [letter.scroll == scroll.pk for letter in drawn] == [True, True, False]
    mark_full(scroll.pk)
    assert states() == {12: "full", 13: "open"}
    complete_scroll(scroll=scroll, on=DAY)


def test_reserve_letters_at_most_304_and_only_while_prepared(
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


def test_completed_scroll_is_immutable(make_scroll: Callable[..., Scroll], series: Series) -> None:
    scroll = make_scroll(12, letters=5)
    with pytest.raises(WrongState):
        complete_scroll(scroll=scroll, on=DAY)
    draw_all(scroll)
    mark_full(scroll.pk)
    scroll = complete_scroll(scroll=scroll, on=DAY)
    assert (scroll.state, scroll.completed_on, scroll.columns_written) == ("completed", DAY, 245)
    with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
        Scroll.objects.filter(pk=scroll.pk).update(state=State.FULL)
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.filter(scroll=scroll, ordinal=1).update(inscription=None)
    with pytest.raises(WrongState):
        report_columns_written(scroll=scroll, columns=3, written_on=DAY)


def test_draw_rank_is_immutable(scroll: Scroll) -> None:
    with pytest.raises(ProgrammingError, match="Cannot update"):
        Letter.objects.filter(scroll=scroll, ordinal=1).update(draw_rank=999)


def test_verify_draw_accepts_an_unchanged_scroll(
    scroll: Scroll, capsys: pytest.CaptureFixture[str]
) -> None:
    assert list(verify_draw(scroll)) == []
    call_command("verify_draw", 12)
    said = capsys.readouterr().out
    assert scroll.commitment in said
    assert scroll.seed not in said  # it is secret until the scroll is completed


def test_verify_draw_rejects_another_seed(
    scroll: Scroll, capsys: pytest.CaptureFixture[str]
) -> None:
    Scroll.objects.filter(pk=scroll.pk).update(seed="1" * 64)
    with pytest.raises(CommandError, match="differences"):
        call_command("verify_draw", 12)
    assert "the seed is not the one" in capsys.readouterr().out


def test_report_columns_written_keeps_the_last_report(scroll: Scroll) -> None:
    for columns in (100, 98):
        report_columns_written(
            scroll=scroll, columns=columns, written_on=DAY, note="the scribe wrote"
        )
    scroll.refresh_from_db()
    assert scroll.columns_written == 98
    assert scroll.reports.count() == 2
    with pytest.raises(IntegrityError):
        report_columns_written(scroll=scroll, columns=torah.TOTAL_COLUMNS + 1, written_on=DAY)


def _full_except_reserved(make_scroll: Callable[..., Scroll]) -> Scroll:
    """The 12th scroll, full except for the reserved letters 19 and 20; the 13th is open."""
    from letters.scrolls.scrolls import open_scroll

    scroll = make_scroll(12, letters=20, opened=False)
    make_scroll(13, letters=30, opened=False)
    reserve_letters(scroll=scroll, ordinals=[19, 20])
    open_scroll(scroll=scroll)
    draw_all(scroll)
    mark_full(scroll.pk)
    scroll.refresh_from_db()
    return scroll
