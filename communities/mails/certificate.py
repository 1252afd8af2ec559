"""The certificates of a list by e-mail, one to each row with an address."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from communities.certificates.printing import certificates_of
from communities.mails.row_mail import RowMail, sender_of
from communities.models import NameList, PersonalDataExport
from core.calendar.hebrew_calendar import ordinal
from core.languages import translated
from core.printing.paper import paper_of_country
from letters import certificates
from letters.certificates.contents import (
    certificate_document,
    certificate_number,
    discloses_parsha,
    letter_of,
    parsha_of,
)
from letters.models import Certificate
from messaging.composers import MessageObsolete, composes
from messaging.models import Mailing, Message
from messaging.short_mail import Button, Mail, Paragraph, build_mail

KIND = "list_certificate"  # about a row's pk
# Recipients who paid by their link have the certificate from their own order.
certificates_by_mail = RowMail(
    KIND,
    "certificates",
    """NOT row.paid_by_recipient AND EXISTS (
        SELECT FROM letters_certificate AS certificate
        WHERE certificate.inscription_id = row.inscription_id AND certificate.voided_at IS NULL)""",
)


@dataclass(frozen=True)
class Progress:
    """E-mails of a list by state; `left_out` are suppressed addresses."""

    all: int
    sent: int
    left_out: int
    failed: int
    waiting: int


def progress_of(name_list: NameList) -> Progress:
    own = Message.objects.filter(mailing__in=certificates_by_mail.mailings(name_list))
    states = list(own.values_list("state", flat=True))
    return Progress(
        all=len(states),
        sent=states.count(Message.State.SENT),
        left_out=states.count(Message.State.LEFT_OUT),
        failed=states.count(Message.State.FAILED),
        waiting=states.count(Message.State.QUEUED),
    )


@transaction.atomic
def send_certificates(*, name_list: NameList, by: User) -> Mailing | None:
    """Send each row with an address its certificate, once, and record the export.

    None if no row is left to send to.
    """
    mailing = certificates_by_mail.send(name_list=name_list, by=by)
    if mailing:
        PersonalDataExport.objects.create(
            community=name_list.community,
            by=by,
            what=PersonalDataExport.What.CERTIFICATE_MAILS,
            rows=Message.objects.filter(mailing=mailing).count(),
        )
    return mailing


def sample(name_list: NameList) -> Mail | None:
    """The e-mail that the first recipient would get."""
    own = certificates_of(name_list).exclude(inscription__list_row__email="")
    first = own.filter(inscription__list_row__paid_by_recipient=False).first()
    if first is None:
        return None
    with override(name_list.language):
        return _note(first, name_list.language)


@composes(KIND)
def list_certificate(message: Message) -> EmailMultiAlternatives:
    """To one recipient: the name, the parsha of the letter, and the certificate."""
    name_list = NameList.objects.filter(rows=int(message.about)).first()
    own = certificates_of(name_list) if name_list else Certificate.objects.none()
    certificate = own.filter(inscription__list_row=int(message.about)).first()
    if certificate is None:
        raise MessageObsolete
    with override(message.language):
        mail = build_mail(message, _note(certificate, message.language))
    pdf = certificates.render_pdf(
        certificate_document(certificate, language=message.language, paper=_paper(certificate))
    )
    mail.attach(f"certificate-{certificate_number(certificate)}.pdf", pdf, "application/pdf")
    return mail


def _note(certificate: Certificate, language: str) -> Mail:
    name_list = certificate.inscription.list_row.name_list
    person = certificate.inscription.person
    sender = sender_of(name_list)
    registered = _("%(sender)s has inscribed this name for a letter in the Sefer Torah:")
    once = _(
        "This e-mail was sent once, at the request of %(sender)s. If it is not meant for you, "
        "please ignore it."
    )
    parts = [
        Paragraph(registered % {"sender": sender}, [f"{person.line} {person.honorific}".strip()]),
        Paragraph(_location_line(certificate, language)),
        Paragraph(_("The certificate is attached, ready to print.")),
        Paragraph(once % {"sender": sender}),
    ]
    page = reverse("certificate_pdf", args=[certificate.token])
    way = Button(
        _("The certificate"),
        f"{settings.SITE_URL}{page}?language={language}&paper={_paper(certificate)}",
    )
    subject = _("Your certificate for a letter in the Sefer Torah, from %(community)s")
    return Mail(subject % {"community": name_list.community.title}, parts, way)


def _paper(certificate: Certificate) -> str:
    """The paper of the community's country."""
    return paper_of_country(certificate.inscription.list_row.name_list.community.country)


def _location_line(certificate: Certificate, language: str) -> str:
    """Scroll and, if the series discloses it, parsha of the letter."""
    letter = letter_of(certificate)
    scroll = {
        "number": ordinal(letter.scroll.number, language),
        "series": translated(letter.scroll.series, "name", language),
    }
    if not discloses_parsha(letter.scroll):
        return _("The letter is in the %(number)s %(series)s.") % scroll
    parsha = parsha_of(letter).title(language)
    sentence = _("The letter is in the %(number)s %(series)s, in Parshas %(parsha)s.")
    return sentence % {**scroll, "parsha": parsha}
