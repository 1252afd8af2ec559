"""The alarm when cards are being tested here: counted every minute, told once an hour."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from messaging.composers import composes
from messaging.models import Message
from messaging.outbox import enqueue
from messaging.short_mail import Note, Part, write
from payments import mail_kinds
from payments.models import Method, PageRequest, Payment, StripeEvent

logger = logging.getLogger(__name__)

WATCHED = timedelta(minutes=10)
HOUR = "%Y-%m-%dT%H"  # of a message's `about`, in UTC


@dataclass(frozen=True)
class Figures:
    """What happened with cards in a span of time."""

    refused: int
    begun: int
    paid: int

    @property
    def alarming(self) -> bool:
        """Whether this looks like stolen cards being tested, by `settings.CARD_ALARM`."""
        bounds = settings.CARD_ALARM
        refused = self.refused >= bounds["refused"]
        abandoned = self.begun >= bounds["begun"]
        return bool(
            (refused and self.refused > bounds["refused_per_paid"] * self.paid)
            or (abandoned and self.paid * 100 < bounds["paid_percent"] * self.begun)
        )


def figures(since: datetime, until: datetime) -> Figures:
    """Cards refused, payment pages begun and orders paid by card between two moments."""
    refused = StripeEvent.objects.filter(
        type="payment_intent.payment_failed", received_at__gte=since, received_at__lt=until
    )
    begun = PageRequest.objects.filter(at__gte=since, at__lt=until)
    paid = Payment.objects.filter(
        method=Method.STRIPE, problem="", received_at__gte=since, received_at__lt=until
    )
    return Figures(refused=refused.count(), begun=begun.count(), paid=paid.count())


def watch_cards() -> bool:
    """Owe the committee a mail and log an error if the last ten minutes are alarming.

    Returns whether they are; within an hour the same is told once.
    """
    now = timezone.now()
    counted = figures(now - WATCHED, now)
    if not counted.alarming:
        return False
    if _tell(f"{now:{HOUR}}"):
        logger.error("cards are being tested, in the last ten minutes: %s", counted)
    return True


@transaction.atomic(durable=True)
def _tell(hour: str) -> bool:
    """Owe the mail of this hour to whoever is not owed it yet; whether there was anybody."""
    told = Message.objects.filter(kind=mail_kinds.CARD_ALARM, about=hour)
    untold = set(settings.COMMITTEE_EMAILS) - set(told.values_list("recipient", flat=True))
    for recipient in sorted(untold):
        enqueue(
            kind=mail_kinds.CARD_ALARM,
            about=hour,
            recipient=recipient,
            language=settings.LANGUAGE_CODE,
            zone=settings.HOME_ZONE,
        )
    return bool(untold)


@composes(mail_kinds.CARD_ALARM)
def card_alarm(message: Message) -> EmailMultiAlternatives:
    """What was counted in the hour, and where cards are turned off; nobody is named."""
    hour = datetime.strptime(f"{message.about}+0000", f"{HOUR}%z")
    counted = figures(hour, hour + timedelta(hours=1))
    switch = reverse("admin:payments_organisation_change", args=[1])
    with override(message.language):
        first = _(
            "It looks as if stolen cards are being tested on the site. From %(hour)s UTC on, "
            "within the hour: %(refused)s cards refused, %(begun)s payment pages begun, %(paid)s "
            "orders paid."
        )
        then = _(
            "If it goes on, turn the cards off here; a bank transfer and the fund remain: "
            "%(switch)s"
        )
        parts = [
            Part(first % {"hour": f"{hour:%H:%M}", **vars(counted)}),
            Part(then % {"switch": settings.SITE_URL + switch}),
        ]
        return write(message, Note(_("Cards are being tested on the site"), parts))
