"""Mails with PDFs attached: of a fulfilled order, and of a year's receipts."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from core.calendar.hebrew_calendar import ordinal
from core.countries import country_of
from core.languages import is_right_to_left
from core.printing.paper import PAPER_NAMES, other_paper, paper_of_country
from letters import certificates
from letters.certificates.contents import certificate_document
from letters.models import Certificate, Community, Purchaser
from messaging.composers import MessageObsolete, composes
from messaging.models import Message
from messaging.short_mail import Button, Mail, Paragraph, build_mail
from payments import mail_kinds
from payments.models import Order, OrderLine, Receipt
from payments.orders.letter_locations import line_details
from payments.orders.paper import paper_of_order
from payments.orders.second_letters import changeable_until, second_letters, token_of
from payments.receipts import document
from payments.receipts.issue import (
    issue_receipt,
    payment_day,
    receipt_document,
    receiptable_payment,
)
from payments.receipts.yearly import year_document

# A community's list with more names has its certificates on the list's page only.
MAX_ATTACHED_CERTIFICATES = 20


@composes(mail_kinds.ORDER_FULFILLED)
def order_fulfilled(message: Message) -> EmailMultiAlternatives:
    """The letters of an order, with the certificates and the receipt attached."""
    order = Order.objects.select_related("series", "community").get(public_id=message.about)
    if order.community and order.lines.count() > MAX_ATTACHED_CERTIFICATES:
        return _list_fulfilled(message, order, order.community)
    payment = receiptable_payment(order.public_id)
    receipt = issue_receipt(payment) if payment else None
    certificate_rows = _valid_certificates(order)
    with override(message.language):
        lines = line_details(order)
        paper = paper_of_order(order)
        context = {
            "order": order,
            "lines": lines,
            "has_certificates": bool(certificate_rows),
            "receipt": receipt,
            "day": payment_day(payment) if payment else None,
            "letters": order.show(order.letters_amount),
            "fee": order.show(order.fee_amount) if order.fee_amount else "",
            "gift": order.show(order.gift_amount) if order.gift_amount else "",
            "postage": order.show(order.postage_amount) if order.postage_amount else "",
            "total": order.show(order.total),
            "site": settings.SITE_URL,
            "second_letters": [
                (line.inscription.person.line, _second_letter_url(line))
                for line in second_letters(order)
            ],
            "changeable_until": changeable_until(order),
            "zone": order.zone,
            "paper": paper,
            "other_paper": other_paper(paper),
            "other_paper_name": PAPER_NAMES[other_paper(paper)],
            "url": settings.SITE_URL + reverse("order", args=[order.public_id]),
            "language": message.language,
            "rtl": is_right_to_left(message.language),
        }
        mail = EmailMultiAlternatives(
            subject=ngettext(
                "Your letter in the Sefer Torah: certificate",
                "Your %(count)s letters in the Sefer Torah: certificates",
                len(lines),
            )
            % {"count": len(lines)},
            body=render_to_string("payments/mails/order_fulfilled.txt", context),
            to=[message.recipient],
        )
        mail.attach_alternative(
            render_to_string("payments/mails/order_fulfilled.html", context), "text/html"
        )
    if certificate_rows:
        contents = [
            certificate_document(each, language=message.language, paper=paper)
            for each in certificate_rows
        ]
        pdf = certificates.render_combined_pdf(contents)
        mail.attach("certificates.pdf", pdf, "application/pdf")
    _attach_receipt(mail, message, receipt, order)
    return mail


def _list_fulfilled(message: Message, order: Order, community: Community) -> EmailMultiAlternatives:
    """The number of letters of a long list, and where their certificates are."""
    payment = receiptable_payment(order.public_id)
    receipt = issue_receipt(payment) if payment else None
    count = order.lines.count()
    with override(message.language):
        first = _("Letters have been drawn for all %(count)s names on your list.")
        then = _(
            "You will find each name with its parsha and certificate on your list’s page, and can "
            "download all the certificates there as one PDF."
        )
        parts = [Paragraph(first % {"count": f"{count:,}"}), Paragraph(then)]
        if receipt:
            parts.append(Paragraph(_("The receipt is attached.")))
        else:
            parts.append(
                Paragraph(_("These letters were paid for by the fund for sponsored letters."))
            )
        page = reverse("order_list", args=[community.slug, order.public_id])
        button = Button(_("To your list"), settings.SITE_URL + page)
        subject = _("%(count)s letters in the Sefer Torah") % {"count": f"{count:,}"}
        mail = build_mail(message, Mail(subject, parts, button))
    _attach_receipt(mail, message, receipt, order)
    return mail


def _second_letter_url(line: OrderLine) -> str:
    return str(settings.SITE_URL) + reverse("second_letter", args=[token_of(line)])


@composes(mail_kinds.LETTER_MOVED)
def letter_moved(message: Message) -> EmailMultiAlternatives:
    """The certificate of the letter of the next scroll that the purchaser chose."""
    line = OrderLine.objects.select_related("order__community").get(pk=message.about)
    certificate = _certificates_of(line.order).filter(inscription=line.inscription_id).first()
    if certificate is None:
        raise MessageObsolete
    with override(message.language):
        number = ordinal(certificate.inscription.letter.scroll.number, message.language)
        first = _("This name now has a letter in the %(number)s scroll:") % {"number": number}
        then = _("The certificate is attached. That of the earlier letter is no longer valid.")
        parts = [Paragraph(first, [certificate.inscription.person.line]), Paragraph(then)]
        mail = build_mail(message, Mail(_("A letter in the next scroll"), parts))
    contents = certificate_document(
        certificate, language=message.language, paper=paper_of_order(line.order)
    )
    mail.attach("certificate.pdf", certificates.render_pdf(contents), "application/pdf")
    return mail


def _attach_receipt(
    mail: EmailMultiAlternatives, message: Message, receipt: Receipt | None, order: Order
) -> None:
    if receipt:
        paper = paper_of_order(order)
        pdf = document.render(receipt_document(receipt, language=message.language, paper=paper))
        mail.attach(f"receipt-{receipt}.pdf", pdf, "application/pdf")


def _valid_certificates(order: Order) -> list[Certificate]:
    """The certificates that are valid, in the order of the names."""
    return list(_certificates_of(order))


def _certificates_of(order: Order) -> QuerySet[Certificate]:
    valid = Certificate.objects.filter(inscription__line__order=order, voided_at=None)
    return valid.select_related(
        "inscription__person", "inscription__letter__scroll__series"
    ).order_by("inscription__line__position")


@composes(mail_kinds.YEARLY_SUMMARY)
def yearly_summary(message: Message) -> EmailMultiAlternatives:
    """All receipts of a year in one PDF, to the purchaser."""
    purchaser, year, _requested_on = message.about.split(":")
    summary = year_document(
        Purchaser.objects.get(pk=purchaser),
        int(year),
        zone=message.zone,
        language=message.language,
        paper=paper_of_country(country_of(message.zone)),
    )
    with override(message.language):
        text = _("The summary of your receipts of %(year)s is attached.") % {"year": year}
        subject = _("Your receipts of %(year)s") % {"year": year}
        mail = build_mail(message, Mail(subject, [Paragraph(text)]))
    mail.attach(f"summary-{year}.pdf", document.render_year(summary), "application/pdf")
    return mail
