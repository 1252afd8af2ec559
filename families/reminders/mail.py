"""The mail before a birthday or a yahrzeit."""

from dataclasses import replace
from datetime import date, timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.calendar.anniversaries import Occasion
from core.calendar.hebrew_calendar import civil_date, hebrew_date
from core.calendar.local_day import today
from families.models import Reminder
from families.reminders.reminders import REMINDER
from letters.matching.same import agree
from letters.models import Person
from messaging.composers import MessageObsolete, composes
from messaging.models import Message
from messaging.short_mail import Button, Mail, Paragraph, build_mail
from messaging.suppressions import is_suppressed
from messaging.unsubscribe import unsubscribe_headers, unsubscribe_url


@composes(REMINDER)
def reminder_mail(message: Message) -> EmailMultiAlternatives:
    """The reminder by the rows as they are now.

    Raises MessageObsolete when it was taken off or the address unsubscribed, when the day has
    begun, and when the person has passed away meanwhile.
    """
    pk, day = message.about.split(":")
    kept = date.fromisoformat(day)
    related = Reminder.objects.select_related("person", "purchaser")
    reminder = related.filter(pk=int(pk)).first()
    if (
        reminder is None
        or today(reminder.zone).jewish >= kept
        or is_suppressed(message.recipient)
        or _has_passed_away(reminder)
    ):
        raise MessageObsolete
    with override(message.language):
        mail = build_mail(message, _content(message, reminder, kept))
    mail.extra_headers.update(unsubscribe_headers(message))
    return mail


def _has_passed_away(reminder: Reminder) -> bool:
    """Whether the one whose birthday it is was inscribed as departed since."""
    if reminder.occasion != Occasion.BIRTHDAY:
        return False
    departed = Person.objects.filter(purchaser=reminder.purchaser_id, departed=True)
    facts = reminder.person.facts
    return reminder.person.departed or any(
        agree(facts, replace(other.facts, departed=False)) for other in departed
    )


def _content(message: Message, reminder: Reminder, kept: date) -> Mail:
    language = message.language
    jewish = hebrew_date(kept, language)
    when = {
        "name": reminder.person.line,
        "jewish": jewish,
        "evening": civil_date(kept - timedelta(days=1), language),
        "day": civil_date(kept, language),
    }
    if reminder.occasion == Occasion.YAHRZEIT:
        subject = _("A yahrzeit on %(jewish)s") % when
        text = _(
            "The yahrzeit of %(name)s is on %(jewish)s. It begins on the evening of %(evening)s "
            "and ends at nightfall on %(day)s."
        )
    else:
        subject = _("A birthday on %(jewish)s") % when
        text = _(
            "The birthday of %(name)s is on %(jewish)s. It begins on the evening of %(evening)s "
            "and ends at nightfall on %(day)s."
        )
    leave = _(
        "You asked for this reminder on your page. You can change it there, or stop all such "
        "e-mails here: %(link)s"
    )
    return Mail(
        subject,
        [Paragraph(text % when), Paragraph(leave % {"link": unsubscribe_url(message)})],
        Button(_("My letters"), settings.SITE_URL + reverse("my_letters")),
    )
