"""A refund that frees a letter while its scroll is being closed: a full scroll lacks none."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pgtrigger
import pytest
from django.db import IntegrityError, connection, transaction

from letters.holders import inscriptions
from letters.models import Letter, Scroll
from letters.scrolls import scrolls
from letters.scrolls.scrolls import mark_full
from payments.fulfilment import IncomingPayment, record_and_apply
from payments.models import Method, Order, Refund
from payments.refunds.decide import Reason, refund_order
from payments.refunds.transitions import succeed
from tests.payments.test_fulfilment import _exhaust as exhaust

TRIGGER = "letters.Letter:full_scroll_stays_full"


@pytest.fixture
def row(order: Order, monkeypatch: pytest.MonkeyPatch) -> Refund:
    """A refund of letters whose scroll has no free one, and nobody has noticed yet."""
    record_and_apply(
        order_id=order.pk,
        incoming=IncomingPayment("7", "", order.total, order.currency, Method.CASH),
    )
    exhaust(Scroll.objects.get())
    return refund_order(order=order, reason=Reason.REQUESTED)


def give_back(row: Refund) -> None:
    """The money is back: the letters are released, and it is committed."""
    with transaction.atomic():
        succeed(Refund.objects.select_related("payment__order").get(pk=row.pk))


@contextmanager
def beside(call: Callable[[], object]) -> Iterator[Callable[[], object]]:
    """Run a call in another thread with a connection of its own; waits for it to end."""

    def run() -> object:
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(run)
        yield lambda: future.result(timeout=60)


def wait_for_a_lock() -> None:
    """Until somebody waits for a lock in the database."""
    query = """
        SELECT count(*) FROM pg_stat_activity
        WHERE wait_event_type = 'Lock' AND datname = current_database()
    """
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute(query)
            if cursor.fetchone()[0]:
                return
        time.sleep(0.01)
    raise AssertionError("nobody waits")


def is_whole() -> bool:
    """Whether the sentence holds: a full scroll never has a free letter."""
    return Scroll.objects.get().state == "open" or not Letter.objects.free().exists()


def between_the_looks(row: Refund, monkeypatch: pytest.MonkeyPatch, second: bool) -> bool:
    """A refund comes after the first look of `mark_full`; whether the scroll was closed."""
    look = scrolls._has_free_letter
    looks = []

    def looking(scroll_id: int) -> bool:
        looks.append(look(scroll_id))
        if len(looks) == 1:
            with beside(lambda: give_back(row)) as done:
                done()
            return looks[0]
        return looks[-1] and second

    monkeypatch.setattr(scrolls, "_has_free_letter", looking)
    return mark_full(Scroll.objects.get().pk)


def test_a_letter_freed_after_the_first_look_keeps_the_scroll_open(
    row: Refund, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not between_the_looks(row, monkeypatch, second=True)
    assert is_whole()


def test_twin_without_the_second_look_a_full_scroll_has_free_letters(
    row: Refund, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert between_the_looks(row, monkeypatch, second=False)
    assert not is_whole()


def test_who_closes_a_scroll_waits_for_a_refund_on_its_way(row: Refund) -> None:
    scroll_id = Scroll.objects.get().pk
    with transaction.atomic():
        succeed(Refund.objects.select_related("payment__order").get(pk=row.pk))
        closing = beside(lambda: mark_full(scroll_id))
        closed = closing.__enter__()
        wait_for_a_lock()
    assert closed() is False
    closing.__exit__(None, None, None)
    assert is_whole()


def test_twin_without_the_locks_a_scroll_is_closed_over_a_freed_letter(
    row: Refund, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inscriptions, "_LOCK_SCROLLS", "SELECT %s::bigint[]")
    scroll_id = Scroll.objects.get().pk
    with pgtrigger.ignore(TRIGGER), transaction.atomic():
        succeed(Refund.objects.select_related("payment__order").get(pk=row.pk))
        with beside(lambda: mark_full(scroll_id)) as closed:
            assert closed() is True
    assert not is_whole()


def release_during_the_closing(row: Refund) -> None:
    """A refund begins while the scroll is being closed, and goes on when it is closed."""
    with transaction.atomic():
        Scroll.objects.update(state="full")
        giving = beside(lambda: give_back(row))
        done = giving.__enter__()
        wait_for_a_lock()
    try:
        done()
    finally:
        giving.__exit__(None, None, None)


def test_a_refund_waits_for_who_closes_the_scroll_and_leaves_the_letters(row: Refund) -> None:
    release_during_the_closing(row)
    row.refresh_from_db()
    assert row.state == "succeeded"
    assert not Letter.objects.free().exists()


def test_twin_without_waiting_the_refund_breaks_off(
    row: Refund, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inscriptions, "_LOCK_SCROLLS", "SELECT %s::bigint[]")
    with pytest.raises(IntegrityError, match="never has a free letter again"):
        release_during_the_closing(row)
    row.refresh_from_db()
    assert row.state == "unsent"


def test_the_database_refuses_to_free_a_letter_of_a_full_scroll(row: Refund) -> None:
    assert mark_full(Scroll.objects.get().pk)
    with pytest.raises(IntegrityError, match="never has a free letter again"):
        Letter.objects.filter(inscription__line__position=1).update(inscription=None)


def test_many_refunds_and_closers_at_once_leave_no_full_scroll_with_a_free_letter(
    row: Refund,
) -> None:
    scroll_id = Scroll.objects.get().pk
    barrier = threading.Barrier(4)

    def closer() -> None:
        barrier.wait()
        for _ in range(20):
            mark_full(scroll_id)

    def giver() -> None:
        barrier.wait()
        give_back(row)

    with beside(closer), beside(closer), beside(closer), beside(giver) as done:
        done()
    assert is_whole()
