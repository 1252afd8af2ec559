"""Sending gifts on the day that was picked, and forgetting them afterwards."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from core.calendar.local_day import civil_day
from core.countries import zone_of
from families.models import Gift
from families.recipients import forget_recipients
from letters.models import Certificate
from messaging.models import Message
from messaging.outbox import enqueue
from payments.models import Order, OrderLine

GIFT = "gift"  # about a gift's pk
SENT_FROM = time(8)  # where the recipient is
KEPT = timedelta(days=30)  # after it was sent


def may_be_given(line: OrderLine) -> bool:
    """Whether the line has a letter, and a certificate that counts."""
    if line.order.state != Order.State.FULFILLED or line.refund_id:
        return False
    valid = Certificate.objects.filter(inscription=line.inscription_id, voided_at=None)
    return valid.filter(inscription__letter__isnull=False).exists()


def send_gifts() -> int:
    """Write the mails of gifts whose day has come; returns how many. Periodic."""
    # The first place to reach a day is fourteen hours before UTC.
    latest = civil_day(timezone.now() + timedelta(hours=14), "UTC")
    due = Gift.objects.filter(sent_at=None, day__lte=latest).order_by("pk")
    return sum(_send(pk) for pk in list(due.values_list("pk", flat=True)))


@transaction.atomic
def _send(pk: int) -> bool:
    gift = _locked(pk)
    if gift is None or timezone.now() < sending_time(gift):
        return False
    enqueue(
        kind=GIFT,
        about=str(gift.pk),
        recipient=gift.email,
        language=gift.language,
        zone=zone_of(gift.country),
    )
    gift.sent_at = timezone.now()
    gift.save(update_fields=["sent_at"])
    return True


def _locked(pk: int) -> Gift | None:
    """The gift, if it is unsent and no other worker has it."""
    return Gift.objects.select_for_update(skip_locked=True).filter(pk=pk, sent_at=None).first()


def sending_time(gift: Gift) -> datetime:
    """The morning of its day where the recipient is (UTC)."""
    return datetime.combine(gift.day, SENT_FROM, tzinfo=ZoneInfo(zone_of(gift.country)))


@transaction.atomic
def forget_gifts() -> int:
    """Delete what sent gifts and their mails say of the recipients. Periodic; returns how many."""
    old = Gift.objects.filter(sent_at__lt=timezone.now() - KEPT).exclude(email="", greeting="")
    keys = list(old.values_list("pk", flat=True))
    forget_recipients(Message.objects.filter(kind=GIFT, about__in=[str(pk) for pk in keys]))
    return Gift.objects.filter(pk__in=keys).update(email="", greeting="", giver="")
