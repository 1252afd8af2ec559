"""Short mails about an order's money. Each is composed from the database only."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override

from core.amounts.money import format_money
from core.calendar.hebrew_calendar import civil_date
from core.calendar.local_day import civil_day
from letters.models import Scroll
from messaging.composers import composes
from messaging.models import Message
from messaging.short_mail import Button, Mail, Paragraph, build_mail
from payments import mail_kinds
from payments.models import Checkout, Method, Order, OrderLine, Refund

# Of each kind the subject and the paragraphs, with %(amount)s and %(day)s of the order. The button
# of all of them leads to the order's page.
_TEXTS: dict[str, tuple[Any, Sequence[Any]]] = {
    mail_kinds.ORDER_WAITING: (
        gettext_lazy("Your payment has arrived; your letters will be in the next scroll"),
        [
            gettext_lazy(
                "Your payment of %(amount)s arrived just as the last letters of the scroll "
                "were given."
            ),
            gettext_lazy(
                "Your names will receive their letters in the next scroll, and we will "
                "send you the certificates. There is nothing more to do."
            ),
        ],
    ),
    mail_kinds.ORDER_REVIEW: (
        gettext_lazy("About your payment"),
        [
            gettext_lazy(
                "We received a payment for your order of %(day)s that does not match the order."
            ),
            gettext_lazy(
                "A member of the committee is attending to it and will write to you. Your "
                "names and your money are safe. You can reply to this e-mail."
            ),
        ],
    ),
    mail_kinds.DEBIT_FAILED: (
        gettext_lazy("Your payment did not go through"),
        [
            gettext_lazy(
                "Your bank did not complete the payment of %(amount)s for your order of "
                "%(day)s. Nothing was charged."
            ),
        ],
    ),
    mail_kinds.ORDER_PAID_TWICE: (
        gettext_lazy("Paid twice: your second payment is being returned"),
        [
            gettext_lazy(
                "We received two payments for your order of %(day)s. The second, "
                "%(amount)s, is being returned to you in full. Nothing else changes."
            ),
        ],
    ),
    mail_kinds.ORDER_CLOSED: (
        gettext_lazy("No letter could be given; your money is being returned"),
        [
            gettext_lazy(
                "Your payment for the order of %(day)s arrived after the last letter had "
                "been given, and no further scroll follows this one. %(amount)s is being "
                "returned to you."
            ),
        ],
    ),
    mail_kinds.ORDER_REFUNDED: (
        gettext_lazy("Refund of %(amount)s"),
        [gettext_lazy("%(amount)s of your order of %(day)s is being returned to you.")],
    ),
}


@composes(mail_kinds.ORDER_WAITING)
@composes(mail_kinds.ORDER_REVIEW)
def order_mail(message: Message) -> EmailMultiAlternatives:
    """A mail about an order that was paid but is not fulfilled."""
    order = Order.objects.select_related("series").get(public_id=message.about)
    with override(message.language):
        return build_mail(message, _mail(message, order, order.show(order.total)))


@composes(mail_kinds.DEBIT_FAILED)
def debit_failed(message: Message) -> EmailMultiAlternatives:
    """The bank debit of a checkout failed."""
    order = Checkout.objects.select_related("order").get(pk=int(message.about)).order
    with override(message.language):
        if order.state == Order.State.AWAITING:
            then = _("Your names are saved. You can pay in another way on the order’s page.")
        else:
            then = _("The order’s page shows its status.")
        return build_mail(
            message, _mail(message, order, order.show(order.total), [Paragraph(then)])
        )


@composes(mail_kinds.ORDER_PAID_TWICE)
@composes(mail_kinds.ORDER_CLOSED)
@composes(mail_kinds.ORDER_REFUNDED)
def refund_mail(message: Message) -> EmailMultiAlternatives:
    """A mail about a refund, or about its failure if it has failed meanwhile."""
    refund = Refund.objects.select_related("payment__order__series").get(pk=int(message.about))
    order, amount = refund.payment.order, format_money(refund.amount, refund.currency)
    with override(message.language):
        if refund.state in {Refund.State.FAILED, Refund.State.CANCELED}:
            return build_mail(message, _refund_failed(order, amount))
        letters = _letters(refund) if message.kind == mail_kinds.ORDER_REFUNDED else []
        return build_mail(
            message, _mail(message, order, amount, [*letters, *_how_returned(refund)])
        )


def _mail(message: Message, order: Order, amount: str, more: Sequence[Paragraph] = ()) -> Mail:
    subject, paragraphs = _TEXTS[message.kind]
    day = civil_date(civil_day(order.created_at, order.zone), message.language)
    values = {"amount": amount, "day": day}
    parts = [Paragraph(str(text) % values) for text in paragraphs]
    return Mail(str(subject) % values, [*parts, *more], _button(order))


def _refund_failed(order: Order, amount: str) -> Mail:
    first = _("We returned %(amount)s to you, but your bank did not accept it.")
    then = _("The money is with us, and the committee will write to you.")
    parts = [Paragraph(first % {"amount": amount}), Paragraph(then)]
    return Mail(_("We could not return your money"), parts, _button(order))


def _button(order: Order) -> Button:
    return Button(
        _("The page of this order"),
        settings.SITE_URL + reverse("order", args=[order.public_id]),
    )


def _letters(refund: Refund) -> Iterator[Paragraph]:
    """Which letters of the refund return to the draw, and which stay with their holders."""
    lines = refund.lines.select_related(
        "inscription__person", "inscription__letter", "inscription__certificate"
    )
    drawable = set(Scroll.objects.drawable().values_list("pk", flat=True))
    drawn = [line for line in lines if hasattr(line.inscription, "certificate")]
    staying = [line for line in drawn if _stays(line, drawable)]
    returning = [line for line in drawn if line not in staying]
    if returning:
        text = ngettext(
            "The letter for this name has been returned, and its certificate is no longer valid:",
            "The letters for these names have been returned, and their certificates "
            "are no longer valid:",
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


def _stays(line: OrderLine, drawable: set[int]) -> bool:
    letter = getattr(line.inscription, "letter", None)
    return letter is not None and letter.scroll_id not in drawable


def _names(lines: Sequence[OrderLine]) -> list[str]:
    people = [line.inscription.person for line in lines]
    return [f"{person.line} {person.honorific}".strip() for person in people]


def _how_returned(refund: Refund) -> list[Paragraph]:
    if refund.reference:
        text = _("The reference is %(reference)s.")
        return [Paragraph(text % {"reference": refund.reference})]
    if refund.payment.method == Method.STRIPE:
        return [
            Paragraph(
                _("It is returned the way it was paid, and should appear within 5 to 10 days.")
            )
        ]
    if refund.payment.method == Method.BALANCE:
        return [Paragraph(_("It has been returned to your community’s prepaid balance."))]
    return []
