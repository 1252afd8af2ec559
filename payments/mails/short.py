"""Short mails about money: what happened, then what to do. Each is composed from rows only."""

from collections.abc import Iterator, Sequence

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from core.hebrew_calendar import civil_date
from letters.models import Scroll
from messaging.composers import composes
from messaging.models import Message
from messaging.short_mail import Button, Mail, Paragraph, build_mail
from payments import mail_kinds
from payments.models import Checkout, Method, Order, OrderLine, Refund
from payments.money import format_money
from payments.receipts.issue import local_day

State = Refund.State


def _to(order: Order) -> Button:
    return Button(
        _("The page of this order"),
        settings.SITE_URL + reverse("order", args=[order.public_id]),
    )


def _day(order: Order, language: str) -> str:
    return civil_date(local_day(order.created_at, order.zone), language)


def _order(message: Message) -> Order:
    return Order.objects.select_related("series").get(public_id=message.about)


def _refund(message: Message) -> Refund:
    return Refund.objects.select_related("payment__order__series").get(pk=int(message.about))


@composes(mail_kinds.ORDER_WAITING)
def order_waiting(message: Message) -> EmailMultiAlternatives:
    """The money came, the letters follow."""
    order = _order(message)
    with override(message.language):
        first = _(
            "Your payment of %(amount)s arrived just as the last letters of the scroll were given."
        )
        then = _(
            "Your names will receive their letters in the next scroll, and we will send you the "
            "certificates. There is nothing more to do."
        )
        parts = [Paragraph(first % {"amount": order.show(order.total)}), Paragraph(then)]
        subject = _("Your payment has arrived; your letters will be in the next scroll")
        return build_mail(message, Mail(subject, parts, _to(order)))


@composes(mail_kinds.ORDER_REVIEW)
def order_review(message: Message) -> EmailMultiAlternatives:
    """Other money came than the order says."""
    order = _order(message)
    with override(message.language):
        first = _("We received a payment for your order of %(day)s that does not match the order.")
        then = _(
            "A member of the committee is attending to it and will write to you. Your names and "
            "your money are safe. You can reply to this e-mail."
        )
        parts = [Paragraph(first % {"day": _day(order, message.language)}), Paragraph(then)]
        return build_mail(message, Mail(_("About your payment"), parts, _to(order)))


@composes(mail_kinds.DEBIT_FAILED)
def debit_failed(message: Message) -> EmailMultiAlternatives:
    """The bank did not send the money."""
    order = Checkout.objects.select_related("order").get(pk=int(message.about)).order
    with override(message.language):
        first = _(
            "Your bank did not complete the payment of %(amount)s for your order of %(day)s. "
            "Nothing was charged."
        ) % {"amount": order.show(order.total), "day": _day(order, message.language)}
        if order.state == Order.State.AWAITING:
            then = _("Your names are kept. On the page of the order you can pay in another way.")
        else:
            then = _("The page of the order shows where it stands.")
        return build_mail(
            message,
            Mail(
                _("Your payment did not go through"),
                [Paragraph(first), Paragraph(then)],
                _to(order),
            ),
        )


@composes(mail_kinds.ORDER_PAID_TWICE)
def order_paid_twice(message: Message) -> EmailMultiAlternatives:
    """Two payments came for one order."""
    refund = _refund(message)
    order = refund.payment.order
    with override(message.language):
        first = _(
            "We received two payments for your order of %(day)s. The second, %(amount)s, is being "
            "returned to you in full. Nothing else changes."
        ) % {"amount": _amount(refund), "day": _day(order, message.language)}
        subject = _("Paid twice: your second payment is being returned")
        return build_mail(
            message, _gone_back(refund, Mail(subject, [Paragraph(first)], _to(order)))
        )


@composes(mail_kinds.ORDER_CLOSED)
def order_closed(message: Message) -> EmailMultiAlternatives:
    """No letter could be given."""
    refund = _refund(message)
    order = refund.payment.order
    with override(message.language):
        first = _(
            "Your payment for the order of %(day)s arrived after the last letter had been given, "
            "and no further scroll follows this one. %(amount)s is being returned to you."
        ) % {"amount": _amount(refund), "day": _day(order, message.language)}
        subject = _("No letter could be given; your money is being returned")
        return build_mail(
            message, _gone_back(refund, Mail(subject, [Paragraph(first)], _to(order)))
        )


@composes(mail_kinds.ORDER_REFUNDED)
def order_refunded(message: Message) -> EmailMultiAlternatives:
    """What was given back, and what becomes of the letters."""
    refund = _refund(message)
    order = refund.payment.order
    with override(message.language):
        first = _("%(amount)s of your order of %(day)s is being returned to you.") % {
            "amount": _amount(refund),
            "day": _day(order, message.language),
        }
        subject = _("Refund of %(amount)s") % {"amount": _amount(refund)}
        note = Mail(subject, [Paragraph(first), *_of_letters(refund)], _to(order))
        return build_mail(message, _gone_back(refund, note))


def _amount(refund: Refund) -> str:
    return format_money(refund.amount, refund.currency)


def _of_letters(refund: Refund) -> Iterator[Paragraph]:
    """Which letters of the refund return to the lottery, and which stay."""
    lines = refund.lines.select_related(
        "inscription__person", "inscription__letter", "inscription__certificate"
    )
    giving = set(Scroll.objects.giving().values_list("pk", flat=True))
    drawn = [line for line in lines if hasattr(line.inscription, "certificate")]
    staying = [line for line in drawn if _stays(line, giving)]
    returning = [line for line in drawn if line not in staying]
    if returning:
        text = ngettext(
            "The letter for this name has been returned, and its certificate is no longer valid:",
            "The letters for these names have been returned, and their certificates are no longer "
            "valid:",
            len(returning),
        )
        yield Paragraph(text, _names(returning))
    if staying:
        text = ngettext(
            "The letter for this name remains, because the scroll is already full:",
            "The letters for these names remain, because the scroll is already full:",
            len(staying),
        )
        yield Paragraph(text, _names(staying))


def _stays(line: OrderLine, giving: set[int]) -> bool:
    letter = getattr(line.inscription, "letter", None)
    return letter is not None and letter.scroll_id not in giving


def _names(lines: Sequence[OrderLine]) -> list[str]:
    people = [line.inscription.person for line in lines]
    return [f"{person.line} {person.honorific}".strip() for person in people]


def _gone_back(refund: Refund, note: Mail) -> Mail:
    """The note with how the money travels; a refund that failed since has a note of its own."""
    if refund.state in {State.FAILED, State.CANCELED}:
        first = _("We returned %(amount)s to you, but your bank did not accept it.")
        then = _("The money is with us, and the committee will write to you.")
        parts = [Paragraph(first % {"amount": _amount(refund)}), Paragraph(then)]
        return Mail(_("We could not return your money"), parts, note.button)
    if refund.reference:
        how = _("The reference is %(reference)s.")
        travels = [Paragraph(how % {"reference": refund.reference})]
    elif refund.payment.method == Method.STRIPE:
        how = _("It is returned the way it was paid, and should appear within 5 to 10 days.")
        travels = [Paragraph(how)]
    elif refund.payment.method == Method.BALANCE:
        travels = [Paragraph(_("It has been returned to your community’s prepaid balance."))]
    else:
        travels = []
    return Mail(note.subject, [*note.paragraphs, *travels], note.button)
