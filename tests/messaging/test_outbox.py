"""The outbox: delivery, retries and duplicates."""

import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.db import IntegrityError, transaction
from django.utils import timezone

from messaging import composers, delivery, outbox
from messaging.models import Message
from messaging.tasks import deliver_due
from tests.conftest import QueuedJob
from tests.races import at_once

KIND = "greeting"


@pytest.fixture(autouse=True)
def _composer(monkeypatch: pytest.MonkeyPatch) -> None:
    def compose(message: Message) -> EmailMultiAlternatives:
        return EmailMultiAlternatives("Greeting", "Shalom", to=[message.recipient])

    monkeypatch.setitem(composers._composers, KIND, compose)


@pytest.fixture
def message(transactional_db: None) -> Message:
    outbox.enqueue(kind=KIND, about="1", recipient="rivka@example.org", language="en")
    return Message.objects.get()


def test_send_is_idempotent(message: Message) -> None:
    assert delivery.send(message.pk)
    assert not delivery.send(message.pk)
    assert len(mail.outbox) == 1
    message.refresh_from_db()
    assert message.state == Message.State.SENT


def test_enqueue_refuses_a_duplicate(message: Message) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        outbox.enqueue(kind=KIND, about="1", recipient="rivka@example.org", language="en")


def test_send_by_ten_workers_sends_one_mail(message: Message) -> None:
    assert at_once(10, lambda: delivery.send(message.pk)) == []
    assert len(mail.outbox) == 1


def test_retry_after_a_crash_keeps_the_message_id(
    message: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def send_and_die(self: EmailMultiAlternatives, **kwargs: object) -> int:
        mail.outbox.append(self)
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(EmailMultiAlternatives, "send", send_and_die)
        with pytest.raises(Killed):
            delivery.send(message.pk)
    assert not delivery.send(message.pk), "the claim still holds"
    Message.objects.update(next_attempt_at=timezone.now() - timedelta(seconds=1))
    deliver_due()
    ids = {sent.extra_headers["Message-ID"] for sent in mail.outbox}
    assert len(mail.outbox) == 2
    assert ids == {message.message_id}


def test_failure_is_stored_and_retried_later(
    message: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: EmailMultiAlternatives, **kwargs: object) -> int:
        raise smtplib.SMTPServerDisconnected("rivka@example.org")

    monkeypatch.setattr(EmailMultiAlternatives, "send", refuse)
    assert not delivery.send(message.pk)
    message.refresh_from_db()
    assert message.state == Message.State.QUEUED
    assert message.next_attempt_at > timezone.now()
    assert message.error == "SMTPServerDisconnected"


def test_permanently_refused_address_is_not_retried(
    message: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: EmailMultiAlternatives, **kwargs: object) -> int:
        raise smtplib.SMTPRecipientsRefused({message.recipient: (550, b"no such user")})

    monkeypatch.setattr(EmailMultiAlternatives, "send", refuse)
    delivery.send(message.pk)
    message.refresh_from_db()
    assert message.state == Message.State.FAILED
    assert message.error == "SMTPRecipientsRefused 550"


def test_backoff_grows_and_ends(message: Message, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: EmailMultiAlternatives, **kwargs: object) -> int:
        raise OSError

    monkeypatch.setattr(EmailMultiAlternatives, "send", refuse)
    waits = []
    for _ in range(delivery.MOST_ATTEMPTS):
        delivery.send(message.pk)
        message.refresh_from_db()
        waits.append(message.next_attempt_at - timezone.now())
        Message.objects.update(next_attempt_at=timezone.now())
    assert waits[0] < waits[3] < waits[8] <= delivery.LONGEST_WAIT
    assert message.state == Message.State.FAILED


@pytest.mark.django_db(transaction=True)
def test_enqueue_without_a_broker(broker_unavailable: None) -> None:
    outbox.enqueue(kind=KIND, about="2", recipient="rivka@example.org", language="en")
    deliver_due()
    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_many_mails_of_a_second_queue_one_job(queued_jobs: list[QueuedJob]) -> None:
    for number in range(5):
        outbox.enqueue(kind=KIND, about=str(number), recipient="r@example.org", language="en")
    assert queued_jobs == [QueuedJob("messaging.tasks.deliver_due", (), 1.0)]  # after all of them
