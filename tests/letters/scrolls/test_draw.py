"""The draw on concurrent connections: every letter once, nobody waits; with negative controls."""

import threading
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from typing import cast

import pytest
from django.db import ProgrammingError, transaction

from letters.holders.inscriptions import get_or_create_purchaser, inscribe
from letters.models import Letter, LetterEvent, Person, Scroll, Series
from letters.scrolls import draw
from tests.races import PATIENCE, each, in_another_thread, wait_until_blocking

BUYERS = 16
ROUNDS = 3


def waiting(series: Series, count: int) -> list[int]:
    """Create inscriptions without a letter."""
    payer = get_or_create_purchaser(email="chana@example.org", language="en")
    people = [
        Person(purchaser=payer, kind="adult", given_name="יוסף", relation="ben", declared="parent")
        for _ in range(count)
    ]
    return [inscription.pk for inscription in inscribe(series=series, people=people)]


def draw_concurrently(scroll: Scroll, inscriptions: list[int]) -> tuple[list[int], list[Exception]]:
    """Draw on sixteen connections, three rounds each; no one commits before all have drawn.

    Returns the ordinals drawn and the errors: a draw that waits for another's commit blocks them
    all, and they time out.
    """
    all_have_drawn = threading.Barrier(BUYERS)
    drawn: list[int] = []

    def buyer(number: int) -> None:
        for turn in range(ROUNDS):
            with transaction.atomic():
                letters = draw.draw(
                    scroll.pk, inscriptions[turn * BUYERS + number :: ROUNDS * BUYERS]
                )
                all_have_drawn.wait(PATIENCE)
            drawn.extend(letter.ordinal for letter in letters)

    errors = each(*[partial(buyer, number) for number in range(BUYERS)])
    return drawn, errors


def test_draw_concurrently_assigns_every_letter_once(scroll: Scroll, series: Series) -> None:
    drawn, errors = draw_concurrently(scroll, waiting(series, 500))
    assert errors == []
    assert sorted(drawn) == list(range(1, 501))
    assert Letter.objects.assigned().count() == 500


def draw_during_another_draw(scroll: Scroll, series: Series) -> list[int]:
    """The ordinals of two draws, of which the second begins before the first commits.

    Raises ProgrammingError if the second draws letters of the first.
    """
    first, second = waiting(series, 2)
    with ExitStack() as threads:
        with transaction.atomic():
            drawn = draw.draw(scroll.pk, [first])
            other = threads.enter_context(in_another_thread(lambda: draw.draw(scroll.pk, [second])))
            if draw.LOCK_CLAUSE:
                drawn += cast("list[draw.DrawnLetter]", other())
            else:
                wait_until_blocking()
        if not draw.LOCK_CLAUSE:
            other()
    return [letter.ordinal for letter in drawn]


def test_draw_does_not_wait_for_another_draw(scroll: Scroll, series: Series) -> None:
    one, other = draw_during_another_draw(scroll, series)
    assert one != other


def test_negative_control_draw_without_the_lock_clause(
    scroll: Scroll, series: Series, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second draw waits, and only the database's trigger rejects it."""
    monkeypatch.setattr(draw, "LOCK_CLAUSE", "")
    with pytest.raises(ProgrammingError, match="Cannot update"):
        draw_during_another_draw(scroll, series)


def test_draw_assigns_letters_by_draw_rank(scroll: Scroll, series: Series) -> None:
    ranks = dict(Letter.objects.values_list("ordinal", "draw_rank"))
    drawn = draw.draw(scroll.pk, waiting(series, 7))
    by_inscription = sorted(drawn, key=lambda letter: letter.inscription)
    assert [ranks[letter.ordinal] for letter in by_inscription] == [1, 2, 3, 4, 5, 6, 7]


def test_draw_from_series_continues_in_the_next_scroll(
    make_scroll: Callable[..., Scroll], series: Series
) -> None:
    first = make_scroll(12, letters=5)
    second = make_scroll(13, letters=50, opened=False)
    drawn = draw.draw_from_series(series.pk, waiting(series, 8))
    assert Counter(letter.scroll for letter in drawn) == {first.pk: 5, second.pk: 3}


def test_draw_from_series_draws_all_or_nothing(scroll: Scroll, series: Series) -> None:
    with pytest.raises(draw.NoLettersLeft), transaction.atomic():
        draw.draw_from_series(series.pk, waiting(series, 501))
    assert Letter.objects.assigned().count() == 0


def test_database_rejects_reassigning_a_letter(scroll: Scroll, series: Series) -> None:
    first, second = waiting(series, 2)
    (letter,) = draw.draw(scroll.pk, [first])
    held = Letter.objects.filter(scroll=scroll, ordinal=letter.ordinal)
    with pytest.raises(ProgrammingError, match="Cannot update"):
        held.update(inscription=second)


def test_letter_history_records_changes_of_holder(scroll: Scroll, series: Series) -> None:
    (inscription,) = waiting(series, 1)
    (letter,) = draw.draw(scroll.pk, [inscription])
    Letter.objects.filter(scroll=scroll, ordinal=letter.ordinal).update(inscription=None)
    history = LetterEvent.objects.order_by("changed_at").values_list(
        "old_inscription", "new_inscription"
    )
    assert list(history) == [(None, inscription), (inscription, None)]
