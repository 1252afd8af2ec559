"""The mail on the day when the printed certificates were posted."""

from datetime import date

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.calendar.hebrew_calendar import civil_date
from core.countries import country_name
from families.models import Posting
from families.postal.posting import POSTED
from messaging.composers import MessageObsolete, composes
from messaging.models import Message
from messaging.short_mail import Button, Mail, Paragraph, build_mail


@composes(POSTED)
def certificates_posted(message: Message) -> EmailMultiAlternatives:
    """That they are on their way, without the address.

    Raises MessageObsolete once the step was undone.
    """
    pk, day = message.about.split(":")
    posted = date.fromisoformat(day)
    posting = Posting.objects.select_related("order").filter(pk=int(pk), posted_on=posted).first()
    if posting is None:
        raise MessageObsolete
    with override(message.language):
        text = _("The printed certificates of your order were posted to %(country)s on %(day)s.")
        parts = [
            Paragraph(
                text
                % {
                    "country": country_name(posting.country),
                    "day": civil_date(posted, message.language),
                }
            ),
            Paragraph(_("If they have not come after four weeks, please reply to this e-mail.")),
        ]
        url = settings.SITE_URL + reverse("order", args=[posting.order.public_id])
        subject = _("Your certificates are in the post")
        return build_mail(message, Mail(subject, parts, Button(_("Your order"), url)))
