"""A letter that comes back goes behind all others of its scroll, so that nobody can pass it on."""

from collections.abc import Callable
from contextlib import ExitStack
from functools import partial

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, ProgrammingError, connection, transaction
from psycopg.errors import UniqueViolation

from letters import audit, torah
from letters.holders.inscriptions import release_letters
from letters.models import Letter, ReturnEvent, Scroll, Series
from letters.scrolls.draw import NoLettersLeft, draw, draw_from_series
from letters.scrolls.draw_verification import verify_draw
from letters.scrolls.scrolls import open_scroll
from letters.siyum.reserved_letters import (
    assign_reserved_letter,
    reserve_letters,
    return_letters,
)
from tests.letters.scrolls.test_draw import waiting
from tests.races import each, in_another_thread, wait_until_blocking

BEHIND = torah.TOTAL_LETTERS  # the last rank that a seed gives


def rank_findings() -> list[str]:
    """The audit's findings about draw ranks and letters that came back."""
    said = [text for sentence, text in audit.findings() if sentence == 2]
    return [text for text in said if "rank" in text or "came back" in text]


def ranks(*ordinals: int) -> list[int]:
    found = dict(Letter.objects.values_list("ordinal", "draw_rank"))
    return [found[ordinal] for ordinal in ordinals]


def test_a_returned_letter_is_not_drawn_next_but_last(
    make_scroll: Callable[..., Scroll], series: Series
) -> None:
    scroll = make_scroll(letters=6)
    first, second, *others = waiting(series, 8)
    returned = [letter.ordinal for letter in draw(scroll.pk, [first, second])]
    release_letters([first])
    release_letters([second])
    drawn = draw(scroll.pk, others)
    order = sorted(drawn, key=lambda letter: letter.inscription)
    assert [letter.ordinal for letter in order[-2:]] == returned
    assert ranks(*returned) == [BEHIND + 1, BEHIND + 2]
    assert list(verify_draw(scroll)) == []
    assert rank_findings() == []


def test_a_letter_that_comes_back_twice_goes_behind_those_that_came_back_since(
    scroll: Scroll, series: Series
) -> None:
    first, second, third = waiting(series, 3)
    one, other = (letter.ordinal for letter in draw(scroll.pk, [first, second]))
    release_letters([first])
    with transaction.atomic():
        Letter.objects.filter(scroll=scroll, ordinal=one).update(inscription=third)
    release_letters([second])
    release_letters([third])
    assert ranks(one, other) == [BEHIND + 3, BEHIND + 2]
    assert list(verify_draw(scroll)) == []
    assert rank_findings() == []


def test_several_letters_returned_by_one_statement_take_consecutive_ranks(
    scroll: Scroll, series: Series
) -> None:
    inscriptions = waiting(series, 4)
    drawn = [letter.ordinal for letter in draw(scroll.pk, inscriptions)]
    assert release_letters(inscriptions) == set(inscriptions)
    assert sorted(ranks(*drawn)) == [BEHIND + n for n in (1, 2, 3, 4)]
    by_rank = list(ReturnEvent.objects.order_by("draw_rank"))
    assert by_rank == sorted(by_rank, key=lambda event: event.returned_at)


def test_a_rolled_back_return_leaves_the_rank(scroll: Scroll, series: Series) -> None:
    inscriptions = waiting(series, 1)
    (letter,) = draw(scroll.pk, inscriptions)
    with transaction.atomic():
        release_letters(inscriptions)
        transaction.set_rollback(True)
    assert ranks(letter.ordinal) == [1]
    assert not ReturnEvent.objects.exists()


def test_a_draw_that_finds_too_few_letters_leaves_all_ranks(
    make_scroll: Callable[..., Scroll], series: Series
) -> None:
    first, second = make_scroll(12, letters=3), make_scroll(13, letters=3, opened=False)
    with transaction.atomic(), pytest.raises(NoLettersLeft):
        draw_from_series(series.pk, waiting(series, 7))
    assert not Letter.objects.assigned().exists()
    assert not ReturnEvent.objects.exists()
    assert list(verify_draw(first)) == list(verify_draw(second)) == []


def test_reserved_letters_returned_to_the_draw_go_behind_all_others(
    make_scroll: Callable[..., Scroll], series: Series
) -> None:
    scroll = make_scroll(letters=5, opened=False)
    first, last = Letter.objects.order_by("draw_rank").values_list("ordinal", flat=True)[:2]
    reserve_letters(scroll=scroll, ordinals=[first, last])
    open_scroll(scroll=scroll)
    return_letters(scroll=scroll, ordinals=[last])
    return_letters(scroll=scroll, ordinals=[first])
    drawn = draw(scroll.pk, waiting(series, 5))
    order = sorted(drawn, key=lambda letter: letter.inscription)
    assert [letter.ordinal for letter in order[3:]] == [last, first]
    assert list(verify_draw(scroll)) == []
    assert rank_findings() == []


def test_a_reserved_letter_taken_from_its_holder_stays_out_of_the_draw(
    make_scroll: Callable[..., Scroll], series: Series
) -> None:
    scroll = make_scroll(letters=5, opened=False)
    reserve_letters(scroll=scroll, ordinals=[3])
    (before,) = ranks(3)
    (inscription,) = waiting(series, 1)
    assign_reserved_letter(scroll=scroll, ordinal=3, inscription=inscription)
    release_letters([inscription])
    assert ranks(3) == [before]
    return_letters(scroll=scroll, ordinals=[3])
    assert ranks(3) == [BEHIND + 1]
    assert list(verify_draw(scroll)) == []
    assert rank_findings() == []


