"""Mails that ask a purchaser to look at names: the last look, and a baby not yet named."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.calendar.hebrew_calendar import civil_date, ordinal
from letters.models import Person, Scroll
from letters.register.last_look import LAST_LOOK
from messaging.composers import MessageObsolete, composes
from messaging.models import Message
from messaging.short_mail import Button, Mail, Paragraph, build_mail
from payments import mail_kinds
from payments.models import Order, OrderLine
from payments.orders.corrections import reason_against

_NAMES_SHOWN = 50  # of one order; all are on its page


@composes(LAST_LOOK)
def last_look(message: Message) -> EmailMultiAlternatives:
    """The names of a purchaser in a scroll, with where to correct them.

    Raises MessageObsolete once the register is printed, or where no letter is left.
    """
    scroll_id, purchaser_id = map(int, message.about.split(":"))
    scroll = Scroll.objects.get(pk=scroll_id)
    orders = Order.objects.filter(
        lines__inscription__letter__scroll=scroll, purchaser=purchaser_id
    ).distinct()
    if scroll.state != Scroll.State.FULL or not orders or scroll.register_print_day is None:
        raise MessageObsolete
    with override(message.language):
        day = civil_date(scroll.register_print_day, message.language)
        number = ordinal(scroll.number, message.language)
        first = _(
            "On %(day)s the register of the %(number)s scroll is printed. Please look once more "
            "at the names as they will stand in it. What is right needs no answer; until then you "
            "can correct what is not."
        ) % {"day": day, "number": number}
        parts = [Paragraph(first), *(_names(order, scroll) for order in orders.order_by("pk"))]
        subject = _("Are the names right? The register is printed on %(day)s") % {"day": day}
        return build_mail(message, Mail(subject, parts))


def _names(order: Order, scroll: Scroll) -> Paragraph:
    lines = order.lines.filter(inscription__letter__scroll=scroll).order_by("position")
    people = [line.inscription.person for line in lines.select_related("inscription__person")]
    names = [f"{each.line} {each.honorific}".rstrip() for each in people[:_NAMES_SHOWN]]
    text = ""
    if len(people) > _NAMES_SHOWN:
        text = _("The first %(shown)s of %(count)s names:") % {
            "shown": _NAMES_SHOWN,
            "count": f"{len(people):,}",
        }
    return Paragraph(text, names, Button(_("Correct a name"), _page(order)))


def _page(order: Order) -> str:
    """The page on which the names of an order are corrected."""
    community = order.community
    path = (
        reverse("order_list", args=[community.slug, order.public_id])
        if community
        else reverse("order", args=[order.public_id])
    )
    return f"{settings.SITE_URL}{path}"


@composes(mail_kinds.BABY_NAME)
def baby_name(message: Message) -> EmailMultiAlternatives:
    """The one link that completes "baby of Chana".

    Raises MessageObsolete for a baby that was named meanwhile, or whose name can't be changed.
    """
    line = OrderLine.objects.select_related(
        "order", "inscription__person", "inscription__letter__scroll"
    ).get(pk=message.about)
    person = line.inscription.person
    if person.kind != Person.Kind.BABY or reason_against(line):
        raise MessageObsolete
    page = reverse("order_name", args=[line.order.public_id, line.position])
    with override(message.language):
        first = _("You took a letter for a baby who had not been named yet:")
        then = _(
            "If the baby has a name by now, write it here, and we send you the certificate with "
            "it. The letter and the number stay the same."
        )
        parts = [Paragraph(first, [person.line]), Paragraph(then)]
        button = Button(_("Write the baby’s name"), settings.SITE_URL + page)
        return build_mail(message, Mail(_("Has the baby been named?"), parts, button))
