"""Detects the testing of stolen cards, every minute; alerts the committee once an hour."""

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

from core.calendar.local_day import home_time
from messaging.composers import composes
from messaging.models import Message
from messaging.outbox import enqueue
from messaging.short_mail import Mail, Paragraph, build_mail
from payments import mail_kinds
from payments.models import CheckoutRequest, Method, Payment, StripeEvent

logger = logging.getLogger(__name__)

WINDOW = timedelta(minutes=10)
HOUR_FORMAT = "%Y-%m-%dT%H"  # of a message's `about`, in UTC


@dataclass(frozen=True)
class FailureRates:
    """Card payments in a span of time: refused, checkouts begun, and orders paid."""

    refused: int
    begun: int
    paid: int

    @property
    def suspicious(self) -> bool:
        """Whether they exceed `settings.CARD_TESTING_THRESHOLDS`."""
        thresholds = settings.CARD_TESTING_THRESHOLDS
        many_refused = self.refused >= thresholds["refused"]
        many_begun = self.begun >= thresholds["begun"]
        return bool(
            (many_refused and self.refused > thresholds["refused_per_paid"] * self.paid)
            or (many_begun and self.paid * 100 < thresholds["paid_percent"] * self.begun)
        )


def failure_rates(since: datetime, until: datetime) -> FailureRates:
    """What happened between two moments."""
    refused = StripeEvent.objects.filter(
        type="payment_intent.payment_failed", received_at__gte=since, received_at__lt=until
    )
    begun = CheckoutRequest.objects.filter(at__gte=since, at__lt=until)
    paid = Payment.objects.filter(
        method=Method.STRIPE, review_reason="", received_at__gte=since, received_at__lt=until
    )
    return FailureRates(refused=refused.count(), begun=begun.count(), paid=paid.count())


def check_card_testing() -> bool:
    """Alert the committee by mail and log an error if the last ten minutes are suspicious.

    Returns whether they are. Within an hour there is one alert.
    """
    now = timezone.now()
    rates = failure_rates(now - WINDOW, now)
    if not rates.suspicious:
        return False
    if _enqueue_alerts(f"{now:{HOUR_FORMAT}}"):
        logger.error("cards are being tested, in the last ten minutes: %s", rates)
    return True


@transaction.atomic(durable=True)
def _enqueue_alerts(hour: str) -> bool:
    """Enqueue the hour's alert for recipients that don't have it; return whether any were left."""
    alerted = Message.objects.filter(kind=mail_kinds.CARD_TESTING_ALERT, about=hour)
    missing = set(settings.COMMITTEE_EMAILS) - set(alerted.values_list("recipient", flat=True))
    for recipient in sorted(missing):
        enqueue(
            kind=mail_kinds.CARD_TESTING_ALERT,
            about=hour,
            recipient=recipient,
            language=settings.LANGUAGE_CODE,
            zone=settings.HOME_ZONE,
        )
    return bool(missing)


@composes(mail_kinds.CARD_TESTING_ALERT)
def card_testing_alert(message: Message) -> EmailMultiAlternatives:
    """The rates of the hour and where cards are turned off; contains no personal data."""
    hour = datetime.strptime(f"{message.about}+0000", f"{HOUR_FORMAT}%z")
    rates = failure_rates(hour, hour + timedelta(hours=1))
    switch = reverse("admin:organisation_organisation_change", args=[1])
    with override(message.language):
        first = _(
            "It looks as if stolen cards are being tested on the site. In the hour from %(hour)s: "
            "%(refused)s cards refused, %(begun)s payment pages started, %(paid)s orders paid."
        )
        then = _(
            "If this continues, turn card payments off here; bank transfer and the fund remain: "
            "%(switch)s"
        )
        parts = [
            Paragraph(first % {"hour": f"{home_time(hour):%H:%M %Z}", **vars(rates)}),
            Paragraph(then % {"switch": settings.SITE_URL + switch}),
        ]
        return build_mail(message, Mail(_("Cards are being tested on the site"), parts))
