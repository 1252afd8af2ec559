"""What the reminder's mail says, and when it is not sent."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
from django.core import mail
from django.test import Client

from core.calendar.anniversaries import JewishDay, Month
from families.models import Reminder
from families.reminders.reminders import REMINDER, queue_due
from letters.models import Person
from messaging.models import Message
from messaging.suppressions import Reason, is_unsubscribed, suppress
from messaging.tasks import deliver_due
from payments.models import Order
from tests.families.my_letters.families import CHANA, buy, departed
from tests.families.reminders.test_reminders import (
    Clock,
    clock,  # noqa: F401
    people,  # noqa: F401
    remind,
)


@pytest.fixture
def queued(people: list[Person], clock: Clock) -> Reminder:  # noqa: F811
    """Chana's birthday, and its mail in the outbox."""
    reminder = remind(people[0])
    clock.set(2026, 12, 13, 15, 0)
    assert queue_due() == 1
    return reminder


def sent() -> list[mail.EmailMessage]:
    deliver_due()
    subjects = ("A birthday", "A yahrzeit", "יום הולדת", "יארצייט")
    return [each for each in mail.outbox if each.subject.startswith(subjects)]


def left_out() -> bool:
    assert sent() == []
    return Message.objects.get(kind=REMINDER).state == Message.State.LEFT_OUT


def test_mail_says_when_the_day_begins(queued: Reminder) -> None:
    (found,) = sent()
    assert found.subject == "A birthday on 10 Teves 5787"
    text = str(found.body)
    assert "The birthday of Chana bas Sarah Levi is on 10 Teves 5787." in text
    assert "on the evening of 19 December 2026 and ends at nightfall on 20 December 2026" in text
    assert "/my-letters/" in text


def test_subject_has_no_name(queued: Reminder) -> None:
    assert "Chana" not in sent()[0].subject


def test_mail_of_a_yahrzeit_in_hebrew(people: list[Person], clock: Clock) -> None:  # noqa: F811
    remind(people[1], JewishDay(Month.TEVES, 10, 5745))
    Reminder.objects.update(language="he")
    clock.set(2026, 12, 13, 15, 0)
    queue_due()
    (found,) = sent()
    assert found.subject == "יארצייט ב־י׳ טבת ה׳תשפ״ז"
    assert "אברהם בן יעקב לוי" in str(found.body)


def test_mail_has_one_click_unsubscription(queued: Reminder) -> None:
    (found,) = sent()
    assert found.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = found.extra_headers["List-Unsubscribe"].strip("<>").replace("http://testserver", "")
    assert "@" not in address
    answer = Client().post(address, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert is_unsubscribed("chana@example.org")


@pytest.mark.parametrize("reason", list(Reason))
def test_suppressed_address_gets_no_reminder(queued: Reminder, reason: Reason) -> None:
    suppress(email="chana@example.org", reason=reason)
    assert left_out()


def test_reminder_taken_off_meanwhile_is_not_sent(queued: Reminder) -> None:
    queued.delete()
    assert left_out()


def test_mail_is_not_sent_once_the_day_has_begun(queued: Reminder, clock: Clock) -> None:  # noqa: F811
    clock.set(2026, 12, 20, 1, 0)  # Saturday night in New York, after nightfall
    assert left_out()


def test_mail_waits_for_the_end_of_shabbos(
    queued: Reminder,
    clock: Clock,  # noqa: F811
    settings: object,
) -> None:
    settings.OBSERVE_QUIET_HOURS = True  # type: ignore[attr-defined]
    Message.objects.filter(kind=REMINDER).update(next_attempt_at=datetime(2026, 12, 1).astimezone())
    clock.set(2026, 12, 19, 17, 0)  # Shabbos noon in New York
    assert sent() == []
    assert Message.objects.get(kind=REMINDER).state == Message.State.QUEUED


def test_nobody_is_reminded_of_the_birthday_of_the_departed(
    queued: Reminder, make_order: Callable[..., Order]
) -> None:
    buy(make_order, [replace(departed(CHANA), honorific="ע״ה")], "departed")
    assert left_out()


def test_departed_of_another_name_changes_nothing(
    queued: Reminder, make_order: Callable[..., Order]
) -> None:
    buy(make_order, [replace(departed(CHANA), given_name="Rivka")], "departed")
    assert len(sent()) == 1


def test_person_corrected_to_departed_has_no_birthday(queued: Reminder) -> None:
    Person.objects.filter(pk=queued.person_id).update(departed=True)
    assert left_out()
