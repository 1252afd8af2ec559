"""Setting and taking off reminders, and queueing the mails that are due."""

import logging
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core.calendar.anniversaries import JewishDay, Month, Occasion, next_day
from core.calendar.local_day import civil_day, today
from core.calendar.quiet_hours import UNKNOWN_ZONE, is_holy_day
from families.models import Reminder
from letters.models import Person
from messaging.outbox import enqueue

logger = logging.getLogger(__name__)

REMINDER = "reminder"  # kind of the mail; about <reminder's pk>:<civil day on which it is kept>
DAYS_BEFORE = (1, 3, 7, 14)
_HOUR = time(9)  # of the mail, where the recipient is
_DAY = timedelta(days=1)
_BATCH = 1000
_FIRST_ZONE = "Pacific/Kiritimati"  # where each day begins first


def occasion_of(person: Person) -> Occasion:
    """What is remembered of somebody: of the living the birthday."""
    return Occasion.YAHRZEIT if person.departed else Occasion.BIRTHDAY


def custom_of_adar() -> Month:
    """The month in which a yahrzeit of Adar is kept in a leap year."""
    return Month[settings.YAHRZEIT_OF_ADAR]


def set_reminder(
    *, person: Person, event: JewishDay, days_before: int, language: str, zone: str
) -> Reminder:
    """Remind the purchaser of a person from now on; an earlier reminder is replaced."""
    occasion = occasion_of(person)
    kept = next_day(occasion, event, after=today(zone).jewish, adar=custom_of_adar())
    reminder, _made = Reminder.objects.update_or_create(
        person=person,
        occasion=occasion,
        defaults={
            "purchaser_id": person.purchaser_id,
            "month": event.month,
            "day": event.day,
            "year": event.year,
            "days_before": days_before,
            "language": language,
            "zone": zone,
            "kept_on": kept,
            "mail_on": mail_day(kept, days_before, zone),
        },
    )
    return reminder


def mail_day(kept: date, days_before: int, zone: str) -> date:
    """The day of the mail: so many days before, or earlier where that is Shabbos or Yom Tov.

    Later is no way out: the mail would come when the day has begun.
    """
    day = kept - days_before * _DAY
    zones = (zone,) if zone else UNKNOWN_ZONE
    while any(is_holy_day(day, each) for each in zones):
        day -= _DAY
    return day


def queue_due() -> int:
    """Queue the mails that are due now; returns how many. Safe to run concurrently."""
    now = timezone.now()
    due = Reminder.objects.filter(mail_on__lte=civil_day(now, _FIRST_ZONE)).order_by("mail_on")
    return sum(_queue(pk, now) for pk in due.values_list("pk", flat=True)[:_BATCH])


@transaction.atomic
def _queue(pk: int, now: datetime) -> bool:
    """Queue one mail, and go on to the next year; returns whether there was anything to do."""
    reminder = _locked(pk)
    if reminder is None or now < _moment(reminder):
        return False
    enqueue(
        kind=REMINDER,
        about=f"{reminder.pk}:{reminder.kept_on.isoformat()}",
        recipient=reminder.purchaser.email,
        language=reminder.language,
        zone=reminder.zone,
    )
    reminder.kept_on = next_day(
        Occasion(reminder.occasion),
        reminder.event,
        after=max(reminder.kept_on, today(reminder.zone).civil),
        adar=custom_of_adar(),
    )
    reminder.mail_on = mail_day(reminder.kept_on, reminder.days_before, reminder.zone)
    reminder.save(update_fields=["kept_on", "mail_on"])
    return True


def _locked(pk: int) -> Reminder | None:
    """The reminder, unless another worker is queueing its mail at this moment."""
    rows = Reminder.objects.select_for_update(skip_locked=True, no_key=True, of=("self",))
    return rows.select_related("purchaser").filter(pk=pk).first()


def _moment(reminder: Reminder) -> datetime:
    zone = ZoneInfo(reminder.zone or str(settings.HOME_ZONE))
    return datetime.combine(reminder.mail_on, _HOUR, zone)
