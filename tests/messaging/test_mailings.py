"""Mailings: states, the shared rate, sender slots, and ordinary mail first."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import connection
from django.utils import timezone

from messaging import composers, delivery, mailings, outbox, tasks
from messaging.mailings import WrongState
from messaging.models import Mailing, Message
from tests.conftest import QueuedJob
from tests.messaging.sending import deliver_all
from tests.races import PATIENCE, at_once

SEND = "messaging.tasks.send_mailings"
Make = Callable[..., Mailing]
State = Mailing.State


def let_pass(mailing: Mailing, seconds: float) -> None:
    """Let so much time pass since the rate was last used up."""
    Mailing.objects.filter(pk=mailing.pk).update(
        rate_used_until=timezone.now() - timedelta(seconds=seconds)
    )


def test_draft_is_not_sent(make_mailing: Make) -> None:
    make_mailing()
    assert not mailings.send_for(1)
    assert mail.outbox == []


def test_mailing_sends_one_mail_each_and_is_done(make_mailing: Make) -> None:
    mailing = deliver_all(make_mailing(count=120))
    assert sorted(sent.to[0] for sent in mail.outbox) == sorted(
        f"{number}@example.org" for number in range(120)
    )
    mailings.send_for(1)
    mailing.refresh_from_db()
    assert mailing.state == State.DONE
    assert mailing.ended_at is not None


def test_rate_limits_sending(make_mailing: Make) -> None:
    mailing = mailings.start(make_mailing(count=30, rate=120))
    let_pass(mailing, 2.0)
    mailings.send_for(0.4)
    assert 4 <= len(mail.outbox) <= 6


def test_unused_rate_expires(make_mailing: Make) -> None:
    mailing = mailings.start(make_mailing(count=60, rate=60))
    let_pass(mailing, 3600)
    mailings.send_batch(mailing.pk)
    assert len(mail.outbox) == mailings.BURST.total_seconds()


def test_lowest_rate_still_sends(make_mailing: Make) -> None:
    mailing = mailings.start(make_mailing(rate=1))
    let_pass(mailing, 61)
    assert mailings.send_batch(mailing.pk)
    assert not mailings.send_batch(mailing.pk)
    assert len(mail.outbox) == 1


def test_rate_is_shared_by_workers(make_mailing: Make) -> None:
    mailing = mailings.start(make_mailing(count=200, rate=600))
    let_pass(mailing, 4)
    assert at_once(4, lambda: mailings.send_batch(mailing.pk)) == []
    assert 40 <= len(mail.outbox) <= 50, "4 seconds of 10 a second, and the time of the test"
    assert len({sent.to[0] for sent in mail.outbox}) == len(mail.outbox)


def test_set_rate_applies_to_the_next_batch(make_mailing: Make) -> None:
    mailing = mailings.start(make_mailing(count=30, rate=1))
    let_pass(mailing, 2)
    assert not mailings.send_batch(mailing.pk)
    mailings.set_rate(mailing, 300)
    assert mailings.send_batch(mailing.pk)
    assert 10 <= len(mail.outbox) <= 15


def test_pause_and_resume(make_mailing: Make) -> None:
    mailing = mailings.start(make_mailing(count=60))
    let_pass(mailing, 1)
    mailings.send_batch(mailing.pk)
    mailings.pause(mailing)
    mailings.send_for(1)
    assert len(mail.outbox) == mailings.BATCH
    mailings.resume(mailing)
    mailings.send_for(1)
    assert len(mail.outbox) == 60


def test_end_leaves_queued_messages_out(make_mailing: Make) -> None:
    mailing = mailings.start(make_mailing())
    mailings.end(mailing)
    mailings.send_for(1)
    assert mail.outbox == []
    left = Message.objects.filter(state=Message.State.LEFT_OUT, error=mailings.ENDED)
    assert left.count() == 3


@pytest.mark.parametrize("step", [mailings.pause, mailings.resume])
def test_steps_refuse_the_wrong_state(
    make_mailing: Make, step: Callable[[Mailing], Mailing]
) -> None:
    with pytest.raises(WrongState):
        step(make_mailing())


def test_no_step_is_possible_after_end(make_mailing: Make) -> None:
    mailing = mailings.end(make_mailing())
    for step in (mailings.start, mailings.end):
        with pytest.raises(WrongState):
            step(mailing)


def test_address_suppressed_after_preparation_is_left_out(make_mailing: Make) -> None:
    from messaging.suppressions import Reason, suppress

    mailing = make_mailing()
    suppress(email="1@EXAMPLE.org", reason=Reason.UNSUBSCRIBED)
    deliver_all(mailing)
    assert {sent.to[0] for sent in mail.outbox} == {"0@example.org", "2@example.org"}
    assert Message.objects.get(state=Message.State.LEFT_OUT).error == Reason.UNSUBSCRIBED


def test_ordinary_mail_is_sent_before_mailings(make_mailing: Make, greeting: str) -> None:
    mailing = mailings.start(make_mailing(count=5))
    let_pass(mailing, 5)
    outbox.enqueue(kind=greeting, about="order", recipient="buyer@example.org", language="en")
    mailings.send_for(1)
    assert mail.outbox[0].to == ["buyer@example.org"]
    assert len(mail.outbox) == 6


def test_deliver_due_sends_no_mailing(make_mailing: Make) -> None:
    mailing = mailings.start(make_mailing())
    let_pass(mailing, 5)
    tasks.deliver_due()
    assert not delivery.send(Message.objects.order_by("pk")[0].pk)
    assert mail.outbox == []


def test_sender_slots_are_limited(transactional_db: None, settings: Any) -> None:
    settings.MAILING_CONCURRENCY = 2
    taken: list[bool] = []
    barrier, release = threading.Barrier(4), threading.Event()

    def hold() -> None:
        with mailings.sender_slot() as free:
            taken.append(free)
            barrier.wait(PATIENCE)
            release.wait(PATIENCE)
        connection.close()

    threads = [threading.Thread(target=hold) for _ in range(3)]
    for thread in threads:
        thread.start()
    barrier.wait(PATIENCE)
    assert sorted(taken) == [False, True, True]
    release.set()
    for thread in threads:
        thread.join()
    with mailings.sender_slot() as free:
        assert free


def test_slice_queues_the_next_while_mail_is_due(
    make_mailing: Make, queued_jobs: list[QueuedJob]
) -> None:
    mailing = mailings.start(make_mailing(rate=1))
    queued_jobs.clear()
    let_pass(mailing, 0)
    tasks.send_mailings()
    assert queued_jobs == [QueuedJob(SEND, (), tasks.NEXT_SLICE_IN)]


def test_slice_queues_no_other_when_nothing_is_due(
    make_mailing: Make, queued_jobs: list[QueuedJob]
) -> None:
    deliver_all(make_mailing())
    queued_jobs.clear()
    tasks.send_mailings()
    assert SEND not in {job.task for job in queued_jobs}


def test_start_queues_a_task_for_every_slot(
    make_mailing: Make, queued_jobs: list[QueuedJob], settings: Any
) -> None:
    settings.MAILING_CONCURRENCY = 3
    mailings.start(make_mailing())
    assert queued_jobs == [QueuedJob(SEND, (), 0)] * 3


def test_deliver_releases_messages_after_its_deadline(
    make_mailing: Make, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.OUTBOX_CLAIM = timedelta(seconds=0)
    mailing = mailings.start(make_mailing())
    let_pass(mailing, 1)
    mailings.send_batch(mailing.pk)
    assert mail.outbox == []
    assert set(Message.objects.values_list("attempts", flat=True)) == {0}


def test_failed_mail_is_retried_and_others_are_sent(
    make_mailing: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    def compose(message: Message) -> EmailMultiAlternatives:
        if message.recipient.startswith("1@"):
            raise ValueError(message.recipient)
        return EmailMultiAlternatives("Greeting", "Shalom", to=[message.recipient])

    monkeypatch.setitem(composers._composers, "greeting", compose)
    mailing = make_mailing()
    deliver_all(mailing)
    failed = Message.objects.queued().get()
    assert failed.error == "ValueError"
    assert failed.next_attempt_at > timezone.now()
    assert len(mail.outbox) == 2
    mailing.refresh_from_db()
    assert mailing.state == State.SENDING


def test_unknown_kind_is_an_error_on_the_row(make_mailing: Make) -> None:
    mailing = make_mailing(count=1)
    Message.objects.update(kind="unheard-of")
    deliver_all(mailing)
    assert Message.objects.get().error == "KeyError"


def test_batch_uses_one_connection(make_mailing: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[object] = []

    def get() -> object:
        opened.append(get_connection())
        return opened[-1]

    monkeypatch.setattr(delivery, "get_connection", get)
    mailing = mailings.start(make_mailing(count=20))
    let_pass(mailing, 1)
    mailings.send_batch(mailing.pk)
    assert len(mail.outbox) == 20
    assert len(opened) == 1


def test_mailing_has_unsubscribe_headers(make_mailing: Make) -> None:
    deliver_all(make_mailing(count=1))
    headers = mail.outbox[0].extra_headers
    assert headers["List-Unsubscribe"].startswith("<http://testserver/unsubscribe/")
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
