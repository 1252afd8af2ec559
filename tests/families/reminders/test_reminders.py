"""When the mail before a birthday or a yahrzeit is queued: once each year, never too late."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from core.calendar.anniversaries import JewishDay, Month, Occasion, jewish_day
from core.calendar.quiet_hours import is_holy_day
from families.models import Reminder
from families.reminders import reminders
from families.reminders.reminders import REMINDER, mail_day, queue_due, set_reminder
from families.tasks import queue_reminders
from letters.models import Person
from messaging.models import Message
from payments.models import Order
from tests.families.my_letters.families import CHANA, DEPARTED, buy
from tests.races import at_once, meet_after

NEW_YORK, JERUSALEM = "America/New_York", "Asia/Jerusalem"
EVENT = JewishDay(Month.TEVES, 10, 5745)  # 10 Teves 5787: Sunday 20 December 2026


@dataclass
class Clock:
    """What time the program takes it to be."""

    now: datetime

    def set(self, *moment: int) -> None:
        self.now = datetime(*moment, tzinfo=UTC)  # type: ignore[misc,arg-type]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    """Monday 30 November 2026, 20 Kislev."""
    clock = Clock(datetime(2026, 11, 30, 12, tzinfo=UTC))
    monkeypatch.setattr(timezone, "now", lambda: clock.now)
    return clock  # type: ignore[return-value]


@pytest.fixture
def people(make_order: Callable[..., Order], clock: Clock) -> list[Person]:
    """Chana, and Avraham of blessed memory."""
    order = buy(make_order, [CHANA, DEPARTED], "first")
    Message.objects.all().delete()
    return [line.inscription.person for line in order.lines.order_by("position")]


def remind(
    person: Person, event: JewishDay = EVENT, days: int = 7, zone: str = NEW_YORK
) -> Reminder:
    return set_reminder(person=person, event=event, days_before=days, language="en", zone=NEW_YORK)


def queued() -> list[str]:
    return list(Message.objects.filter(kind=REMINDER).values_list("about", flat=True))


def test_occasion_is_of_the_living_or_the_departed(people: list[Person]) -> None:
    assert [remind(person).occasion for person in people] == ["birthday", "yahrzeit"]


def test_mail_is_some_days_before(people: list[Person]) -> None:
    reminder = remind(people[0])
    assert (reminder.kept_on, reminder.mail_on) == (date(2026, 12, 20), date(2026, 12, 13))


@pytest.mark.parametrize(
    ("kept", "days", "zone", "mailed"),
    [
        (date(2026, 12, 20), 1, NEW_YORK, date(2026, 12, 18)),  # Shabbos before: Friday
        (date(2026, 12, 26), 7, NEW_YORK, date(2026, 12, 18)),  # Shabbos to Shabbos
        (date(2026, 9, 15), 3, NEW_YORK, date(2026, 9, 11)),  # Rosh Hashanah on Shabbos
        (date(2026, 9, 14), 1, NEW_YORK, date(2026, 9, 11)),  # both days of it
        (date(2026, 10, 5), 1, NEW_YORK, date(2026, 10, 2)),  # Shmini Atzeres on Shabbos, Sunday
        (date(2026, 10, 5), 1, JERUSALEM, date(2026, 10, 4)),  # one day there
        (date(2026, 10, 5), 1, "", date(2026, 10, 2)),  # where it is not known: both
    ],
)
def test_mail_is_earlier_where_its_day_is_holy(
    kept: date, days: int, zone: str, mailed: date
) -> None:
    assert mail_day(kept, days, zone) == mailed


def test_mail_day_is_never_holy() -> None:
    for number in range(800):
        day = date(2026, 1, 1) + timedelta(days=number)
        for zone in (NEW_YORK, JERUSALEM):
            assert not is_holy_day(mail_day(day, 3, zone), zone)
            assert mail_day(day, 1, zone) < day


def test_mail_is_queued_on_its_morning_there(people: list[Person], clock: Clock) -> None:
    remind(people[0])
    for moment in ((2026, 12, 12, 23, 0), (2026, 12, 13, 13, 59)):
        clock.set(*moment)
        assert queue_due() == 0
    clock.set(2026, 12, 13, 14, 0)  # nine in New York
    queue_reminders()
    (message,) = Message.objects.filter(kind=REMINDER)
    assert (message.recipient, message.language, message.zone) == (
        "chana@example.org",
        "en",
        NEW_YORK,
    )


def test_mail_is_queued_once_each_year(people: list[Person], clock: Clock) -> None:
    reminder = remind(people[0])
    years = []
    for day in range(1000):
        clock.now = datetime(2026, 12, 1, 15, tzinfo=UTC) + timedelta(days=day)
        if queue_due():
            years.append(clock.now.year)
    assert years == [2026, 2028, 2028]  # the 10th of Teves is in January or December
    assert queued() == [
        f"{reminder.pk}:{day}" for day in ("2026-12-20", "2028-01-09", "2028-12-28")
    ]
    assert [jewish_day(date.fromisoformat(about.split(":")[1])).day for about in queued()] == [
        10
    ] * 3


def test_missed_day_is_made_up_for_until_the_day_comes(people: list[Person], clock: Clock) -> None:
    remind(people[0])
    clock.set(2026, 12, 16, 14, 0)
    assert queue_due() == 1
    assert queue_due() == 0


def test_reminder_set_late_is_mailed_at_once(people: list[Person], clock: Clock) -> None:
    clock.set(2026, 12, 17, 15, 0)
    remind(people[0])
    assert queue_due() == 1


def test_reminder_is_for_next_year_once_the_day_has_begun(
    people: list[Person], clock: Clock
) -> None:
    clock.set(2026, 12, 20, 3, 0)  # Saturday night in New York: 10 Teves
    assert remind(people[0]).kept_on.year == 2028


def test_setting_it_again_replaces_it(people: list[Person]) -> None:
    remind(people[0])
    remind(people[0], JewishDay(Month.ADAR, 7), days=1)
    assert Reminder.objects.get().month == Month.ADAR


def test_yahrzeit_of_adar_follows_the_setting(
    people: list[Person], clock: Clock, settings: object
) -> None:
    died = JewishDay(Month.ADAR, 7, 5785)
    assert remind(people[1], died).kept_on == date(2027, 2, 14)
    settings.YAHRZEIT_OF_ADAR = "ADAR_II"  # type: ignore[attr-defined]
    assert remind(people[1], died).kept_on == date(2027, 3, 16)


@pytest.mark.parametrize(
    "change",
    [
        {"day": 31},
        {"day": 0},
        {"month": 15},
        {"mail_on": date(2026, 12, 20)},
    ],
)
def test_database_refuses_what_is_no_reminder(
    people: list[Person], change: dict[str, object]
) -> None:
    reminder = remind(people[0])
    with pytest.raises(IntegrityError):
        Reminder.objects.filter(pk=reminder.pk).update(**change)


def test_database_refuses_a_second_reminder_of_one_day(people: list[Person]) -> None:
    reminder = remind(people[0])
    reminder.pk = None
    with pytest.raises(IntegrityError):
        reminder.save(force_insert=True)


# Workers at once -----------------------------------------------------------------


@pytest.fixture
def due(people: list[Person], clock: Clock) -> Reminder:
    reminder = remind(people[0])
    clock.set(2026, 12, 13, 15, 0)
    return reminder


def test_workers_at_once_queue_one_mail(due: Reminder) -> None:
    assert at_once(4, queue_due) == []
    assert queued() == [f"{due.pk}:2026-12-20"]
    due.refresh_from_db()
    assert due.kept_on == date(2028, 1, 9)


def test_negative_control_without_the_lock(due: Reminder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both read the reminder as due; then only the constraint of the outbox is left."""

    def read(pk: int) -> Reminder:
        return Reminder.objects.select_related("purchaser").get(pk=pk)

    monkeypatch.setattr(reminders, "_locked", meet_after(read))
    errors = at_once(2, queue_due)
    assert [type(error) for error in errors] == [IntegrityError]
    assert "message_once" in str(errors[0])
    assert len(queued()) == 1


def test_occasions_are_known_by_the_calendar() -> None:
    assert set(Occasion) == {"birthday", "yahrzeit"}
