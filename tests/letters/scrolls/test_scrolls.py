"""Preparing and opening scrolls, and the order of their draw."""

import hashlib
from collections.abc import Callable

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import IntegrityError, ProgrammingError, transaction

from letters.models import Letter, Scroll, Series
from letters.scrolls.scrolls import WrongState, mark_full, open_scroll, prepare_scroll


def test_prepare_scroll_ranks_letters_by_sha256_of_seed_and_ordinal(
    scroll: Scroll,
) -> None:
    assert hashlib.sha256(scroll.seed.encode()).hexdigest() == scroll.commitment
    turn = sorted(
        range(1, 501), key=lambda o: hashlib.sha256(f"{scroll.seed}{o}".encode()).digest()
    )
    drawn = Letter.objects.filter(scroll=scroll).order_by("draw_rank")
    assert list(drawn.values_list("ordinal", flat=True)) == turn


def test_open_scroll_refuses_a_second_open_scroll(
    make_scroll: Callable[..., Scroll], scroll: Scroll
) -> None:
    following = make_scroll(13, letters=5, opened=False)
    with pytest.raises(WrongState):
        open_scroll(scroll=following)


def test_database_rejects_a_second_open_scroll(
    make_scroll: Callable[..., Scroll], scroll: Scroll
) -> None:
    make_scroll(13, letters=5, opened=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        Scroll.objects.filter(number=13).update(state=Scroll.State.OPEN)


def test_open_scroll_refuses_an_open_scroll(scroll: Scroll) -> None:
    with pytest.raises(WrongState):
        open_scroll(scroll=scroll)


def test_prepare_scroll_refuses_an_existing_number(scroll: Scroll, series: Series) -> None:
    with pytest.raises(IntegrityError):
        prepare_scroll(series=series, number=12, letters=5)


def test_mark_full_leaves_a_scroll_with_free_letters_open(scroll: Scroll) -> None:
    assert not mark_full(scroll.pk)


def test_database_rejects_deleting_letters(scroll: Scroll) -> None:
    with pytest.raises(ProgrammingError, match="Cannot delete"):
        Letter.objects.filter(scroll=scroll, ordinal=1).delete()


def test_scroll_history_records_changes_of_state(make_scroll: Callable[..., Scroll]) -> None:
    scroll = make_scroll(14, letters=5)
    events = apps.get_model("letters", "ScrollEvent").objects.filter(pgh_obj=scroll)
    assert list(events.order_by("pgh_id").values_list("state", flat=True)) == ["prepared", "open"]


def test_open_scroll_command_without_such_a_scroll(series: Series) -> None:
    with pytest.raises(CommandError, match="no such scroll"):
        call_command("open_scroll", "unity", "99")


def test_prepare_scroll_command_without_such_a_series(db: None) -> None:
    with pytest.raises(CommandError, match="no series"):
        call_command("prepare_scroll", "nothing", "12")
