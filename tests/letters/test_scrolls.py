"""The life of a scroll, and its lottery."""

import hashlib
from collections.abc import Callable

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import IntegrityError, ProgrammingError, transaction

from letters.models import Letter, Scroll, Series
from letters.scrolls.scrolls import WrongState, mark_full, open_scroll, prepare_scroll


def test_the_lottery_is_the_order_of_the_hashes_and_can_be_checked_by_anyone(
    scroll: Scroll,
) -> None:
    assert hashlib.sha256(scroll.seed.encode()).hexdigest() == scroll.commitment
    turn = sorted(
        range(1, 501), key=lambda o: hashlib.sha256(f"{scroll.seed}{o}".encode()).digest()
    )
    drawn = Letter.objects.filter(scroll=scroll).order_by("draw_rank")
    assert list(drawn.values_list("ordinal", flat=True)) == turn


def test_a_series_has_one_open_scroll(make_scroll: Callable[..., Scroll], scroll: Scroll) -> None:
    following = make_scroll(13, letters=5, opened=False)
    with pytest.raises(WrongState):
        open_scroll(scroll=following)


def test_the_database_refuses_a_second_open_scroll(
    make_scroll: Callable[..., Scroll], scroll: Scroll
) -> None:
    make_scroll(13, letters=5, opened=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        Scroll.objects.filter(number=13).update(state=Scroll.State.OPEN)


def test_a_scroll_is_opened_once(scroll: Scroll) -> None:
    with pytest.raises(WrongState):
        open_scroll(scroll=scroll)


def test_a_number_is_given_once(scroll: Scroll, series: Series) -> None:
    with pytest.raises(IntegrityError):
        prepare_scroll(series=series, number=12, letters=5)


def test_a_scroll_with_free_letters_is_not_full(scroll: Scroll) -> None:
    assert not mark_full(scroll.pk)


def test_letters_are_never_deleted(scroll: Scroll) -> None:
    with pytest.raises(ProgrammingError, match="Cannot delete"):
        Letter.objects.filter(scroll=scroll, ordinal=1).delete()


def test_a_change_of_state_leaves_a_row_of_history(make_scroll: Callable[..., Scroll]) -> None:
    scroll = make_scroll(14, letters=5)
    events = apps.get_model("letters", "ScrollEvent").objects.filter(pgh_obj=scroll)
    assert list(events.values_list("state", flat=True)) == ["open"]


def test_opening_what_is_not_there_says_so(series: Series) -> None:
    with pytest.raises(CommandError, match="no such scroll"):
        call_command("open_scroll", "unity", "99")


def test_preparing_for_no_series_says_so(db: None) -> None:
    with pytest.raises(CommandError, match="no series"):
        call_command("prepare_scroll", "nothing", "12")
