"""The mail to the one who receives the gift. It shows no price."""

from django.core.mail import EmailMultiAlternatives
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.calendar.hebrew_calendar import ordinal
from core.printing.paper import paper_of_country
from families.gifts.gifts import GIFT, may_be_given
from families.models import Gift
from letters import certificates
from letters.certificates.contents import certificate_document
from letters.models import Certificate
from messaging.composers import MessageObsolete, composes
from messaging.models import Message, Suppression
from messaging.short_mail import Mail, Paragraph, build_mail


@composes(GIFT)
def gift(message: Message) -> EmailMultiAlternatives:
    """The greeting, with the certificate attached.

    Raises MessageObsolete where the letter was returned or the gift deleted, and for an address
    whose owner wants no mail: this one was not asked for by its recipient.
    """
    gifts = Gift.objects.select_related("line__order", "line__inscription")
    given = gifts.filter(pk=message.about).first()
    unwanted = Suppression.objects.filter(email__iexact=message.recipient).exists()
    if given is None or unwanted or not may_be_given(given.line):
        raise MessageObsolete
    certificate = Certificate.objects.select_related(
        "inscription__person", "inscription__letter__scroll__series"
    ).get(inscription=given.line.inscription_id)
    document = certificate_document(
        certificate, language=message.language, paper=paper_of_country(given.country)
    )
    with override(message.language):
        number = ordinal(document.scroll_number, message.language)
        parts = [
            Paragraph(_("%(giver)s gave a letter in a Sefer Torah:") % {"giver": given.giver}),
            *(Paragraph(each) for each in given.greeting.splitlines() if each.strip()),
            Paragraph(
                _("This name has a letter in the %(number)s scroll:") % {"number": number},
                [f"{document.line} {document.honorific}".rstrip()],
            ),
            Paragraph(_("The certificate is attached, ready to print.")),
        ]
        subject = _("A letter in the Sefer Torah, from %(giver)s") % {"giver": given.giver}
        mail = build_mail(message, Mail(subject, parts))
    mail.attach("certificate.pdf", certificates.render_pdf(document), "application/pdf")
    return mail
