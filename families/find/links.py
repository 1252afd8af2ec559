"""All that was bought from an address, in one mail to that address."""

from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models.functions import Lower
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.languages import is_right_to_left
from letters.models import new_token
from messaging.composers import MessageObsolete, composes
from messaging.models import Message
from messaging.outbox import enqueue
from payments.models import Order
from payments.orders.letter_locations import LineDetails, details_of_lines, lines_with_letters

LINKS = "find_links"  # about a random word: each request has its mail
MAX_ORDERS = 50
MAX_LINES = 100  # of each order; the others are on its page

_SHOWN = [
    Order.State.PROCESSING,
    Order.State.WAITING,
    Order.State.FULFILLED,
    Order.State.REVIEW,
    Order.State.REFUNDED,
]


@dataclass(frozen=True)
class OrderLinks:
    """An order with its page and its names."""

    order: Order
    url: str
    lines: list[LineDetails]


def send_links(email: str, *, language: str) -> None:
    """Queue the mail, in the same steps whether or not anything was bought from the address."""
    enqueue(kind=LINKS, about=new_token(), recipient=email, language=language)


@composes(LINKS)
def links(message: Message) -> EmailMultiAlternatives:
    """The orders of the address; obsolete if there are none, so that strangers get no mail."""
    orders = _orders(message.recipient)
    if not orders:
        raise MessageObsolete
    with override(message.language):
        context = {
            "orders": [_links(order) for order in orders],
            "site": settings.SITE_URL,
            "language": message.language,
            "rtl": is_right_to_left(message.language),
        }
        mail = EmailMultiAlternatives(
            subject=_("All your letters and certificates"),
            body=render_to_string("families/mails/links.txt", context),
            to=[message.recipient],
        )
        html = render_to_string("families/mails/links.html", context)
        mail.attach_alternative(html, "text/html")
    return mail


def _orders(email: str) -> list[Order]:
    bought = Order.objects.alias(address=Lower("purchaser__email")).filter(address=email.lower())
    return list(bought.filter(state__in=_SHOWN).order_by("-pk")[:MAX_ORDERS])


def _links(order: Order) -> OrderLinks:
    # The names of a community's list are on its page, behind the shliach's sign-in.
    lines = [] if order.community_id else lines_with_letters(order)[:MAX_LINES]
    url = settings.SITE_URL + reverse("order", args=[order.public_id])
    return OrderLinks(order, url, details_of_lines(order, lines))