def test_each_scroll_counts_its_returned_letters_from_its_end(
    make_scroll: Callable[..., Scroll], series: Series
) -> None:
    first, second = make_scroll(12, letters=5), make_scroll(13, letters=5, opened=False)
    one, other = waiting(series, 2)
    draw(first.pk, [one])
    draw(second.pk, [other])
    release_letters([one, other])
    assert list(ReturnEvent.objects.values_list("draw_rank", flat=True)) == [BEHIND + 1] * 2


def test_database_rejects_a_rank_set_with_the_return(scroll: Scroll, series: Series) -> None:
    inscriptions = waiting(series, 1)
    draw(scroll.pk, inscriptions)
    held = Letter.objects.filter(inscription__in=inscriptions)
    with pytest.raises(ProgrammingError, match="Cannot update"):
        held.update(inscription=None, draw_rank=BEHIND + 1)


def test_database_rejects_changing_the_list_of_returned_letters(
    scroll: Scroll, series: Series
) -> None:
    inscriptions = waiting(series, 1)
    draw(scroll.pk, inscriptions)
    release_letters(inscriptions)
    with pytest.raises(ProgrammingError, match="Cannot update"):
        ReturnEvent.objects.update(draw_rank=BEHIND + 9)


def test_letters_returned_at_once_take_consecutive_ranks(scroll: Scroll, series: Series) -> None:
    inscriptions = waiting(series, 24)
    draw(scroll.pk, inscriptions)

    def release(batch: list[int]) -> None:
        with transaction.atomic():
            release_letters(batch)

    batches = [inscriptions[start::8] for start in range(8)]
    assert each(*[partial(release, batch) for batch in batches]) == []
    found = ReturnEvent.objects.order_by("draw_rank").values_list("draw_rank", flat=True)
    assert list(found) == [BEHIND + n for n in range(1, 25)]
    assert list(verify_draw(scroll)) == []
    assert rank_findings() == []


def _free_while_another_transaction_frees(scroll: Scroll, series: Series) -> None:
    """Free two letters with bare statements, the second before the first commits."""
    first, second = waiting(series, 2)
    draw(scroll.pk, [first, second])

    def free(inscription: int) -> None:
        Letter.objects.filter(inscription=inscription).update(inscription=None)

    with ExitStack() as threads:
        with transaction.atomic():
            free(first)
            other = threads.enter_context(in_another_thread(partial(free, second)))
            wait_until_blocking()
        other()


def test_the_database_gives_a_rank_after_the_other_transaction_committed(
    scroll: Scroll, series: Series
) -> None:
    _free_while_another_transaction_frees(scroll, series)
    assert list(ReturnEvent.objects.order_by("draw_rank").values_list("draw_rank", flat=True)) == [
        BEHIND + 1,
        BEHIND + 2,
    ]


def test_negative_control_without_the_lock_both_take_the_same_rank(
    own_database: None, scroll: Scroll, series: Series
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_functiondef(oid) FROM pg_proc WHERE proname ~ %s",
            ["^pgtrigger_(returned_letter_moves_behind|full_scroll_keeps_letters)_"],
        )
        functions = [function for (function,) in cursor.fetchall()]
        assert len(functions) == 2
        for function in functions:
            assert "FOR NO KEY UPDATE" in function
            cursor.execute(function.replace("FOR NO KEY UPDATE", "").replace("%", "%%"))
    with pytest.raises(IntegrityError) as error:
        _free_while_another_transaction_frees(scroll, series)
    assert isinstance(error.value.__cause__, UniqueViolation)


def test_verify_draw_and_audit_report_a_returned_letter_that_was_put_in_front(
    scroll: Scroll, series: Series, capsys: pytest.CaptureFixture[str]
) -> None:
    inscriptions = waiting(series, 1)
    (letter,) = draw(scroll.pk, inscriptions)
    release_letters(inscriptions)
    with connection.cursor() as cursor:  # like somebody with full access to the database
        cursor.execute("ALTER TABLE letters_letter DISABLE TRIGGER USER")
        cursor.execute("UPDATE letters_letter SET draw_rank = 1 WHERE draw_rank > 500")
        cursor.execute("ALTER TABLE letters_letter ENABLE TRIGGER USER")
    with pytest.raises(CommandError, match="1 differences"):
        call_command("verify_draw", 12)
    expected = f"letter {letter.ordinal} has rank 1, not {BEHIND + 1}"
    assert expected in capsys.readouterr().out
    assert rank_findings() == [
        f"1 letters of scroll {scroll.pk} do not have the draw rank of its seed or of their "
        f"return; {letter.ordinal} is one"
    ]


def test_verify_draw_reports_a_gap_among_the_returned_letters(
    scroll: Scroll, series: Series
) -> None:
    inscriptions = waiting(series, 2)
    one, other = (letter.ordinal for letter in draw(scroll.pk, inscriptions))
    release_letters(inscriptions)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE letters_returnevent DISABLE TRIGGER USER")
        cursor.execute("DELETE FROM letters_returnevent WHERE draw_rank = %s", [BEHIND + 1])
        cursor.execute("ALTER TABLE letters_returnevent ENABLE TRIGGER USER")
    assert f"letter {other} came back with rank {BEHIND + 2}, not {BEHIND + 1}" in list(
        verify_draw(scroll)
    )
    assert rank_findings()[-1] == (
        f"letter {scroll.pk}:{one} came back 1 times by its history, 0 times by its ranks"
    )
