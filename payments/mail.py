"""The mail of a fulfilled order: receipt and certificates in one."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import ngettext, override

from letters import certificates
from letters.models import Certificate
from letters.sheets import sheet
from messaging.models import Message
from messaging.outbox import composes
from payments import mail_kinds
from payments.models import Order
from payments.reveal import reveal


@composes(mail_kinds.ORDER_FULFILLED)
def order_fulfilled(message: Message) -> EmailMultiAlternatives:
    """The letters of an order, with a sheet for each name, in the buyer's language."""
    order = Order.objects.select_related("series").get(public_id=message.about)
    with override(message.language):
        lines = reveal(order)
        context = {
            "order": order,
            "lines": lines,
            "letters": order.show(order.letters_amount),
            "fee": order.show(order.fee_amount) if order.fee_amount else "",
            "gift": order.show(order.gift_amount) if order.gift_amount else "",
            "total": order.show(order.total),
            "site": settings.SITE_URL,
            "address": settings.SITE_URL + reverse("order", args=[order.public_id]),
            "rtl": message.language == "he",
        }
        mail = EmailMultiAlternatives(
            subject=ngettext(
                "A letter in the Sefer Torah: the certificate",
                "%(count)s letters in the Sefer Torah: the certificates",
                len(lines),
            )
            % {"count": len(lines)},
            body=render_to_string("messages/order_fulfilled.txt", context),
            to=[message.recipient],
        )
        mail.attach_alternative(
            render_to_string("messages/order_fulfilled.html", context), "text/html"
        )
    mail.attach("certificates.pdf", _sheets(order, message.language), "application/pdf")
    return mail


def _sheets(order: Order, language: str) -> bytes:
    issued = (
        Certificate.objects.filter(inscription__line__order=order, voided_at=None)
        .select_related("inscription__person", "inscription__letter__scroll__series")
        .order_by("inscription__line__position")
    )
    return certificates.render_many(
        [sheet(certificate, language=language, paper="a4") for certificate in issued]
    )
