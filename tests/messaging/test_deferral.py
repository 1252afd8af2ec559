"""Messages are deferred during the recipient's quiet hours, without counting an attempt."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.calendar.quiet_hours import quiet_until
from messaging import claims, delivery, mailings, outbox, tasks
from messaging.models import Mailing, Message
from tests.messaging.sending import deliver_all

LONDON, MELBOURNE = "Europe/London", "Australia/Melbourne"
# Friday 20 November 2026, noon in London: Shabbos in Melbourne.
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _friday(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.OBSERVE_QUIET_HOURS = True
    monkeypatch.setattr(claims, "quiet_until", lambda zone, _: _on_friday(zone))


def _on_friday(zone: str) -> datetime | None:
    """The end of quiet hours on that Friday, relative to the real time."""
    until = quiet_until(zone, NOON)
    return until and timezone.now() + (until - NOON)


def test_deferred_mail_has_no_attempt(transactional_db: None, greeting: str) -> None:
    outbox.enqueue(
        kind=greeting, about="1", recipient="a@example.org", language="en", zone=MELBOURNE
    )
    message = Message.objects.get()
    assert not delivery.send(message.pk)
    message.refresh_from_db()
    assert mail.outbox == []
    assert (message.state, message.attempts, message.error) == ("queued", 0, "")
    ends = quiet_until(MELBOURNE, NOON)
    assert ends is not None
    wait = message.next_attempt_at - timezone.now()
    assert abs(wait - (ends - NOON)) < timedelta(minutes=1)


def test_other_zones_are_not_deferred(transactional_db: None, greeting: str) -> None:
    for zone in (MELBOURNE, LONDON):
        outbox.enqueue(
            kind=greeting, about=zone, recipient="a@example.org", language="en", zone=zone
        )
    tasks.deliver_due()
    assert [sent.zone for sent in Message.objects.filter(state="sent")] == [LONDON]


def test_deferred_mail_is_sent_after_quiet_hours(
    transactional_db: None, greeting: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    outbox.enqueue(
        kind=greeting, about="1", recipient="a@example.org", language="en", zone=MELBOURNE
    )
    tasks.deliver_due()
    Message.objects.update(next_attempt_at=timezone.now())
    monkeypatch.setattr(claims, "quiet_until", lambda zone, moment: None)
    tasks.deliver_due()
    assert len(mail.outbox) == 1


def test_thousands_are_deferred_by_few_queries(make_mailing: Callable[..., Mailing]) -> None:
    mailing = make_mailing(count=3_000, zones=(MELBOURNE,))
    with CaptureQueriesContext(connection) as queries:
        deliver_all(mailing)
    assert Message.objects.due().count() == 0
    assert set(Message.objects.values_list("attempts", flat=True)) == {0}
    assert len(queries) < 60
    mailing.refresh_from_db()
    assert mailing.state == Mailing.State.SENDING


def test_deferred_messages_do_not_block_others(make_mailing: Callable[..., Mailing]) -> None:
    deliver_all(make_mailing(count=400, zones=(MELBOURNE, LONDON)))
    assert len(mail.outbox) == 200
    assert not mailings.send_for(1)
