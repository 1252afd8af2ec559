"""A refund that releases a letter while its scroll is marked full."""

from contextlib import AbstractContextManager, ExitStack, nullcontext

import pgtrigger
import pytest
from django.db import IntegrityError, transaction

from letters.holders import inscriptions
from letters.models import Letter, Scroll
from letters.scrolls import scrolls
from letters.scrolls.scrolls import mark_full
from payments.fulfilment import IncomingPayment, record_and_apply
from payments.models import Method, Order, Refund
from payments.refunds.decide import Reason, refund_order
from payments.refunds.transitions import succeed
from tests.payments.test_fulfilment import _exhaust as exhaust
from tests.races import each, in_another_thread, wait_until_blocking

# Both lock the scroll.
TRIGGERS = (
    "letters.Letter:full_scroll_keeps_letters",
    "letters.Letter:returned_letter_moves_behind",
)


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


@pytest.mark.parametrize("removed", ["nothing", "lock", "trigger"])
def test_mark_full_waits_for_a_refund(
    row: Refund, monkeypatch: pytest.MonkeyPatch, removed: str
) -> None:
    """The refund locks the scroll; so does the trigger on its letters: either suffices."""
    scroll_id = Scroll.objects.get().pk
    if removed == "lock":
        without_the_lock(monkeypatch)
    with ExitStack() as threads:
        with without_the_trigger(removed == "trigger"), transaction.atomic():
            succeed(Refund.objects.select_related("payment__order").get(pk=row.pk))
            closed = threads.enter_context(in_another_thread(lambda: mark_full(scroll_id)))
            wait_until_blocking()
        assert closed() is False
    assert is_whole()


def without_the_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inscriptions, "_LOCK_SCROLLS", "SELECT %s::bigint[]")


def without_the_trigger(removed: bool = True) -> AbstractContextManager[None]:
    return pgtrigger.ignore(*TRIGGERS) if removed else nullcontext()


def test_negative_control_mark_full_without_lock_and_trigger(
    row: Refund, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_the_lock(monkeypatch)
    scroll_id = Scroll.objects.get().pk
    with without_the_trigger(), transaction.atomic():
        succeed(Refund.objects.select_related("payment__order").get(pk=row.pk))
        with in_another_thread(lambda: mark_full(scroll_id)) as closed:
            assert closed() is True
    assert not is_whole()


def refund_while_marking_full(row: Refund) -> None:
    """Begin a refund while the scroll is being marked full, and complete it afterwards."""
    with ExitStack() as threads:
        with transaction.atomic():
            Scroll.objects.update(state="full")
            done = threads.enter_context(in_another_thread(lambda: release_and_commit(row)))
            wait_until_blocking()
        done()


def test_refund_waits_for_mark_full_and_keeps_letters(row: Refund) -> None:
    refund_while_marking_full(row)
    row.refresh_from_db()
    assert row.state == "succeeded"
    assert not Letter.objects.free().exists()


def test_negative_control_refund_without_the_lock(
    row: Refund, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_the_lock(monkeypatch)
    with pytest.raises(IntegrityError, match="never has a free letter again"):
        refund_while_marking_full(row)
    row.refresh_from_db()
    assert row.state == "unsent"


def test_database_refuses_to_release_letter_of_full_scroll(row: Refund) -> None:
    assert mark_full(Scroll.objects.get().pk)
    with pytest.raises(IntegrityError, match="never has a free letter again"):
        Letter.objects.filter(inscription__line__position=1).update(inscription=None)


def test_negative_control_release_from_full_scroll_without_the_trigger(row: Refund) -> None:
    assert mark_full(Scroll.objects.get().pk)
    with without_the_trigger():
        Letter.objects.filter(inscription__line__position=1).update(inscription=None)
    assert not is_whole()


def test_refund_and_mark_full_concurrently(row: Refund) -> None:
    scroll_id = Scroll.objects.get().pk

    def close_often() -> None:
        for _ in range(20):
            mark_full(scroll_id)

    assert each(*[close_often] * 3, lambda: release_and_commit(row)) == []
    row.refresh_from_db()
    assert row.state == "succeeded"
    assert is_whole()
