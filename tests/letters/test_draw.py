"""The draw, with real connections: every letter once, nobody waits. And twins that must fail."""

import threading
from collections import Counter
from collections.abc import Callable
from functools import partial

import pytest
from django.db import ProgrammingError, transaction

from letters.holders.inscriptions import get_or_create_purchaser, inscribe
from letters.models import Letter, LetterEvent, Person, Scroll, Series
from letters.scrolls import draw
from tests.races import PATIENCE, each

BUYERS = 16
ROUNDS = 3


def waiting(series: Series, count: int) -> list[int]:
    """So many inscriptions without a letter."""
    payer = get_or_create_purchaser(email="chana@example.org", language="en")
    people = [
        Person(purchaser=payer, kind="adult", given_name="יוסף", relation="ben", declared="parent")
        for _ in range(count)
    ]
    return [inscription.pk for inscription in inscribe(series=series, people=people)]


def draw_at_once(
    scroll: Scroll, inscriptions: list[int], patience: float
) -> tuple[list[int], list[Exception]]:
    """Sixteen connections draw at once, in three lots each; nobody commits before all have drawn.

    Returns the ordinals drawn and the errors met: whoever waits for another's commit waits for
    ever, and after `patience` seconds all break off.
    """
    all_have_drawn = threading.Barrier(BUYERS)
    drawn: list[int] = []

    def buyer(number: int) -> None:
        for lot in range(ROUNDS):
            with transaction.atomic():
                letters = draw.draw(
                    scroll.pk, inscriptions[lot * BUYERS + number :: ROUNDS * BUYERS]
                )
                all_have_drawn.wait(patience)
            drawn.extend(letter.ordinal for letter in letters)

    errors = each(*[partial(buyer, number) for number in range(BUYERS)])
    return drawn, errors


def test_sixteen_buyers_draw_the_last_500_letters_and_nobody_waits(
    scroll: Scroll, series: Series
) -> None:
    drawn, errors = draw_at_once(scroll, waiting(series, 500), PATIENCE)
    assert errors == []
    assert sorted(drawn) == list(range(1, 501))
    assert Letter.objects.assigned().count() == 500


def test_twin_without_the_lock_clause_fails(
    scroll: Scroll, series: Series, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(draw, "LOCK_CLAUSE", "")
    _drawn, errors = draw_at_once(scroll, waiting(series, 500), patience=2)
    assert errors


def test_letters_come_in_the_order_of_the_lottery(scroll: Scroll, series: Series) -> None:
    ranks = dict(Letter.objects.values_list("ordinal", "draw_rank"))
    drawn = draw.draw(scroll.pk, waiting(series, 7))
    by_inscription = sorted(drawn, key=lambda letter: letter.inscription)
    assert [ranks[letter.ordinal] for letter in by_inscription] == [1, 2, 3, 4, 5, 6, 7]


def test_an_order_across_the_end_takes_the_rest_from_the_next(
    make_scroll: Callable[..., Scroll], series: Series
) -> None:
    first = make_scroll(12, letters=5)
    second = make_scroll(13, letters=50, opened=False)
    drawn = draw.draw_from_series(series.pk, waiting(series, 8))
    assert Counter(letter.scroll for letter in drawn) == {first.pk: 5, second.pk: 3}


def test_nothing_is_drawn_when_the_series_cannot_serve_all(scroll: Scroll, series: Series) -> None:
    with pytest.raises(draw.NoLettersLeft), transaction.atomic():
        draw.draw_from_series(series.pk, waiting(series, 501))
    assert Letter.objects.assigned().count() == 0


def test_the_database_refuses_to_give_a_letter_twice(scroll: Scroll, series: Series) -> None:
    first, second = waiting(series, 2)
    (letter,) = draw.draw(scroll.pk, [first])
    held = Letter.objects.filter(scroll=scroll, ordinal=letter.ordinal)
    with pytest.raises(ProgrammingError, match="Cannot update"):
        held.update(inscription=second)


def test_the_database_keeps_the_history_of_a_letter(scroll: Scroll, series: Series) -> None:
    (inscription,) = waiting(series, 1)
    (letter,) = draw.draw(scroll.pk, [inscription])
    Letter.objects.filter(scroll=scroll, ordinal=letter.ordinal).update(inscription=None)
    history = LetterEvent.objects.order_by("changed_at").values_list(
        "old_inscription", "new_inscription"
    )
    assert list(history) == [(None, inscription), (inscription, None)]
