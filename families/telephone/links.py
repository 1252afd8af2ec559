"""The links that a volunteer has sent: to the address on file, or to that of a new order."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from families.find.codes import allow_mail
from families.find.links import send_links
from families.models import Call, CallStep
from families.telephone.addresses import has_no_address
from families.telephone.calls import first_time, take_step, was_taken
from letters.models import Person
from messaging.composers import MessageObsolete, composes
from messaging.models import Message
from messaging.outbox import enqueue
from messaging.short_mail import Button, Mail, Paragraph, build_mail
from payments.models import Order
from payments.orders.letter_locations import line_details

ORDER_LINK = "telephone_order"  # about a CallStep's pk
_NAMES_SHOWN = 50


class NotSent(Exception):
    """Nothing was sent; `str()` is a sentence for the volunteer."""


def send_order_link(request: HttpRequest, call: Call, order: Order, key: str) -> None:
    """Mail the link to the order's page, where it is paid, to the order's address. Raises NotSent.

    With the key of a form that was sent before it changes nothing.
    """
    if has_no_address(order.email):
        raise NotSent(_("This order has no e-mail address."))
    _check_rate(request, order.email, CallStep.Kind.ORDER_LINK, key)
    with transaction.atomic():
        step, new = take_step(call, CallStep.Kind.ORDER_LINK, key, order=order)
        if new:
            enqueue(
                kind=ORDER_LINK,
                about=str(step.pk),
                recipient=order.email,
                language=order.language,
                zone=order.zone,
            )


def send_all_links(
    request: HttpRequest,
    call: Call,
    email: str,
    key: str,
    *,
    language: str,
    person: Person | None = None,
) -> None:
    """Mail everything bought from an address to it, if anything was. Raises NotSent."""
    _check_rate(request, email, CallStep.Kind.ALL_LINKS, key)
    with transaction.atomic():
        if first_time(call, CallStep.Kind.ALL_LINKS, key, person=person):
            send_links(email, language=language)


def _check_rate(request: HttpRequest, email: str, kind: CallStep.Kind, key: str) -> None:
    """The limits of /find/: what anybody can have sent to an address, by all forms together."""
    if not was_taken(kind, key) and not allow_mail(request, email):
        raise NotSent(
            _("Too many e-mails were asked for to this address. Please wait a few minutes.")
        )


@composes(ORDER_LINK)
def order_link(message: Message) -> EmailMultiAlternatives:
    """To the address of an order taken by telephone. Obsolete once it is cancelled or deleted."""
    step = (
        CallStep.objects.select_related("order__series", "order__purchaser")
        .filter(pk=int(message.about))
        .first()
    )
    order = step.order if step else None
    if order is None or order.state == Order.State.CANCELED or order.purchaser.erased_at:
        raise MessageObsolete
    with override(message.language):
        lines = [each.line for each in line_details(order)]
        parts = [Paragraph(_("You spoke with us on the telephone. These names are registered:"))]
        parts.append(Paragraph("", lines[:_NAMES_SHOWN]))
        if order.state == Order.State.AWAITING:
            parts.append(Paragraph(_to_pay(order)))
            subject, label = _("Your letters: please pay here"), _("See the names and pay")
        else:
            parts.append(Paragraph(_("The certificates are on the page of your order.")))
            subject, label = _("Your letters"), _("The page of this order")
        own = Button(_("All your letters in one place"), _url(reverse("my_letters")))
        parts.append(Paragraph(_("Later you find them again here:"), link=own))
        button = Button(label, _url(reverse("order", args=[order.public_id])))
        return build_mail(message, Mail(subject, parts, button))


def _to_pay(order: Order) -> str:
    return _(
        "The letters are given once %(amount)s are paid. Please read the names first; on the same "
        "page you can change them. We never ask for the number of a card on the telephone."
    ) % {"amount": order.show(order.total)}


def _url(path: str) -> str:
    return f"{settings.SITE_URL}{path}"
