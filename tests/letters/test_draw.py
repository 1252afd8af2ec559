"""The draw, with real connections: every letter once, nobody waits. And twins that must fail."""

import threading
import time
from collections import Counter
from collections.abc import Callable

import pytest
from django.db import ProgrammingError, connection, transaction

from letters import draw
from letters.inscriptions import inscribe, purchaser
from letters.models import Letter, LetterEvent, Person, Scroll, Series

BUYERS = 16


def waiting(series: Series, count: int) -> list[int]:
    """So many inscriptions without a letter."""
    payer = purchaser(email="chana@example.org", language="en")
    people = [
        Person(purchaser=payer, kind="adult", given_name="יוסף", relation="ben", declared="parent")
        for _ in range(count)
    ]
    return [inscription.pk for inscription in inscribe(series=series, people=people)]


def draw_at_once(scroll: Scroll, inscriptions: list[int]) -> tuple[list[int], float, list[str]]:
    """Sixteen connections draw at once, in lots of ten, holding each transaction for a moment.

    Returns the ordinals drawn, the seconds that nine of ten draws took at most (one may meet a
    busy machine), and the errors met.
    """
    barrier, lock = threading.Barrier(BUYERS), threading.Lock()
    lots = [inscriptions[start : start + 10] for start in range(0, len(inscriptions), 10)]
    drawn: list[int] = []
    waits: list[float] = []
    errors: list[str] = []

    def buyer() -> None:
        try:
            barrier.wait()
            while True:
                with lock:
                    if not lots:
                        return
                    lot = lots.pop()
                with transaction.atomic():
                    began = time.monotonic()
                    letters = draw.draw(scroll.pk, lot)
                    waits.append(time.monotonic() - began)
                    time.sleep(0.3)  # what a slow commit would take: others must not wait for it
                drawn.extend(letter.ordinal for letter in letters)
        except Exception as error:  # noqa: BLE001 - the test looks at what happened
            errors.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=buyer) for _ in range(BUYERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return drawn, sorted(waits)[len(waits) * 9 // 10] if waits else 0, errors


def test_sixteen_buyers_draw_the_last_500_letters(scroll: Scroll, series: Series) -> None:
    drawn, took, errors = draw_at_once(scroll, waiting(series, 500))
    assert errors == []
    assert sorted(drawn) == list(range(1, 501))
    assert took < 0.25
    assert Letter.objects.assigned().count() == 500


def test_twin_without_the_lock_clause_fails(
    scroll: Scroll, series: Series, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(draw, "LOCK", "")
    drawn, took, errors = draw_at_once(scroll, waiting(series, 500))
    twice = [ordinal for ordinal, times in Counter(drawn).items() if times > 1]
    assert errors or twice or took >= 0.25


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
    history = LetterEvent.objects.order_by("at").values_list("inscription_was", "inscription_is")
    assert list(history) == [(None, inscription), (inscription, None)]
