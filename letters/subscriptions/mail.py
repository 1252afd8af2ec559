"""The mail to a subscriber: a scroll is open, with the names suggested for it."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.calendar.hebrew_calendar import ordinal
from core.languages import is_right_to_left
from letters.models import Scroll, Subscription
from letters.series import series_url
from letters.subscriptions.subscriptions import (
    NEXT_SCROLL,
    SuggestedNames,
    names_token,
    suggested_names,
)
from messaging.composers import MessageObsolete, composes
from messaging.models import Message
from messaging.unsubscribe import unsubscribe_url


@composes(NEXT_SCROLL)
def next_scroll(message: Message) -> EmailMultiAlternatives:
    """The mail by the rows as they are now.

    Raises MessageObsolete when the subscription was ended, the scroll is full, or every name has
    its letter.
    """
    scroll_id, purchaser_id = map(int, message.about.split(":"))
    scroll = Scroll.objects.open().select_related("series").filter(pk=scroll_id).first()
    subscription = (
        Subscription.objects.active()
        .select_related("purchaser")
        .filter(purchaser=purchaser_id, series__scrolls=scroll_id)
        .first()
    )
    if scroll is None or subscription is None:
        raise MessageObsolete
    names = suggested_names(purchaser=subscription.purchaser, scroll=scroll).first(
        settings.BASKET_LIMIT
    )
    if names.empty:
        raise MessageObsolete
    page = settings.SITE_URL + series_url("basket", scroll.series)
    link = f"{page}?again={names_token(subscription, scroll)}"
    return _write(message, names, link)


def _write(message: Message, names: SuggestedNames, link: str) -> EmailMultiAlternatives:
    with override(message.language):
        context = {
            "number": names.scroll.number,
            "people": names.people,
            "babies": names.babies,
            "more": names.more,
            "link": link,
            "leave": unsubscribe_url(message),
            "language": message.language,
            "rtl": is_right_to_left(message.language),
        }
        mail = EmailMultiAlternatives(
            subject=_("The %(number)s scroll is open: your names")
            % {"number": ordinal(names.scroll.number, message.language)},
            body=render_to_string("letters/mails/next_scroll.txt", context),
            to=[message.recipient],
        )
        mail.attach_alternative(
            render_to_string("letters/mails/next_scroll.html", context), "text/html"
        )
    return mail
