"""A refund that releases a letter while its scroll is marked full."""

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

TRIGGER = "letters.Letter:full_scroll_keeps_letters"


@pytest.fixture
def row(order: Order, monkeypatch: pytest.MonkeyPatch) -> Refund:
    """A refund of letters of a scroll without free ones, not yet marked full."""
    record_and_apply(
        order_id=order.pk,
        incoming=IncomingPayment("7", "", order.total, order.currency, Method.CASH),
    )
    exhaust(Scroll.objects.get())
    return refund_order(order=order, reason=Reason.REQUESTED)


def release_and_commit(row: Refund) -> None:
    """Complete the refund and commit: the letters are released."""
    with transaction.atomic():
        succeed(Refund.objects.select_related("payment__order").get(pk=row.pk))


@contextmanager
def in_another_thread(call: Callable[[], object]) -> Iterator[Callable[[], object]]:
    """Run a call in another thread with its own connection; waits for its end."""

    def run() -> object:
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(run)
        yield lambda: future.result(timeout=60)


def wait_for_a_lock() -> None:
    """Return when a connection waits for a lock."""
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
    """Whether no full scroll has a free letter."""
    return Scroll.objects.get().state == "open" or not Letter.objects.free().exists()


def refund_between_checks(row: Refund, monkeypatch: pytest.MonkeyPatch, second: bool) -> bool:
    """Refund after the first check of `mark_full`; returns whether the scroll was marked full."""
    look = scrolls._has_free_letter
    looks = []

    def checking(scroll_id: int) -> bool:
        looks.append(look(scroll_id))
        if len(looks) == 1:
            with in_another_thread(lambda: release_and_commit(row)) as done:
                done()
            return looks[0]
        return looks[-1] and second

    monkeypatch.setattr(scrolls, "_has_free_letter", checking)
    return mark_full(Scroll.objects.get().pk)


def test_mark_full_checks_again_under_the_lock(
    row: Refund, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not refund_between_checks(row, monkeypatch, second=True)
    assert is_whole()


def test_negative_control_mark_full_without_second_check(
    row: Refund, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert refund_between_checks(row, monkeypatch, second=False)
    assert not is_whole()


def test_mark_full_waits_for_a_refund(row: Refund) -> None:
    scroll_id = Scroll.objects.get().pk
    with transaction.atomic():
        succeed(Refund.objects.select_related("payment__order").get(pk=row.pk))
        closing = in_another_thread(lambda: mark_full(scroll_id))
        closed = closing.__enter__()
        wait_for_a_lock()
    assert closed() is False
    closing.__exit__(None, None, None)
    assert is_whole()


def test_negative_control_mark_full_without_the_locks(
    row: Refund, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inscriptions, "_LOCK_SCROLLS", "SELECT %s::bigint[]")
    scroll_id = Scroll.objects.get().pk
    with pgtrigger.ignore(TRIGGER), transaction.atomic():
        succeed(Refund.objects.select_related("payment__order").get(pk=row.pk))
        with in_another_thread(lambda: mark_full(scroll_id)) as closed:
            assert closed() is True
    assert not is_whole()


def refund_while_marking_full(row: Refund) -> None:
    """Begin a refund while the scroll is being marked full, and complete it afterwards."""
    with transaction.atomic():
        Scroll.objects.update(state="full")
        giving = in_another_thread(lambda: release_and_commit(row))
        done = giving.__enter__()
        wait_for_a_lock()
    try:
        done()
    finally:
        giving.__exit__(None, None, None)


def test_refund_waits_for_mark_full_and_keeps_letters(row: Refund) -> None:
    refund_while_marking_full(row)
    row.refresh_from_db()
    assert row.state == "succeeded"
    assert not Letter.objects.free().exists()


def test_negative_control_refund_without_waiting(
    row: Refund, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inscriptions, "_LOCK_SCROLLS", "SELECT %s::bigint[]")
    with pytest.raises(IntegrityError, match="never has a free letter again"):
        refund_while_marking_full(row)
    row.refresh_from_db()
    assert row.state == "unsent"


def test_database_refuses_to_release_letter_of_full_scroll(row: Refund) -> None:
    assert mark_full(Scroll.objects.get().pk)
    with pytest.raises(IntegrityError, match="never has a free letter again"):
        Letter.objects.filter(inscription__line__position=1).update(inscription=None)


def test_refunds_and_mark_full_concurrently(
    row: Refund,
) -> None:
    scroll_id = Scroll.objects.get().pk
    barrier = threading.Barrier(4)

    def closer() -> None:
        barrier.wait()
        for _ in range(20):
            mark_full(scroll_id)

    def refunder() -> None:
        barrier.wait()
        release_and_commit(row)

    with (
        in_another_thread(closer),
        in_another_thread(closer),
        in_another_thread(closer),
        in_another_thread(refunder) as done,
    ):
        done()
    assert is_whole()
